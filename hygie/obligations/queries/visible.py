"""What of the catalogue a reader may see: a sensitive designation is for the organisation and the ARS only."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from hygie.core.access import ESTABLISHMENT_ROLES, Level, Role
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.territory.models import Grant, Organisation
from hygie.territory.queries import running

from ..catalogue_reader import load_catalogue
from ..models import ProgrammeSummary
from ..policies import STATUS
from ..requirements import Programme, Requirement

_MAY_KNOW = ESTABLISHMENT_ROLES | {Role.COORDINATOR}


def programmes_for(context: Context) -> tuple[Programme, ...]:
    """The programmes whose statuses this reader may see, in the catalogue's order."""
    may_know = _may_know(context)
    return tuple(programme for programme in load_catalogue().programmes if may_know or not programme.sensitive)


def hidden_requirements(context: Context) -> frozenset[str]:
    """Codes of the requirements that this reader may not know to bind somebody."""
    if _may_know(context):
        return frozenset()
    return frozenset(requirement.code for requirement in _requirements(sensitive=True))


def hidden_kinds(context: Context) -> frozenset[str]:
    """Kinds of proof that only sensitive programmes read: whoever deposits one tells that it is designated."""
    if _may_know(context):
        return frozenset()
    told = {kind for requirement in _requirements(sensitive=True) for kind in requirement.rule.kinds}
    return frozenset(told.difference(*(requirement.rule.kinds for requirement in _requirements(sensitive=False))))


def _may_know(context: Context) -> bool:
    system = context.scope.everything and context.role is None
    return system or context.role in _MAY_KNOW


def _requirements(*, sensitive: bool) -> list[Requirement]:
    catalogue = load_catalogue()
    programmes = (programme for programme in catalogue.programmes if programme.sensitive is sensitive)
    return [requirement for programme in programmes for requirement in catalogue.of_programme(programme.code)]


def explained_among(context: Context, organisations: Collection[Organisation]) -> set[int]:
    """Of these, in reach: those whose statuses the reader is told why, by their role or by a mandate.

    One query finds the few that opened anything; only they are asked about one by one.
    """
    found = {organisation.pk for organisation in organisations}
    if not STATUS.may(context.role).allows(see=Level.DETAIL):
        grants = Grant.objects.within(context.scope).filter(running(today()), organisation_id__in=found)
        opened = grants.filter(ended_at__isnull=True).order_by("pk").values_list("organisation_id", flat=True)
        found.intersection_update(opened)
    return {one.pk for one in organisations if one.pk in found and context.sees(Level.DETAIL, STATUS, one)}


def codes_of(programmes: Iterable[Programme]) -> list[str]:
    return [programme.code for programme in programmes]


def requirement_for(context: Context, code: str) -> Requirement | None:
    """One requirement that this reader may know of; None also when it does not exist."""
    requirement = load_catalogue().get(code)
    seen = codes_of(programmes_for(context))
    return requirement if requirement is not None and requirement.programme in seen else None


def bound_by(programme: str) -> Q:
    """On organisations' rows: those that some requirement of the programme binds today."""
    rows = ProgrammeSummary.objects.within(Scope.system()).filter(
        programme=programme, until__isnull=True, applicable__gt=0
    )
    return Q(pk__in=rows.values("organisation_id"))
