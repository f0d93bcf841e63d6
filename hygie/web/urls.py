from django.urls import path

from . import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.find, name="search"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
    path("health/", views.health, name="health"),
    path("style-guide/", views.style_guide, name="style_guide"),
]
