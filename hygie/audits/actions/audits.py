"""Audits of an establishment: planned, changed, moved on, and the report that came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hygie.core import files
from hygie.core.access import Verb
from hygie.core.actions import Context, Message, Recording, Refused, demand_version
from hygie.core.clock import now, today
from hygie.core.files import Upload
from hygie.core.models import StoredFile
from hygie.core.tenancy import Scope
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..enums import AuditState, AuditType
from ..models import Audit
from ..policies import AUDIT
from ..rules.pairs import second_window
from ..workflow import AUDIT_MOVES, move_named
from .auditors import end_accesses
from .fixed_share import deposit_fixed_share
from .held import held_audit
from .plain import EARLIEST, in_one_line, problems_of_days
from .proofs import settle_proof

SYSTEM = Scope.system()
#: what an audit forgets when its report is taken back
WITHOUT_REPORT = {
    "ran_on": None,
    "received_on": None,
    "qualified": False,
    "level": None,
    "not_evaluated": None,
    "summary": "",
    "report": None,
}


@dataclass(frozen=True)
class AuditFacts:
    """What is planned. `ends_on` is the last day."""

    title: str
    kind: AuditType
    starts_on: date
    ends_on: date
    provider: str = ""
    perimeter: str = ""
    order_code: str = ""

    def checked(self) -> AuditFacts:
        """Without stray spaces. Raises Refused per field."""
        problems: dict[str, Message] = {}
        if not self.title.strip():
            problems["title"] = _("Give the audit a name.")
        problems |= problems_of_days("starts_on", self.starts_on, "ends_on", self.ends_on)
        if problems:
            raise Refused(problems)
        return replace(
            self,
            title=in_one_line(self.title),
            provider=in_one_line(self.provider),
            perimeter=in_one_line(self.perimeter),
            order_code=in_one_line(self.order_code),
        )


@dataclass(frozen=True)
class ReportFacts:
    """What is recorded of a report: the day the audit was run, and for a directory its ANSSI level, 1 (worst) to 5."""

    ran_on: date
    qualified: bool = False
    level: int | None = None
    not_evaluated: int | None = None
    summary: str = ""

    def checked(self, kind: AuditType) -> ReportFacts:
        """Raises Refused per field."""
        problems: dict[str, Message] = {}
        if self.ran_on > today():
            problems["ran_on"] = _("This date is to come. Enter the day on which the audit was run.")
        elif self.ran_on < EARLIEST:
            problems["ran_on"] = _("Check the year of this date.")
        if problems:
            raise Refused(problems)
        if kind is not AuditType.DIRECTORY:
            return replace(self, level=None, not_evaluated=None, summary=self.summary.strip())
        return replace(self, summary=self.summary.strip())


def plan_audit(ctx: Context, organisation: Organisation, facts: AuditFacts, follows: Audit | None = None) -> Audit:
    """Plan an audit; the same said twice is one. `follows`: the audit that this one verifies. Raises Refused."""
    said = facts.checked()
    if not organisation.kind_value.is_establishment:
        raise Refused(_("An audit is that of an establishment or a GHT."))
    if follows is not None and follows.state_value not in (AuditState.RECEIVED, AuditState.CLOSED):
        raise Refused(_("A counter-audit verifies an audit whose report has come."))
    with ctx.recording(Verb.EDIT, AUDIT, organisation) as record:
        lock_organisations(organisation)
        if twin := _twin_of(organisation, said, follows):
            record.nothing_changed()
            return twin
        audit = Audit.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            follows=follows,
            **vars(said),
            made_by_id=ctx.person_id,
            made_at=now(),
        )
        record.event("audit.planned", audit, kind=said.kind.value, starts_on=said.starts_on.isoformat())
    return audit


def change_audit(ctx: Context, audit: Audit, seen: int, facts: AuditFacts) -> Audit:
    """Correct what was planned; once its report has come, its kind no longer changes. Raises Stale, or Refused."""
    said = facts.checked()
    with ctx.recording(Verb.EDIT, AUDIT, audit.organisation) as record:
        current = held_audit(audit)
        if _facts_of(current) == said:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        if current.state_value.is_over:
            raise Refused(_("This audit is over: reopen it first."))
        if current.received_on is not None and said.kind != current.kind:
            raise Refused({"kind": _("The report has come: the kind of the audit no longer changes.")})
        if current.campaign_id is not None and said.title != current.title:
            # The region reads the names of its campaigns' audits, and no other word of an establishment's own.
            raise Refused({"title": _("This name is the campaign's: it stays.")})
        _fill(current, vars(said))
        _saved(current)
        record.event("audit.changed", current, kind=current.kind)
        if current.received_on is not None:
            settle_proof(ctx, current)
    return current


def move_audit(ctx: Context, audit: Audit, seen: int, code: str) -> Audit:
    """Start, close, reopen, take back or cancel; a report is received by `receive_report`.

    Closed or cancelled, the audit is closed to its auditors too; closed, the share of what was fixed on time is kept.
    Raises Stale, or Refused.
    """
    move = move_named(AUDIT_MOVES, code)
    with ctx.recording(move.verb, AUDIT, audit.organisation) as record:
        current = held_audit(audit)
        if current.state == move.after and current.version == seen + 1:
            record.nothing_changed()  # pressed twice
            return current
        demand_version(current.version, seen)
        if current.state not in move.before or code == "receive":
            raise Refused(_("This audit has moved on meanwhile: read it again."))
        current.state = move.after
        current.closed_on = today() if move.after is AuditState.CLOSED else None
        mistaken = current.report if code == "take_back" else None
        if code == "take_back":
            _fill(current, WITHOUT_REPORT)
        _saved(current)
        record.event("audit.moved", current, kind=current.kind, state=move.after.value)
        if code == "take_back":
            settle_proof(ctx, current)
            _forget(mistaken)
        if move.after.is_over:
            end_accesses(record, current)
        if move.after is AuditState.CLOSED:
            deposit_fixed_share(ctx, current.organisation, today())
    return current


def receive_report(ctx: Context, audit: Audit, seen: int, facts: ReportFacts, upload: Upload | None = None) -> Audit:
    """Record the report that came, or correct what was recorded: its proof follows. Raises Stale, or Refused."""
    ctx.require(Verb.EDIT, AUDIT, audit.organisation)  # before anything of a stranger's reaches the disk
    said = facts.checked(audit.kind_value)
    with (
        files.received(upload, audit.organisation, ctx.person_id) as file,
        ctx.recording(Verb.EDIT, AUDIT, audit.organisation) as record,
    ):
        current = held_audit(audit)
        if file is None and current.received_on is not None and _said_of(current) == said:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        take_in(ctx, record, current, said, file)
    return current


def take_in(ctx: Context, record: Recording, audit: Audit, said: ReportFacts, file: StoredFile | None) -> None:
    """Write a checked report on the audit, held and in its action's transaction. Raises Refused once it is over."""
    if audit.state_value.is_over:
        raise Refused(_("This audit is over: reopen it first."))
    _fill(audit, vars(said))
    if file is not None:
        file.save()
        audit.report = file
    _arrived(audit)
    _saved(audit)
    record.event("audit.report_received", audit, kind=audit.kind, ran_on=said.ran_on.isoformat())
    settle_proof(ctx, audit)
    _replan_second(record, audit)


def report_came(record: Recording, audit: Audit, ran_on: date, level: int | None, not_evaluated: int | None) -> None:
    """A report of this audit was imported, within the import's own action: the audit is received, its facts known.

    What a person recorded stays, save the level, which the latest report gives. An audit that is over does not move.
    """
    current = held_audit(audit)
    if current.state_value.is_over:
        return
    current.ran_on = current.ran_on or max(EARLIEST, min(ran_on, today()))
    if current.kind_value is AuditType.DIRECTORY and level is not None:
        current.level, current.not_evaluated = level, not_evaluated
    was_there = current.received_on is not None
    _arrived(current)
    _saved(current)
    if not was_there:
        record.event("audit.report_received", current, kind=current.kind, ran_on=current.ran_on.isoformat())
    settle_proof(record.context, current)
    _replan_second(record, current)


def _arrived(audit: Audit) -> None:
    audit.state = AuditState.RECEIVED
    audit.received_on = audit.received_on or today()


def _replan_second(record: Recording, first: Audit) -> None:
    """The second audit of a campaign's pair follows the day on which the first one was run."""
    if first.kind_value is not AuditType.EXPOSURE or first.campaign_id is None or first.ran_on is None:
        return
    window = second_window(first.ran_on)
    pair = Audit.objects.within(SYSTEM).select_related("organisation")
    for second in pair.filter(follows=first, campaign_id=first.campaign_id, state=AuditState.PLANNED).order_by("pk"):
        if (second.starts_on, second.ends_on) != (window.starts_on, window.ends_on):
            second.starts_on, second.ends_on = window.starts_on, window.ends_on
            _saved(second)
            record.event("audit.changed", second, kind=second.kind)


def _forget(file: StoredFile | None) -> None:
    """A report recorded by mistake may be somebody else's: its bytes go with it."""
    if file is not None:
        file.erased_at = now()
        file.save(update_fields=["erased_at"])
        transaction.on_commit(lambda: files.discard(file))


def _twin_of(organisation: Organisation, said: AuditFacts, follows: Audit | None) -> Audit | None:
    rows = Audit.objects.within(SYSTEM).select_related("organisation")
    same = rows.filter(organisation=organisation, state=AuditState.PLANNED, campaign=None, follows=follows)
    return same.filter(**vars(said)).order_by("pk").first()


def _facts_of(audit: Audit) -> AuditFacts:
    words = {word: getattr(audit, word) for word in ("provider", "perimeter", "order_code")}
    return AuditFacts(audit.title, audit.kind_value, audit.starts_on, audit.ends_on, **words)


def _said_of(audit: Audit) -> ReportFacts | None:
    if audit.ran_on is None:
        return None
    return ReportFacts(audit.ran_on, audit.qualified, audit.level, audit.not_evaluated, audit.summary)


def _fill(audit: Audit, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(audit, name, value)


def _saved(audit: Audit) -> None:
    audit.version += 1
    audit.save()
