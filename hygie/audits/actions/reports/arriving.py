"""A report sent from a page: a small one is read at once, a large one by a job, on behalf of whoever sent it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from hygie.core.access import Role, Verb
from hygie.core.actions import Context, Denied, Refused, Stale, SystemAuthority
from hygie.core.files import PIECE
from hygie.core.jobs import Progress
from hygie.territory.models import Organisation

from ...enums import ImportState
from ...models import ReportImport
from ...queries.known import SYSTEM
from ...staging.scratch import new_path, path_of
from .applying import apply_report, demand_answer
from .lines import imported_before, line_for, line_of
from .reading import Asked, RefusedReport, arrived, check_audit, digest_of, read_into, read_report

READ, APPLY = "audits.read_report", "audits.apply_report"
BYTES_AT_MOST = 200 * 1024 * 1024
BYTES_AT_ONCE = 5 * 1024 * 1024
OBSERVATIONS_AT_ONCE = 5000


def send_report(ctx: Context, organisation: Organisation, upload: UploadedFile[bytes], asked: Asked) -> ReportImport:
    """Read the report now, or keep it aside and queue its reading. Raises Refused on `file` or `audit`, and Denied."""
    line_for(ctx, organisation, asked.audit)
    check_audit(organisation, asked.audit)
    size = upload.size or 0
    if size > BYTES_AT_MOST:
        raise Refused({"file": _("The file is larger than 200 MB. Use the command `hygie import-report`.")})
    if size <= BYTES_AT_ONCE:
        return read_report(ctx, organisation, upload.file, asked)  # type: ignore[arg-type]
    digest = digest_of(upload.file)  # type: ignore[arg-type]
    twin = imported_before(ctx, organisation, digest, asked.audit)
    return twin or _keep(ctx, arrived(ctx, organisation, asked, digest), upload, asked)


def _keep(ctx: Context, report: ReportImport, upload: UploadedFile[bytes], asked: Asked) -> ReportImport:
    report.format, report.state, report.staged_path = asked.format[:20], ImportState.WAITING, new_path()
    with path_of(report.staged_path).open("wb") as file:
        for piece in upload.chunks(PIECE):
            file.write(piece)
    with ctx.recording(Verb.EDIT, line_of(ctx, report), report.organisation) as record:
        report.save()
        record.nothing_changed()
        record.after_commit(READ, report=str(report.uid), role=ctx.role or "")
    return report


def read_kept(progress: Progress, report: str, role: str) -> dict[str, Any]:
    """The job: run twice, it finds its work done."""
    kept = _report(report)
    if kept.state != ImportState.WAITING:
        return {}
    try:
        with path_of(kept.staged_path).open("rb") as stream:
            read_into(_sender(progress, role), kept, stream, kept.format, progress.update)
    except (RefusedReport, Denied):  # an auditor's audit may be over by now
        return {"refused": True}
    return {}


def confirm_report(ctx: Context, report: ReportImport, *, confirmed: bool) -> ReportImport:
    """Apply a small report now, a large one by a job. Raises what `apply_report` raises."""
    line = line_of(ctx, report)
    if report.observations <= OBSERVATIONS_AT_ONCE or report.state != ImportState.READY:
        return apply_report(ctx, report, confirmed=confirmed)
    demand_answer(report, confirmed=confirmed)
    with ctx.recording(Verb.EDIT, line, report.organisation) as record:
        record.nothing_changed()
        record.after_commit(APPLY, once=f"{APPLY}:{report.uid}", report=str(report.uid), role=ctx.role or "")
    return report


def apply_confirmed(progress: Progress, report: str, role: str) -> dict[str, Any]:
    """The job: run twice, it finds its work done. What would change otherwise waits for another look."""
    try:
        apply_report(_sender(progress, role), _report(report), confirmed=True)
    except (Refused, Stale) as why:
        return {"why": str(why)}
    except Denied:
        return {"why": _("This audit is over: nothing was imported.")}
    return {}


def _report(uid: str) -> ReportImport:
    rows = ReportImport.objects.within(SYSTEM).select_related("organisation", "organisation__region", "audit")
    found: ReportImport = rows.get(uid=UUID(uid))
    return found


def _sender(progress: Progress, role: str) -> Context:
    """Whoever sent it: their right was checked then."""
    return Context(
        scope=SYSTEM,
        authority=SystemAuthority(),
        person_id=progress.job.person_id,
        role=Role(role) if role else None,
    )
