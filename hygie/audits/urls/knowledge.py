from __future__ import annotations

from django.urls import URLPattern, path

from ..views import cves

urlpatterns: list[URLPattern] = [
    path("cve/", cves.cves, name="cves"),
    path("cve/<slug:cve>/", cves.cve, name="cve"),
    path("cve/<slug:cve>/hygie.csv", cves.cve_csv, name="cve_csv"),
    path("cve/<slug:cve>/hygie.xlsx", cves.cve_xlsx, name="cve_xlsx"),
]
