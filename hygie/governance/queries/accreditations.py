"""The register of accreditations as it is read: systems with the decision that stands, one of them, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.policies import STATUS
from hygie.obligations.queries.standings import Standing
from hygie.obligations.queries.standings import standings_of as judged
from hygie.territory.models import Organisation

from ..accreditation_enums import AccreditationStanding, DecisionState
from ..models import Accreditation, AccreditedSystem
from ..rules.accreditations import SOON, accreditation_standing

KEYS = ("name", "pk")


@dataclass(frozen=True)
class SystemLine:
    """One system with the decision that stands, or failing that the last one."""

    system: AccreditedSystem
    decision: Accreditation | None
    standing: AccreditationStanding


def systems_of(
    context: Context, organisation: Organisation, cursor: str
) -> tuple[Page[AccreditedSystem], list[SystemLine]]:
    """One page of the register, by name. Two queries."""
    rows = AccreditedSystem.objects.within(context.scope).filter(organisation=organisation)
    found = paginate(rows, KEYS, cursor)
    return found, _lines(context, found.rows)


def _lines(context: Context, systems: Sequence[AccreditedSystem]) -> list[SystemLine]:
    rows = Accreditation.objects.within(context.scope).filter(system__in=[system.pk for system in systems])
    last = {decision.system_id: decision for decision in rows.order_by("number", "pk")}
    return [line_of(system, last.get(system.pk)) for system in systems]


def line_of(system: AccreditedSystem, last: Accreditation | None) -> SystemLine:
    """The last decision is the one that stands, unless it was withdrawn: a decision replaces the one before."""
    stands = last is not None and last.state == DecisionState.STANDING
    standing = accreditation_standing(
        last.outcome_value if last and stands else None,
        last.valid_until if last and stands else None,
        today(),
        was_withdrawn=last is not None and not stands,
    )
    return SystemLine(system, last, standing)


def system_or_404(context: Context, uid: UUID) -> AccreditedSystem:
    rows = AccreditedSystem.objects.within(context.scope).select_related("organisation", "organisation__region")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def decisions_of(context: Context, system: AccreditedSystem) -> list[Accreditation]:
    """Every decision on one system, newest first. One query."""
    rows = Accreditation.objects.within(context.scope).filter(system=system)
    return list(rows.order_by("-number"))


def systems_to_renew(context: Context, organisation: Organisation) -> list[SystemLine]:
    """Systems whose accreditation has expired or ends soon, the first to end before the others. One query."""
    rows = Accreditation.objects.within(context.scope).filter(organisation=organisation, state=DecisionState.STANDING)
    ending = rows.filter(valid_until__lte=today() + SOON).select_related("system").order_by("valid_until", "pk")
    return [line_of(decision.system, decision) for decision in ending]


def systems_to_decide(context: Context, organisation: Organisation) -> list[SystemLine]:
    """Systems of which nothing was ever decided. One query."""
    waiting = AccreditedSystem.objects.within(context.scope).filter(organisation=organisation, decisions__isnull=True)
    return [line_of(system, None) for system in waiting.order_by("name", "pk")]


def accreditation_answers(context: Context, organisation: Organisation) -> list[Standing]:
    """The requirements that an accreditation shows and that bind the establishment, as far as the reader may know."""
    if not context.sees(Level.STATUS, STATUS, organisation):
        return []
    codes = {requirement.code for requirement in load_catalogue().touched_by("accreditation")}
    return [one for one in judged(context, organisation) if one.requirement.code in codes]
