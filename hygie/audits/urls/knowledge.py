from __future__ import annotations

from django.urls import URLPattern, path

from ..views import cves, priorities

urlpatterns: list[URLPattern] = [
    path("priorities/", priorities.priorities, name="priorities"),
    path("regions/<uuid:uid>/timelines/", priorities.change_timelines, name="change_timelines"),
    path("organisations/<uuid:uid>/closing-days/add/", priorities.add_day, name="add_closing_day"),
    path("closing-days/<uuid:uid>/remove/", priorities.remove_day, name="remove_closing_day"),
    path("cve/", cves.cves, name="cves"),
    path("cve/<slug:cve>/", cves.cve, name="cve"),
    path("cve/<slug:cve>/hygie.csv", cves.cve_csv, name="cve_csv"),
    path("cve/<slug:cve>/hygie.xlsx", cves.cve_xlsx, name="cve_xlsx"),
]
