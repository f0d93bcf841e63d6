from django.urls import path

from .views import bulletins, groups, home, level, nation, picture

app_name = "cockpit"
urlpatterns = [
    path("situation/", home.home, name="home"),
    path("situation/help/", home.help_first, name="help"),
    path("situation/indicator/<str:code>/", home.indicator, name="indicator"),
    path("situation/presentation/", home.presentation, name="presentation"),
    path("situation/bulletin/", bulletins.bulletins, name="bulletins"),
    path("situation/bulletin/mail/", bulletins.subscribe, name="subscribe"),
    path("situation/bulletin/<str:monday>/", bulletins.bulletin, name="bulletin"),
    path("establishment/<uuid:uid>/level/", level.level, name="level"),
    path("establishment/<uuid:uid>/level/board/", level.board, name="board"),
    path("establishment/<uuid:uid>/level/peers/", level.choose_peers, name="peers"),
    path("nation/", nation.nation, name="nation"),
    path("nation/export.csv", nation.nation_csv, name="nation_csv"),
    path("nation/export.xlsx", nation.nation_xlsx, name="nation_xlsx"),
    path("picture/", picture.picture, name="picture"),
    path("picture/export.csv", picture.picture_csv, name="picture_csv"),
    path("picture/export.xlsx", picture.picture_xlsx, name="picture_xlsx"),
    path("picture/money/", picture.money, name="money"),
    path("picture/groups/", groups.groups, name="groups"),
    path("picture/groups/export.csv", groups.groups_csv, name="groups_csv"),
    path("picture/groups/export.xlsx", groups.groups_xlsx, name="groups_xlsx"),
    path("picture/designations/", picture.designations, name="designations"),
]
