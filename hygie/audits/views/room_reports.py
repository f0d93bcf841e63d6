"""Report files that an auditor brings into the room of their audit: sent, shown, confirmed; they close nothing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused, Stale
from hygie.core.pages import Request, page
from hygie.territory.forms import show_refusal
from hygie.web.components import render_job

from ..actions.reports.applying import drop_report
from ..actions.reports.arriving import confirm_report, send_report
from ..actions.reports.reading import RefusedReport
from ..enums import ImportState
from ..policies import AUDITOR_ROOM
from ..queries.auditors import room_or_404, room_report_or_404
from ..report_forms import RoomReportForm
from ..report_lines import ReportLine, fresh_examples_of
from .reports import progress_of


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def send(request: Request, uid: UUID) -> HttpResponse:
    audit = room_or_404(request.context, uid)
    request.require(audit.organisation)
    sent = request.method == "POST"
    form = RoomReportForm(request.POST if sent else None, request.FILES if sent else None, audit)
    if form.is_valid():
        try:
            made = send_report(request.context, audit.organisation, form.cleaned_data["file"], form.asked())
        except Refused as refused:
            if isinstance(refused, RefusedReport):
                return redirect("audits:room_preview", refused.report.uid)
            show_refusal(form, refused)
        else:
            if made.state == ImportState.APPLIED:
                messages.info(request, _("This file was imported already: nothing changed."))
                return redirect("audits:room_audit", audit.uid)
            return redirect("audits:room_preview", made.uid)
    context = {"organisation": audit.organisation, "audit": audit, "form": form}
    return render(request, "audits/room/send.html", context)


@page(AUDITOR_ROOM, see=Level.DETAIL)
@require_GET
def preview(request: Request, report: UUID) -> HttpResponse:
    """What it would add. Of what the establishment knows already, only how many."""
    shown = room_report_or_404(request.context, report)
    request.require(shown.organisation)
    progress = progress_of(shown, reverse("audits:room_preview", args=[shown.uid]))
    if progress and "fragment" in request.GET:
        return render_job(request, progress)
    context = {
        "organisation": shown.organisation,
        "audit": shown.audit,
        "report": shown,
        "line": ReportLine(shown),
        "job": progress,
        "examples": fresh_examples_of(shown),
    }
    return render(request, "audits/room/report.html", context)


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def confirm(request: Request, report: UUID) -> HttpResponse:
    shown = room_report_or_404(request.context, report)
    request.require(shown.organisation)
    try:
        done = confirm_report(request.context, shown, confirmed=True)
    except (Refused, Stale) as why:
        messages.warning(request, str(why))
    else:
        if done.state == ImportState.APPLIED:
            messages.success(request, _("Report imported: the establishment has been told."))
    return redirect("audits:room_preview", shown.uid)


@page(AUDITOR_ROOM, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def drop(request: Request, report: UUID) -> HttpResponse:
    shown = room_report_or_404(request.context, report)
    request.require(shown.organisation)
    drop_report(request.context, shown)
    messages.success(request, _("Report dropped: nothing of it was imported."))
    return redirect("audits:room_audit", shown.audit.uid) if shown.audit else redirect("audits:room")
