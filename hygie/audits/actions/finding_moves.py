"""Findings from state to state: by a person, one or many at once, and by the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.core.access import Verb
from hygie.core.actions import Context, Denied, Recording, Refused, demand_version
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation
from hygie.web.formats import day

from ..access import SeenFinding, door_to
from ..enums import AcceptanceState, ClosedBecause, Decision, FindingSeverity, FindingState
from ..models import Finding, RiskAcceptance
from ..policies import FINDING
from ..rules.acceptance import latest_end, may_rest_until, needs_signature
from ..workflow import FINDING_MOVES, RESTING, Move, move_named
from .counts import recount
from .priority import prioritise
from .writing import of_organisation, write_findings

SYSTEM = Scope.system()
REASON_AT_MOST = 600
#: moves that say nothing but where the finding goes
PLAIN = frozenset({"confirm", "take_up", "say_fixed", "verify", "reopen"})
NOTHING_SAID = {"until": None, "reason": "", "risk_owner": "", "signed_by_id": None}
TO_SIGN = Q(severity__gte=FindingSeverity.CRITICAL) | Q(decision__gte=Decision.ACT)


@dataclass(frozen=True)
class Terms:
    """Until when a finding rests, and why; who answers for the risk, where it is one."""

    until: date
    reason: str
    risk_owner: str = ""


@dataclass(frozen=True)
class Moved:
    """How many went on, how many wait for the director, how many could not go that way."""

    moved: int
    left: int = 0
    to_sign: int = 0


def move(ctx: Context, seen: SeenFinding, code: str, version: int) -> None:
    """One finding goes on. Already there: nothing changes. Raises Refused, Stale, Denied."""
    way = _plain_move(code)
    organisation = seen.finding.organisation
    with ctx.recording(way.verb, seen.door.resource, organisation) as record:
        lock_organisations(organisation)
        current = held(seen.finding)
        if current.state == way.after:
            record.nothing_changed()
            return
        demand_door(ctx, seen, current, way)
        demand_way(current, way, version)
        _go(ctx, organisation, one(current), way)
        record.event("finding.moved", current, move=code, count=1)
        recount(organisation)


def move_many(ctx: Context, organisation: Organisation, chosen: TenantQuerySet[Finding], code: str) -> Moved:
    """Those that can go this way go; the others stay where they are. One audit event."""
    way = _plain_move(code)
    with ctx.recording(way.verb, FINDING, organisation) as record:
        lock_organisations(organisation)
        mine = of_organisation(chosen, organisation)
        asked = mine.count()
        moved = _go(ctx, organisation, mine.filter(state__in=way.before), way)
        _told(record, "finding.moved", organisation, moved, move=code)
        if moved:
            recount(organisation)
    return Moved(moved, asked - moved)


def set_aside(ctx: Context, seen: SeenFinding, terms: Terms, version: int) -> None:
    """A false positive, until a day. Raises Refused per field, Stale."""
    _check_terms(terms)
    way, organisation = move_named(FINDING_MOVES, "set_aside"), seen.finding.organisation
    with ctx.recording(way.verb, FINDING, organisation) as record:
        lock_organisations(organisation)
        current = held(seen.finding)
        if _rests(current, way.after, terms):
            record.nothing_changed()
            return
        demand_way(current, way, version)
        _rest(ctx, one(current), way, terms)
        record.event("finding.moved", current, move=way.code, count=1)
        recount(organisation)


def set_aside_many(ctx: Context, organisation: Organisation, chosen: TenantQuerySet[Finding], terms: Terms) -> Moved:
    _check_terms(terms)
    way = move_named(FINDING_MOVES, "set_aside")
    with ctx.recording(way.verb, FINDING, organisation) as record:
        lock_organisations(organisation)
        mine = of_organisation(chosen, organisation)
        asked = mine.count()
        moved = _rest(ctx, mine.filter(state__in=way.before), way, terms)
        _told(record, "finding.moved", organisation, moved, move=way.code)
        if moved:
            recount(organisation)
    return Moved(moved, asked - moved)


def accept(ctx: Context, seen: SeenFinding, terms: Terms, version: int, signatory: Person | None = None) -> bool:
    """Accept the risk of one finding, until a day. Returns whether it now waits for the director's signature.

    `signatory` is the director, who has just given a second factor: without one, a critical finding stays open and its
    acceptance is only proposed. Raises Refused per field, Stale, Denied.
    """
    _check_terms(terms, accepted=True)
    way, organisation = move_named(FINDING_MOVES, "accept"), seen.finding.organisation
    with ctx.recording(Verb.APPROVE if signatory else way.verb, FINDING, organisation) as record:
        lock_organisations(organisation)
        current = held(seen.finding)
        if _rests(current, way.after, terms):
            record.nothing_changed()
            return False
        demand_way(current, way, version)
        if needs_signature(current.severity, current.decision) and signatory is None:
            propose(ctx, record, one(current), terms)
            return True
        accept_now(ctx, record, one(current), terms, signatory)
        record.event("finding.accepted", current, count=1)
        recount(organisation)
    return False


def accept_many(ctx: Context, organisation: Organisation, chosen: TenantQuerySet[Finding], terms: Terms) -> Moved:
    """Accept what a CISO may accept; propose to the director what only they may sign."""
    _check_terms(terms, accepted=True)
    way = move_named(FINDING_MOVES, "accept")
    with ctx.recording(way.verb, FINDING, organisation) as record:
        lock_organisations(organisation)
        mine = of_organisation(chosen, organisation)
        asked, ready = mine.count(), mine.filter(state__in=way.before)
        to_sign = propose(ctx, record, ready.filter(TO_SIGN), terms)
        moved = accept_now(ctx, record, ready.exclude(TO_SIGN), terms, None)
        _told(record, "finding.accepted", organisation, moved)
        if moved:
            recount(organisation)
    return Moved(moved, asked - moved - to_sign, to_sign)


def propose(ctx: Context, record: Recording, chosen: TenantQuerySet[Finding], terms: Terms) -> int:
    """Ask the director; a proposal that waits already is replaced. Called within an action. Returns how many."""
    found = list(chosen.order_by("pk"))
    withdraw_proposals(chosen)
    proposals = [
        RiskAcceptance(
            organisation_id=finding.organisation_id,
            region_id=finding.region_id,
            finding=finding,
            **vars(terms),
            asked_by_id=ctx.person_id,
            asked_at=now(),
        )
        for finding in found
    ]
    RiskAcceptance.objects.bulk_create(proposals, batch_size=500)
    if proposals:
        record.event("finding.acceptance_asked", proposals[0], count=len(proposals))
    return len(proposals)


def accept_now(
    ctx: Context, record: Recording, chosen: TenantQuerySet[Finding], terms: Terms, signatory: Person | None
) -> int:
    """The findings rest. Called within an action, which has checked who signs."""
    way = move_named(FINDING_MOVES, "accept")
    return _rest(ctx, chosen, way, terms, {"signed_by_id": signatory.pk if signatory else None})


def withdraw_proposals(chosen: TenantQuerySet[Finding]) -> None:
    """What went another way needs no signature any more."""
    waiting = RiskAcceptance.objects.within(SYSTEM).filter(
        state=AcceptanceState.ASKED, finding__in=chosen.order_by().values("pk")
    )
    waiting.update(state=AcceptanceState.WITHDRAWN, answered_at=now())


def reopen_expired(ctx: Context, organisation: Organisation) -> int:
    """Accepted risks and false positives whose day has come are open again. For the calendar."""
    way = move_named(FINDING_MOVES, "reopen")
    with ctx.recording(way.verb, FINDING, organisation) as record:
        lock_organisations(organisation)
        ended = Finding.objects.within(SYSTEM).filter(
            organisation_id=organisation.pk, state__in=RESTING, until__lte=today()
        )
        moved = _go(ctx, organisation, ended, way)
        _told(record, "finding.expired", organisation, moved)
        if moved:
            recount(organisation)
    return moved


def held(finding: Finding) -> Finding:
    """As it stands now; the organisation is locked."""
    return Finding.objects.within(SYSTEM).select_related("organisation").get(pk=finding.pk)


def one(finding: Finding) -> TenantQuerySet[Finding]:
    return Finding.objects.within(SYSTEM).filter(pk=finding.pk)


def demand_door(ctx: Context, seen: SeenFinding, current: Finding, way: Move[FindingState]) -> None:
    """A contributor moves what is still theirs, and only so far. Raises Denied."""
    if not seen.door.opens(way.code) or door_to(ctx, current) is not seen.door:
        raise Denied(way.verb, seen.door.resource)


def demand_way(finding: Finding, way: Move[FindingState], version: int) -> None:
    """Raises Stale where somebody changed it meanwhile, Refused where the table has no such way."""
    demand_version(finding.version, version)
    if finding.state not in way.before:
        raise Refused(
            _("This finding is in the state “%(state)s”: it cannot go that way.")
            % {"state": FindingState(finding.state).label}
        )


def _plain_move(code: str) -> Move[FindingState]:
    if code not in PLAIN:
        raise Refused(_("Choose what to do with it."))
    return move_named(FINDING_MOVES, code)


def _go(ctx: Context, organisation: Organisation, chosen: TenantQuerySet[Finding], way: Move[FindingState]) -> int:
    """A plain move of all that are chosen."""
    if way.code == "reopen":
        return _reopen(ctx, organisation, chosen, way)
    if way.code == "verify":
        closed = {"state": way.after, "is_open": False, "closed_because": ClosedBecause.VERIFIED}
        withdraw_proposals(chosen)
        return write_findings(ctx, chosen, "state", closed, also={"closed_at": now(), "state_since": now()})
    return write_findings(ctx, chosen, "state", {"state": way.after}, also={"state_since": now()})


def _reopen(ctx: Context, organisation: Organisation, chosen: TenantQuerySet[Finding], way: Move[FindingState]) -> int:
    """One that was closed opens anew, and its deadline with it; one that rested goes on where it was."""
    back: dict[str, Any] = {"state": way.after, "is_open": True, **NOTHING_SAID}
    closed = list(chosen.filter(state=FindingState.CLOSED).order_by("pk").values_list("pk", flat=True))
    anew = {"times_reopened": F("times_reopened") + 1, "opened_at": now(), "closed_at": None, "absences": 0}
    moved = write_findings(ctx, chosen.filter(state__in=RESTING), "state", back, also={"state_since": now()})
    was_closed = Finding.objects.within(SYSTEM).filter(pk__in=closed)
    moved += write_findings(
        ctx, was_closed, "state", back | {"closed_because": ""}, also={"state_since": now(), **anew}
    )
    prioritise(organisation, was_closed)
    return moved


def _rest(
    ctx: Context,
    chosen: TenantQuerySet[Finding],
    way: Move[FindingState],
    terms: Terms,
    more: dict[str, Any] | None = None,
) -> int:
    rests = {"state": way.after, "is_open": False, **vars(terms), **(more or {})}
    withdraw_proposals(chosen)
    return write_findings(ctx, chosen, "state", rests, terms.reason, also={"state_since": now()})


def _rests(finding: Finding, state: FindingState, terms: Terms) -> bool:
    """Pressed twice: the very same words stand already."""
    return finding.state == state and vars(terms) == {name: getattr(finding, name) for name in vars(terms)}


def _check_terms(terms: Terms, *, accepted: bool = False) -> None:
    problems: dict[str, str] = {}
    if not may_rest_until(terms.until, today()):
        problems["until"] = _("Choose a day between tomorrow and %(day)s: twelve months at most.") % {
            "day": day(latest_end(today()))
        }
    if not terms.reason.strip() or len(terms.reason) > REASON_AT_MOST:
        problems["reason"] = _("Say why, in %(most)d characters at most.") % {"most": REASON_AT_MOST}
    if accepted and not terms.risk_owner.strip():
        problems["risk_owner"] = _("Say who answers for this risk: a person or a function.")
    if problems:
        raise Refused(dict(problems))


def _told(record: Recording, kind: str, organisation: Organisation, count: int, **more: Any) -> None:
    """One event for all of them, with numbers only."""
    if count:
        record.event(kind, organisation, count=count, **more)
    else:
        record.nothing_changed()
