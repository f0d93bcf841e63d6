from __future__ import annotations

from django.urls import URLPattern, path

from ..views import overview

urlpatterns: list[URLPattern] = [
    path("establishments/<uuid:uid>/audits/", overview.overview, name="overview"),
]
