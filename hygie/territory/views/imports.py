"""National files, from the page: send one, follow the job, read what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hygie.core import jobs
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.models import Job, JobState
from hygie.core.pages import Over, Request, page
from hygie.web.components import JobProgress, Tile, render_job
from hygie.web.tones import Tone

from ..actions.imports import IMPORT, send_file
from ..finess import LineReason, Reason
from ..forms import ImportForm, show_refusal
from ..imports.report import open_report
from ..models import ImportRun
from ..policies import REGISTER
from ..queries import regions_in_sight
from ..queries.runs import job_or_404, jobs_under_way, run_or_404, runs_in_sight

SOURCES = {"finess-csv": "FINESS (CSV)", "finess-json": "FINESS (JSON)", "ght": "GHT"}


@dataclass(frozen=True)
class RunLine:
    """One run as the list shows it."""

    run: ImportRun

    @property
    def source(self) -> str:
        return SOURCES.get(self.run.source, self.run.source)

    @property
    def is_refused(self) -> bool:
        return bool(self.run.reasons)

    @property
    def tone(self) -> Tone:
        return Tone.DANGER if self.is_refused else Tone.SUCCESS

    @property
    def label(self) -> str:
        return _("Refused") if self.is_refused else _("Imported")

    @property
    def reasons(self) -> list[str]:
        """Why it was refused, in the reader's language."""
        kept = (one for one in self.run.reasons if one.get("reason") in {reason.value for reason in Reason})
        return [str(LineReason(one["line"], one["field"], Reason(one["reason"]), one["value"])) for one in kept]


@page(REGISTER, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def imports(request: Request) -> HttpResponse:
    context = {
        "runs": [RunLine(run) for run in runs_in_sight(request.context)],
        "going": [_shown(job) for job in jobs_under_way(request.context, IMPORT)],
        "sends": REGISTER.may(request.context.role).allows(do=Verb.EDIT) and bool(regions_in_sight(request.context)),
    }
    return render(request, "territory/imports.html", context)


@page(REGISTER, do=Verb.EDIT, over=Over.SCOPE)
def send(request: Request) -> HttpResponse:
    regions = regions_in_sight(request.context)
    sent = request.method == "POST"
    form = ImportForm(request.POST if sent else None, request.FILES if sent else None, regions)
    if form.is_valid():
        asked = form.cleaned_data
        region = next(region for region in regions if region.code == asked["region"])
        try:
            job = send_file(request.context, region, asked["source"], asked["file"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("territory:import_job", job.uid)
    return render(request, "territory/send_file.html", {"form": form, "regions": regions})


@page(REGISTER, do=Verb.EDIT, over=Over.SCOPE)
@require_GET
def job(request: Request, job: UUID) -> HttpResponse:
    found = job_or_404(request.context, job, IMPORT)
    shown = _shown(found)
    if "fragment" in request.GET:
        return render_job(request, shown)
    return render(request, "territory/import_job.html", {"job": shown, "name": found.payload.get("name", "")})


@page(REGISTER, do=Verb.EDIT, over=Over.SCOPE)
@require_POST
def cancel(request: Request, job: UUID) -> HttpResponse:
    jobs.cancel(job_or_404(request.context, job, IMPORT))
    return redirect("territory:import_job", job)


def _shown(job: Job) -> JobProgress:
    url = reverse("territory:import_job", args=[job.uid])
    result: dict[str, Any] = job.result or {}
    run = result.get("run")
    return JobProgress(
        label=_("Import of %(name)s") % {"name": job.payload.get("name", "")},
        state_label=job.state_value.label,
        tone=Tone.DANGER if result.get("refused") else job.state_value.tone,
        fragment_url=f"{url}?fragment=1",
        page_url=url,
        done=job.done,
        total=job.total,
        message=_said(job),
        finished=job.is_over,
        result_url=reverse("territory:import_run", args=[run]) if run else "",
        result_label=_("Read the report"),
        cancel_url="" if job.is_over else reverse("territory:import_cancel", args=[job.uid]),
    )


def _said(job: Job) -> str:
    if job.state == JobState.FAILED:
        return _("The import stopped: %(why)s Nothing was written.") % {"why": job.error}
    if job.state == JobState.DONE and (job.result or {}).get("refused"):
        return _("The file is refused whole. Nothing was written: what the platform knew stands.")
    return _(job.note) if job.note and not job.is_over else ""


@page(REGISTER, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def run(request: Request, run: UUID) -> HttpResponse:
    line = RunLine(run_or_404(request.context, run))
    return render(request, "territory/import_run.html", {"line": line, "run": line.run, "tiles": _tiles(line)})


def _tiles(line: RunLine) -> Sequence[Tile]:
    if line.is_refused:
        return ()
    run = line.run
    return (
        Tile(_("Created"), run.created),
        Tile(_("Changed"), run.changed),
        Tile(_("Closed"), run.closed),
        Tile(_("Unchanged"), run.unchanged),
        Tile(_("Not listed, stay open"), run.missing),
        Tile(_("Left out"), run.refused, tone=Tone.WARNING if run.refused else Tone.NEUTRAL),
        Tile(_("Kept with a warning"), run.warnings, tone=Tone.WARNING if run.warnings else Tone.NEUTRAL),
    )


@page(REGISTER, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def report(request: Request, run: UUID) -> FileResponse:
    found = run_or_404(request.context, run)
    if not found.report_path:
        raise Http404
    try:
        file = open_report(found.report_path)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(file, as_attachment=True, filename=f"import-{found.at:%Y-%m-%d}.csv", content_type="text/csv")
