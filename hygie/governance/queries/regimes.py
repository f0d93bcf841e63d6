"""The legal regimes of an establishment today and before, and what each brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.policies import STATUS
from hygie.obligations.queries.standings import standings_of as judged
from hygie.obligations.requirements import Delay, Programme, Requirement
from hygie.territory.models import Fact, Organisation
from hygie.territory.queries import running
from hygie.territory.queries.facts import FactsOfKind, facts_of
from hygie.territory.registries import fact_kinds

REGIME = "regime"
OPERATOR = "ose"


def regime_facts(context: Context, organisation: Organisation) -> FactsOfKind:
    """Every recorded regime, the latest first. One query. Only for whoever the policy lets see regimes."""
    return facts_of(context, organisation, [fact_kinds[REGIME]])[0]


def is_operator(scope: Scope, organisation: Organisation) -> bool:
    """Whether it is an operator of essential services (OSE) today. One query."""
    rows = Fact.objects.within(scope).filter(running(today()), organisation=organisation, kind=REGIME, value=OPERATOR)
    return rows.exists()


@dataclass(frozen=True)
class ProgrammeBrought:
    """A programme of the catalogue that a regime makes binding; `met` is None where the reader is not told."""

    programme: Programme
    requirements: Sequence[Requirement]
    delays: Sequence[Delay]
    met: int | None = None


def programmes_of_regime(regime: str, met: frozenset[str] | None = None) -> list[ProgrammeBrought]:
    """What the catalogue binds to a regime, in its own order; `met`: codes of what is satisfied. No query."""
    catalogue, found = load_catalogue(), []
    for programme in catalogue.programmes:
        bound = [one for one in catalogue.of_programme(programme.code) if _is_bound(one, regime)]
        if bound:
            delays = [delay for one in bound for delay in one.delays]
            count = None if met is None else sum(one.code in met for one in bound)
            found.append(ProgrammeBrought(programme, bound, delays, count))
    return found


def _is_bound(requirement: Requirement, regime: str) -> bool:
    return any(fact.kind == REGIME and fact.code == regime for fact in requirement.binds.facts)


def met_requirements(context: Context, organisation: Organisation) -> frozenset[str] | None:
    """Codes of what the establishment satisfies today; None for who is not told. One query."""
    if not context.sees(Level.STATUS, STATUS, organisation):
        return None
    standings = judged(context, organisation)
    return frozenset(one.requirement.code for one in standings if one.status.satisfies)
