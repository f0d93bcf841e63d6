from __future__ import annotations

from django.urls import URLPattern, path

from ..views import reports

urlpatterns: list[URLPattern] = [
    path("establishments/<uuid:uid>/reports/", reports.reports, name="reports"),
    path("establishments/<uuid:uid>/reports/send/", reports.send, name="send_report"),
    path("reports/<uuid:uid>/", reports.report, name="report"),
    path("reports/<uuid:uid>/confirm/", reports.confirm, name="confirm_report"),
    path("reports/<uuid:uid>/drop/", reports.drop, name="drop_report"),
    path("reports/<uuid:uid>/audit/", reports.record_audit, name="record_audit"),
    path("reports/<uuid:uid>/undo/", reports.undo, name="undo_report"),
]
