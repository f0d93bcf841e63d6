"""Addresses of the audits, one file for each part."""

from __future__ import annotations

from . import assets, campaigns, findings, knowledge, overview, plans, reports

app_name = "audits"

urlpatterns = [
    *overview.urlpatterns,
    *campaigns.urlpatterns,
    *findings.urlpatterns,
    *assets.urlpatterns,
    *reports.urlpatterns,
    *plans.urlpatterns,
    *knowledge.urlpatterns,
]
