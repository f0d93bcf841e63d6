"""Lists of organisations: what the reader narrowed, ordered, and the few words each line needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.tenancy import Reach, TenantQuerySet

from ..enums import GrantKind, OrganisationKind
from ..group_rule import GroupRule
from ..models import Grant, Membership, Organisation, Seat
from ..registries import group_predicates
from . import SYSTEM, running
from .groups import condition, narrowed

#: establishments and their groups; offices of the ARS are there for whoever asks for them
ESTABLISHMENTS = tuple(kind for kind in OrganisationKind if kind.is_establishment)
LISTED = (*ESTABLISHMENTS, OrganisationKind.DELEGATION)
ORDERS = {
    "name": ("name", "pk"),
    "-name": ("-name", "-pk"),
    "city": ("city", "name", "pk"),
    "-city": ("-city", "-name", "-pk"),
    "finess": ("finess", "pk"),
    "-finess": ("-finess", "-pk"),
}
AT_ONCE = 500


@dataclass(frozen=True)
class Narrowing:
    """What the reader asked of the list; empty values narrow nothing. `ght` is a key, `closed` shows closed ones."""

    text: str = ""
    kind: str = ""
    department: str = ""
    category: str = ""
    ght: int | None = None
    predicate: str = ""
    closed: bool = False
    group: GroupRule | None = None


def organisations(context: Context, asked: Narrowing) -> TenantQuerySet[Organisation]:
    """Organisations in sight that fit, without an order."""
    rows: TenantQuerySet[Organisation] = Organisation.objects.within(context.scope)
    rows = rows.filter(kind__in=[asked.kind] if asked.kind else ESTABLISHMENTS)
    if not asked.closed:
        rows = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today()))
    if asked.department:
        rows = rows.filter(department=asked.department)
    if asked.category:
        rows = rows.filter(category=asked.category)
    if asked.ght:
        rows = rows.filter(pk__in=Reach.objects.filter(holder_id=asked.ght).values("organisation_id"))
    predicate = group_predicates.get(asked.predicate)
    if predicate is not None and predicate.visible(context):
        rows = rows.filter(predicate.condition(today()))
    return narrowed(context, rows.filter(matching(asked.text)), asked.group, "pk")


def counts_of(context: Context, rules: Sequence[GroupRule]) -> list[int]:
    """How many open organisations in sight each rule holds. One query for all."""
    if not rules:
        return []
    sums = {f"n{number}": Count("pk", filter=condition(context, rule)) for number, rule in enumerate(rules)}
    found = organisations(context, Narrowing()).aggregate(**sums)
    return [found[f"n{number}"] for number in range(len(rules))]


def matching(text: str) -> Q:
    """Every word in the name or the town, or the beginning of the FINESS number."""
    condition = Q()
    for word in text.split()[:6]:
        condition &= Q(name__icontains=word) | Q(short_name__icontains=word) | Q(city__icontains=word)
    number = "".join(text.split()).upper()
    return condition | Q(finess__startswith=number) if number.isalnum() and len(number) >= 3 else condition


def mandated(day: date) -> Q:
    """Organisations that a mandate opens on a day."""
    grants = Grant.objects.within(SYSTEM).filter(
        kind=GrantKind.MANDATE, starts_on__lte=day, ends_on__gt=day, ended_at__isnull=True
    )
    return Q(pk__in=grants.values("organisation_id"))


def with_role(role: Role, day: date) -> Q:
    """Organisations at which, or above which, somebody holds a role."""
    holders = Seat.objects.filter(running(day), role=role).values("organisation_id")
    return Q(pk__in=Reach.objects.filter(holder_id__in=holders).values("organisation_id"))


def groups_of(ids: Iterable[int]) -> dict[int, str]:
    """Entity → the names of its GHT and groups of today. Memberships are public: sight is the list's."""
    names: dict[int, list[str]] = {}
    rows = Membership.objects.within(SYSTEM).filter(running(today()), organisation_id__in=list(ids))
    for pk, name in rows.order_by("kind", "pk").values_list("organisation_id", "group__name"):
        names.setdefault(pk, []).append(name)
    return {pk: ", ".join(found) for pk, found in names.items()}


def ghts_in_sight(context: Context) -> list[Organisation]:
    rows = Organisation.objects.within(context.scope).filter(kind=OrganisationKind.GHT, closed_on__isnull=True)
    return list(rows.order_by("name", "pk"))


def places_in_sight(context: Context) -> tuple[list[str], list[tuple[str, str]]]:
    """Departments, and categories with their labels, of the organisations in sight. Two queries."""
    rows = Organisation.objects.within(context.scope)
    departments = rows.exclude(department="").order_by("department").values_list("department", flat=True).distinct()
    categories: dict[str, str] = {}
    named = rows.exclude(category="").order_by("category", "category_label").values_list("category", "category_label")
    for code, label in named.distinct():
        categories.setdefault(code, label)
    return list(departments), list(categories.items())


def exported(rows: TenantQuerySet[Organisation]) -> Iterator[tuple[Organisation, str]]:
    """Each organisation with the names of its groups, in bounded memory."""
    waiting: list[Organisation] = []
    for organisation in rows.select_related("entity").iterator(AT_ONCE):
        waiting.append(organisation)
        if len(waiting) == AT_ONCE:
            yield from _with_groups(waiting)
            waiting = []
    yield from _with_groups(waiting)


def _with_groups(rows: Sequence[Organisation]) -> Iterator[tuple[Organisation, str]]:
    groups = groups_of(_entities(rows))
    for row in rows:
        yield row, groups.get(row.entity_id or row.pk, "")


def _entities(rows: Collection[Organisation]) -> set[int]:
    return {row.entity_id or row.pk for row in rows}


def lines(rows: Sequence[Organisation]) -> list[tuple[Organisation, str]]:
    """The rows of one page, each with the names of its groups."""
    return list(_with_groups(rows))
