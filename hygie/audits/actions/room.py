"""What an external auditor does in the room of an audit that is open to them: nothing else of the establishment."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.core import files
from hygie.core.access import Verb
from hygie.core.actions import Context, Denied, demand_version
from hygie.core.files import Upload
from hygie.core.tenancy import Scope
from hygie.exchanges.actions.notifications import Words, notify
from hygie.exchanges.queries.people import answering_for

from ..enums import AuditState, Verdict
from ..models import Audit, AuditorAccess, Question
from ..notices import REPORT
from ..policies import AUDITOR_ROOM
from .audits import ReportFacts, take_in
from .held import held_audit
from .questions import answered, asked
from .verification import moved_by_verdicts

SYSTEM = Scope.system()


def ask_establishment(ctx: Context, audit: Audit, text: str) -> Question:
    """Raises Denied outside of the room, Refused on `text`."""
    demand_room(ctx, audit)
    return asked(ctx, AUDITOR_ROOM, audit, text)


def answer_establishment(ctx: Context, question: Question, text: str) -> Question:
    """Raises Denied outside of the room, Refused on `text`."""
    demand_room(ctx, question.audit)
    return answered(ctx, AUDITOR_ROOM, question, text)


def hand_over(ctx: Context, audit: Audit, seen: int, facts: ReportFacts, upload: Upload | None) -> Audit:
    """Hand over the report: it is received, its proof deposited, the establishment told. Raises Stale, or Refused."""
    demand_room(ctx, audit)
    said = facts.checked(audit.kind_value)
    with (
        files.received(upload, audit.organisation, ctx.person_id) as file,
        ctx.recording(Verb.EDIT, AUDITOR_ROOM, audit.organisation) as record,
    ):
        current = held_audit(audit)
        demand_version(current.version, seen)
        take_in(ctx, record, current, said, file)
        tell_report(current, f"{current.uid}:{current.version}")
    return current


def verify_in_room(ctx: Context, counter: Audit, verdicts: Mapping[UUID, Verdict]) -> int:
    """What a counter-audit's auditor saw of what was said to be fixed. Returns how many findings moved."""
    demand_room(ctx, counter)
    return moved_by_verdicts(ctx, AUDITOR_ROOM, counter, verdicts)


def demand_room(ctx: Context, audit: Audit) -> None:
    """Refuse whoever the audit is not open to today. Raises Denied."""
    ctx.require(Verb.EDIT, AUDITOR_ROOM, audit.organisation)
    mine = AuditorAccess.objects.within(ctx.scope).filter(
        audit=audit, person_id=ctx.person_id or 0, ended_at__isnull=True
    )
    over = [AuditState.CLOSED, AuditState.CANCELLED]
    if not mine.exclude(audit__state__in=over).exists():
        raise Denied(Verb.EDIT, AUDITOR_ROOM)


def held_room(ctx: Context, audit: Audit) -> Audit:
    """The audit, held until the end of the action: it does not close meanwhile. Raises Denied once it is over."""
    current = held_audit(audit)
    demand_room(ctx, current)
    return current


def tell_report(audit: Audit, key: str) -> None:
    """The establishment hears of a report that came from the room."""
    notify(
        answering_for(audit.organisation),
        REPORT,
        audit.organisation,
        url=reverse("audits:audit", args=[audit.uid]),
        key=f"{REPORT}:{key}",
        say=lambda: Words(_("The report of an audit was handed over")),
    )
