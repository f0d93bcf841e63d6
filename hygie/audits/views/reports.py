"""Reports of an establishment: send one, see what it would change, confirm, undo."""

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
from hygie.core.models import JobState
from hygie.core.pages import Request, page
from hygie.territory.forms import show_refusal
from hygie.territory.queries import organisation_or_404
from hygie.web.components import JobProgress, render_job

from ..actions.reports.applying import drop_report
from ..actions.reports.arriving import APPLY, READ, confirm_report, send_report
from ..actions.reports.reading import RefusedReport
from ..actions.reports.recording import record_as_audit
from ..actions.reports.undoing import undo_report
from ..enums import ImportState
from ..models import ReportImport
from ..policies import AUDIT, FINDING
from ..queries.reports import can_be_undone, job_of, report_or_404, reports_of, running_audits
from ..report_forms import RecordAuditForm, ReportForm
from ..report_lines import ReportLine, examples_of
from .common import tabs_of


@page(FINDING, see=Level.DETAIL)
@require_GET
def reports(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    found = reports_of(organisation, request.GET.get("page", ""))
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "reports"),
        "page": found,
        "lines": [ReportLine(report) for report in found.rows],
        "edits": request.context.may(Verb.EDIT, FINDING, organisation),
    }
    return render(request, "audits/reports/list.html", context)


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def send(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    sent = request.method == "POST"
    audits = running_audits(organisation)
    form = ReportForm(request.POST if sent else None, request.FILES if sent else None, audits)
    form.initial["audit"] = request.GET.get("audit", "")
    if form.is_valid():
        try:
            made = send_report(request.context, organisation, form.cleaned_data["file"], form.asked())
        except Refused as refused:
            if isinstance(refused, RefusedReport):
                return redirect("audits:report", refused.report.uid)
            show_refusal(form, refused)
        else:
            if made.state == ImportState.APPLIED:
                messages.info(request, _("This file was imported already: nothing changed."))
            return redirect("audits:report", made.uid)
    return render(request, "audits/reports/send.html", {"organisation": organisation, "form": form})


@page(FINDING, see=Level.DETAIL)
@require_GET
def report(request: Request, uid: UUID) -> HttpResponse:
    shown = report_or_404(request.context, uid)
    request.require(shown.organisation)
    progress = progress_of(shown, reverse("audits:report", args=[shown.uid]))
    if progress and "fragment" in request.GET:
        return render_job(request, progress)
    context = {
        "report": shown,
        "line": ReportLine(shown),
        "organisation": shown.organisation,
        "tabs": tabs_of(request.context, shown.organisation, "reports"),
        "job": progress,
        "examples": examples_of(shown),
        "edits": request.context.may(Verb.EDIT, FINDING, shown.organisation),
        "records": _is_alone(request, shown),
        "undoes": can_be_undone(shown),
    }
    return render(request, "audits/reports/report.html", context)


def _is_alone(request: Request, shown: ReportImport) -> bool:
    """Imported without an audit, and the reader may say whose report it was."""
    alone = shown.state == ImportState.APPLIED and shown.audit is None
    rights = [request.context.may(Verb.EDIT, line, shown.organisation) for line in (FINDING, AUDIT)]
    return alone and all(rights)


def _record_form(request: Request, shown: ReportImport) -> RecordAuditForm:
    data = request.POST if request.method == "POST" else None
    return RecordAuditForm(data, shown, running_audits(shown.organisation))


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def record_audit(request: Request, uid: UUID) -> HttpResponse:
    """“This was an audit”: of which kind, or which one."""
    shown = report_or_404(request.context, uid)
    request.require(shown.organisation)
    request.context.require(Verb.EDIT, AUDIT, shown.organisation)
    form = _record_form(request, shown)
    if form.is_valid():
        try:
            audit = record_as_audit(request.context, shown, form.wanted())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Recorded: the audit’s report has come, and its evidence is kept."))
            return redirect("audits:audit", audit.uid)
    context = {"report": shown, "organisation": shown.organisation, "form": form}
    return render(request, "audits/reports/record.html", context)


def progress_of(report: ReportImport, url: str) -> JobProgress | None:
    """The job that reads or writes this report, for its page at `url`; done, it tells only why it left it waiting."""
    waits = report.state in {ImportState.WAITING, ImportState.READY}
    job = job_of(report, (READ, APPLY)) if waits else None
    if job is None:
        return None
    why = str((job.result or {}).get("why", ""))
    if job.state == JobState.DONE and not why:
        return None
    failed = _("Nothing was written. Send the report again, or ask your administrator to look at the worker.")
    return JobProgress(
        label=_("Reading of the report") if job.kind == READ else _("Import of the report"),
        state_label=job.state_value.label,
        tone=job.state_value.tone,
        fragment_url=f"{url}?fragment=1",
        page_url=url,
        done=job.done,
        total=job.total,
        message=failed if job.state == JobState.FAILED else why,
        finished=job.is_over,
        result_url=url if job.is_over else "",
        result_label=_("See the report"),
    )


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def confirm(request: Request, uid: UUID) -> HttpResponse:
    """`asks`: the questions that were on the page; others mean that the page was read before they came up."""
    shown = report_or_404(request.context, uid)
    request.require(shown.organisation)
    answered = request.POST.get("asks", "") == " ".join(shown.asks)
    try:
        done = confirm_report(request.context, shown, confirmed=answered)
    except (Refused, Stale) as why:
        messages.warning(request, str(why))
    else:
        if done.state == ImportState.APPLIED:
            messages.success(request, _("Report imported."))
    return redirect("audits:report", shown.uid)


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def drop(request: Request, uid: UUID) -> HttpResponse:
    shown = report_or_404(request.context, uid)
    request.require(shown.organisation)
    drop_report(request.context, shown)
    messages.success(request, _("Report dropped: nothing of it was imported."))
    return redirect("audits:reports", shown.organisation.uid)


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def undo(request: Request, uid: UUID) -> HttpResponse:
    shown = report_or_404(request.context, uid)
    request.require(shown.organisation)
    try:
        undo_report(request.context, shown)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Import undone: findings are as they were before it."))
    return redirect("audits:report", shown.uid)
