"""Saved groups: whose they are, whom they hold today, and rows narrowed to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import FloatField, Q
from django.db.models.functions import Cast
from django.http import Http404

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.tenancy import Reach, TenantQuerySet

from ..enums import Size
from ..group_rule import GroupRule
from ..models import Fact, Organisation, SavedGroup
from ..policies import FACT, GROUP
from ..registries import group_predicates
from . import running

Row = TypeVar("Row", bound=models.Model)
#: beds and places from the first, below the second
BANDS: Mapping[str, tuple[float, float]] = {
    Size.SMALL: (0, 100),
    Size.MEDIUM: (100, 300),
    Size.LARGE: (300, 1000),
    Size.HUGE: (1000, 1e9),
}


def knows_designations(context: Context) -> bool:
    """Legal designations are for the establishment and the ARS only (DESIGN §4)."""
    return FACT.may(context.role).allows(see=Level.DETAIL)


def may_know(context: Context, rule: GroupRule) -> bool:
    """Whether the reader may know all that the rule asks: else the group would tell it."""
    if rule.regimes and not knows_designations(context):
        return False
    predicates = (group_predicates.get(code) for code in rule.predicates)
    return all(predicate is None or predicate.visible(context) for predicate in predicates)


def places_of(context: Context) -> frozenset[int]:
    """Where the reader sits: groups are shared with whoever sits there too."""
    return context.scope.regions | context.scope.holders


def groups_of_places(context: Context) -> list[SavedGroup]:
    """The groups of the reader's own places that they may know, by name. One query, none for who sits nowhere.

    A role without saved groups is told none, not even their names: what is called “To visit first” tells enough.
    """
    places = places_of(context)
    if not places or not GROUP.may(context.role).allows(see=Level.DETAIL):
        return []
    rows = SavedGroup.objects.within(context.scope).filter(organisation_id__in=places)
    found = rows.select_related("organisation").order_by("name", "pk")
    return [group for group in found if may_know(context, GroupRule.of(group.rule))]


def group_or_404(context: Context, uid: UUID) -> SavedGroup:
    """One's own place's; another's is as absent as one that does not exist."""
    found = next((group for group in groups_of_places(context) if group.uid == uid), None)
    if found is None:
        raise Http404
    return found


def narrowed(
    context: Context, rows: TenantQuerySet[Row], rule: GroupRule | None, column: str = "organisation_id"
) -> TenantQuerySet[Row]:
    """The rows of the organisations that the rule holds today, by one subquery; all of them without a rule."""
    return rows if rule is None else rows.filter(**{f"{column}__in": members(context, rule)})


def members(context: Context, rule: GroupRule) -> models.QuerySet[Organisation, Any]:
    """Keys of the organisations in sight that the rule holds."""
    rows: TenantQuerySet[Organisation] = Organisation.objects.within(context.scope)
    return rows.filter(condition(context, rule)).values("pk")


def condition(context: Context, rule: GroupRule) -> Q:
    """The rule on organisations' rows. One that the reader may not know holds nobody."""
    if not may_know(context, rule):
        return Q(pk__in=[])
    asked = Q()
    if rule.departments:
        asked &= Q(department__in=rule.departments)
    if rule.categories:
        asked &= Q(category__in=rule.categories)
    if rule.sizes:
        asked &= _sized(context, rule.sizes)
    if rule.ghts:
        ghts = Organisation.objects.within(context.scope).filter(uid__in=rule.ghts)
        asked &= Q(pk__in=Reach.objects.filter(holder_id__in=ghts.values("pk")).values("organisation_id"))
    if rule.regimes:
        asked &= Q(pk__in=_facts(context, "regime").filter(value__in=list(rule.regimes)).values("organisation_id"))
    for code in rule.predicates:
        predicate = group_predicates.get(code)
        asked &= predicate.condition(today()) if predicate is not None else Q(pk__in=[])
    return asked


def _sized(context: Context, sizes: tuple[str, ...]) -> Q:
    """By the beds and places that hold today; `unknown` is who has none."""
    beds = _facts(context, "beds")
    counted = beds.annotate(number=Cast("value", FloatField()))
    found = Q()
    for size in sizes:
        if size in BANDS:
            low, high = BANDS[size]
            found |= Q(pk__in=counted.filter(number__gte=low, number__lt=high).values("organisation_id"))
        else:
            found |= ~Q(pk__in=beds.values("organisation_id"))
    return found


def _facts(context: Context, kind: str) -> TenantQuerySet[Fact]:
    rows: TenantQuerySet[Fact] = Fact.objects.within(context.scope)
    return rows.filter(running(today()), kind=kind)
