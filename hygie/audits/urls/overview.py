from __future__ import annotations

from django.urls import URLPattern, path

from ..views import directory, overview, region

urlpatterns: list[URLPattern] = [
    path("weaknesses/", region.region, name="region"),
    path("weaknesses/hygie.csv", region.region_csv, name="region_csv"),
    path("weaknesses/hygie.xlsx", region.region_xlsx, name="region_xlsx"),
    path("establishments/<uuid:uid>/weaknesses/", overview.overview, name="overview"),
    path("establishments/<uuid:uid>/directory/", directory.directory, name="directory"),
]
