"""Audits, the auditor's room, campaigns."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import audit_papers, auditors, audits, campaigns, room, room_findings, room_reports

urlpatterns: list[URLPattern] = [
    path("establishments/<uuid:uid>/audits/", audits.audits, name="audits"),
    path("establishments/<uuid:uid>/audits/plan/", audits.plan, name="plan_audit"),
    path("audits/<uuid:uid>/", audits.audit, name="audit"),
    path("audits/<uuid:uid>/change/", audits.change, name="change_audit"),
    path("audits/<uuid:uid>/counter-audit/", audits.counter, name="plan_counter_audit"),
    path("audits/<uuid:uid>/move/", audits.move, name="move_audit"),
    path("audits/<uuid:uid>/report/", audits.receive, name="receive_report"),
    path("audits/<uuid:uid>/report/file/", audits.report, name="audit_report"),
    path("audits/<uuid:uid>/hygie.pdf", audit_papers.paper, name="audit_paper"),
    path("audits/<uuid:uid>/hygie.xlsx", audit_papers.spreadsheet, name="audit_sheet"),
    path("audits/<uuid:uid>/verify/", audits.verify, name="verify_findings"),
    path("audits/<uuid:uid>/auditors/", auditors.open_audit, name="open_to_auditor"),
    path("audits/<uuid:uid>/auditors/<uuid:invitation>/withdraw/", auditors.withdraw, name="withdraw_auditor"),
    path("auditors/<uuid:access>/end/", auditors.end, name="end_auditor"),
    path("audits/<uuid:uid>/ask/", auditors.ask, name="ask"),
    path("questions/<uuid:question>/", auditors.answer, name="answer"),
    path("room/", room.rooms, name="room"),
    path("room/<uuid:uid>/", room.room, name="room_audit"),
    path("room/<uuid:uid>/ask/", room.ask, name="room_ask"),
    path("room/questions/<uuid:question>/", room.answer, name="room_answer"),
    path("room/<uuid:uid>/report/", room.hand_over, name="room_report"),
    path("room/<uuid:uid>/report/file/", room.report_file, name="room_report_file"),
    path("room/<uuid:uid>/findings/new/", room_findings.add, name="room_add_finding"),
    path("room/findings/<uuid:finding>/correct/", room_findings.correct, name="room_correct_finding"),
    path("room/<uuid:uid>/reports/send/", room_reports.send, name="room_send"),
    path("room/reports/<uuid:report>/", room_reports.preview, name="room_preview"),
    path("room/reports/<uuid:report>/confirm/", room_reports.confirm, name="room_confirm"),
    path("room/reports/<uuid:report>/drop/", room_reports.drop, name="room_drop"),
    path("room/<uuid:uid>/verify/", room.verify, name="room_verify"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/open/<uuid:uid>/", campaigns.open_campaign, name="open_campaign"),
    path("campaigns/<uuid:uid>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:uid>/change/", campaigns.change, name="change_campaign"),
    path("campaigns/<uuid:uid>/establishments/", campaigns.choose, name="choose_establishments"),
    path("campaigns/<uuid:uid>/establishments/<uuid:place>/leave/", campaigns.leave_out, name="leave_out"),
    path("campaigns/<uuid:uid>/close/", campaigns.close, name="close_campaign"),
]
