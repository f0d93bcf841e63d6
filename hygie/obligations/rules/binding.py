"""Whom a requirement binds: the first reason why it does not, or none."""

from __future__ import annotations

from datetime import date

from ..requirements import Binding, Requirement
from .facts import OrganisationFacts
from .verdict import Reason, Why


def not_bound(requirement: Requirement, facts: OrganisationFacts, today: date) -> Reason | None:
    """Why the organisation is not bound on that day; None when it is."""
    binds = requirement.binds
    if facts.kind not in binds.kinds:
        return Reason(Why.OTHER_KIND, {"kinds": sorted(binds.kinds)})
    if not facts.is_open:
        return Reason(Why.NOT_OPEN, {})
    if binds.outside_ght and facts.ghts:
        return Reason(Why.GHT_ANSWERS, {"ghts": sorted(facts.ghts)})
    return _other_family(binds, facts) or _no_fact(binds, facts) or _not_yet(requirement, today)


def _other_family(binds: Binding, facts: OrganisationFacts) -> Reason | None:
    if not binds.families or not all(family.categories.isdisjoint(facts.categories) for family in binds.families):
        return None
    families = [family.code for family in binds.families]
    return Reason(Why.OTHER_FAMILY if facts.categories else Why.NO_CATEGORY, {"families": families})


def _no_fact(binds: Binding, facts: OrganisationFacts) -> Reason | None:
    if not binds.facts or any(fact.code in facts.facts.get(fact.kind, ()) for fact in binds.facts):
        return None
    return Reason(Why.NO_FACT, {"facts": [f"{fact.kind}:{fact.code}" for fact in binds.facts]})


def _not_yet(requirement: Requirement, today: date) -> Reason | None:
    if requirement.starts_on is None or requirement.starts_on <= today:
        return None
    return Reason(Why.NOT_YET, {"on": requirement.starts_on.isoformat()})
