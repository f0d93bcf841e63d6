"""One requirement across everything in sight: how many stand where, and who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from hygie.core.actions import Context
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.group_rule import GroupRule
from hygie.territory.queries.groups import narrowed

from ..enums import Status
from ..models import StatusInterval
from ..requirements import Requirement

SIZE = 50


@dataclass(frozen=True, slots=True)
class AcrossOnly:
    """What narrows the organisations, for the counts too; `status` and `text` narrow the list alone."""

    department: str = ""
    status: str = ""
    text: str = ""
    group: GroupRule | None = None


def counts_of(context: Context, requirement: Requirement, only: AcrossOnly) -> Mapping[Status, int]:
    """How many organisations have each status today, the most urgent first. One query on one index."""
    rows = _open(context, requirement, only).order_by("status").values("status").annotate(number=Count("pk"))
    found = {Status(row["status"]): row["number"] for row in rows}
    return {status: found[status] for status in Status if status in found}


def standing_page(context: Context, requirement: Requirement, only: AcrossOnly, cursor: str) -> Page[StatusInterval]:
    """The organisations bound by it, by name (what binds nobody has no interval)."""
    rows = _open(context, requirement, only).select_related("organisation")
    if only.status:
        rows = rows.filter(status=only.status)
    if text := only.text:
        named = Q(organisation__name__icontains=text) | Q(organisation__short_name__icontains=text)
        rows = rows.filter(named | Q(organisation__city__icontains=text))
    return paginate(rows, ["organisation__name", "pk"], cursor, SIZE)


def _open(context: Context, requirement: Requirement, only: AcrossOnly) -> TenantQuerySet[StatusInterval]:
    rows = StatusInterval.objects.within(context.scope).filter(requirement=requirement.code, until__isnull=True)
    rows = narrowed(context, rows, only.group)
    return rows.filter(organisation__department=only.department) if only.department else rows
