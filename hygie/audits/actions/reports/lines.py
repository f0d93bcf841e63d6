"""Under which line of the policy a report is brought in: the establishment's own, or the room of an auditor.

An auditor speaks for what their audit saw and for nothing else: their report adds and updates, it closes nothing. What
closes is the establishment's own report, or a counter-audit's verification.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from hygie.core.access import Resource, Role, Verb
from hygie.core.actions import Context, Denied, Refused
from hygie.territory.models import Organisation

from ...enums import ImportScope
from ...models import Audit, ReportImport
from ...policies import AUDITOR_ROOM, FINDING
from ...queries.known import same_file
from ..room import demand_room, held_room


def comes_from_room(ctx: Context) -> bool:
    return ctx.role == Role.AUDITOR


def line_for(ctx: Context, organisation: Organisation, audit: Audit | None) -> Resource:
    """Raises Denied; to an auditor, for whatever is not of an audit that is open to them."""
    if not comes_from_room(ctx):
        ctx.require(Verb.EDIT, FINDING, organisation)
        return FINDING
    if audit is None or audit.organisation_id != organisation.pk:
        raise Denied(Verb.EDIT, AUDITOR_ROOM)
    demand_room(ctx, audit)
    return AUDITOR_ROOM


def line_of(ctx: Context, report: ReportImport) -> Resource:
    """The line of a report that is there: an auditor goes on with what they sent themselves. Raises Denied."""
    line = line_for(ctx, report.organisation, report.audit)
    if line is AUDITOR_ROOM:
        own = report.arrived_by_id is not None and report.arrived_by_id == ctx.person_id
        if not own or report.scope != ImportScope.NOTHING:
            raise Denied(Verb.EDIT, AUDITOR_ROOM)
    return line


def keep_open(ctx: Context, report: ReportImport) -> None:
    """Within an action: the audit of a report from the room does not close before it is written. Raises Denied."""
    if comes_from_room(ctx) and report.audit is not None:
        held_room(ctx, report.audit)


def imported_before(ctx: Context, organisation: Organisation, sha256: str, audit: Audit | None) -> ReportImport | None:
    """The same file, imported already. Raises Refused to an auditor whose audit it does not belong to."""
    twin = same_file(organisation, sha256)
    if twin is not None and comes_from_room(ctx) and (audit is None or twin.audit_id != audit.pk):
        raise Refused(
            {"file": _("The establishment imported this report already: ask it to record it as this audit’s.")}
        )
    return twin
