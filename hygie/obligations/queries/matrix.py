"""The matrix: establishments × requirements of one programme, read from the summaries alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.enums import OrganisationKind
from hygie.territory.group_rule import GroupRule
from hygie.territory.models import Membership, Organisation
from hygie.territory.queries import running
from hygie.territory.queries.groups import narrowed

from ..enums import Status
from ..models import ProgrammeSummary, StatusInterval

SIZE = 50


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    """What narrows the rows. `ght` is the public id of a GHT, kept as text."""

    programme: str
    department: str = ""
    ght: str = ""
    category: str = ""
    status: str = ""
    text: str = ""
    group: GroupRule | None = None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One establishment's line: a status for each requirement that binds it, `met` of `judged` requirements."""

    uid: UUID
    name: str
    finess: str
    city: str
    department: str
    category: str
    judged: int
    met: int
    statuses: Mapping[str, str]


_OWN = ("applicable", "met", "waived", "statuses", "programme")
_PLACE = ("uid", "name", "short_name", "finess", "city", "department", "category_label")


def matrix_page(context: Context, only: MatrixFilter, cursor: str) -> tuple[list[MatrixRow], Page[ProgrammeSummary]]:
    """Fifty establishments by name, and the page to go on from. One query."""
    page = paginate(_rows(context, only), ["organisation__name", "pk"], cursor, SIZE)
    return [_row(summary) for summary in page.rows], page


def matrix_count(context: Context, only: MatrixFilter) -> int:
    return _rows(context, only).count()


def matrix_rows(context: Context, only: MatrixFilter) -> Iterator[MatrixRow]:
    """Every row, for an export, in bounded memory."""
    ordered = _rows(context, only).order_by("organisation__name", "pk")
    return (_row(summary) for summary in ordered.iterator(chunk_size=500))


def ghts_in(context: Context) -> list[Organisation]:
    """The GHTs in sight, to filter by."""
    rows = Organisation.objects.within(context.scope).filter(kind=OrganisationKind.GHT, closed_on__isnull=True)
    return list(rows.order_by("name", "pk").only("pk", "uid", "name", "short_name"))


def categories_in(context: Context) -> list[tuple[str, str]]:
    """The FINESS categories found among the establishments in sight."""
    rows = Organisation.objects.within(context.scope).filter(kind=OrganisationKind.ENTITY).exclude(category="")
    return list(rows.order_by("category_label", "category").values_list("category", "category_label").distinct())


def _rows(context: Context, only: MatrixFilter) -> TenantQuerySet[ProgrammeSummary]:
    rows = ProgrammeSummary.objects.within(context.scope).filter(programme=only.programme, until__isnull=True)
    rows = rows.select_related("organisation").only(*_OWN, *(f"organisation__{column}" for column in _PLACE))
    rows = narrowed(context, rows, only.group)
    if only.department:
        rows = rows.filter(organisation__department=only.department)
    if only.category:
        rows = rows.filter(organisation__category=only.category)
    if only.ght:
        rows = rows.filter(_in_ght(context, only.ght))
    if only.text:
        text = only.text
        named = Q(organisation__name__icontains=text) | Q(organisation__short_name__icontains=text)
        rows = rows.filter(named | Q(organisation__finess__startswith=text) | Q(organisation__city__icontains=text))
    if only.status:
        rows = rows.filter(_has_status(only))
    return rows


def _in_ght(context: Context, uid: str) -> Q:
    """The GHT itself, and its members of today."""
    members = Membership.objects.within(context.scope).filter(running(today()), group__uid=uid)
    return Q(organisation__uid=uid) | Q(organisation_id__in=members.values("organisation_id"))


def _has_status(only: MatrixFilter) -> Exists | Q:
    """Statuses that the summary counts one by one are read there; the others from the intervals."""
    counted: dict[str, Q] = {Status.MISSING: Q(missing__gt=0), Status.IN_REVIEW: Q(in_review__gt=0)}
    counted[Status.WAIVED] = Q(waived__gt=0)
    if only.status in counted:
        return counted[only.status]
    here: dict[str, Any] = {"organisation_id": OuterRef("organisation_id"), "region_id": OuterRef("region_id")}
    open_ones = StatusInterval.objects.filter(**here, programme=only.programme, status=only.status, until__isnull=True)
    return Exists(open_ones)


def _row(summary: ProgrammeSummary) -> MatrixRow:
    place = summary.organisation
    return MatrixRow(
        uid=place.uid,
        name=place.short_name or place.name,
        finess=place.finess or "",
        city=place.city,
        department=place.department,
        category=place.category_label,
        judged=summary.applicable - summary.waived,
        met=summary.met,
        statuses=summary.statuses,
    )
