"""Findings gathered by weakness or by asset: the same problem on two hundred machines is one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _

from hygie.core.actions import Context
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet

from ..enums import FindingSeverity
from ..models import Asset, Finding, Weakness

BY_RULE, BY_ASSET = "rule", "asset"
WAYS = (BY_RULE, BY_ASSET)
PER_PAGE = 30
SEVERITIES = sorted(FindingSeverity, reverse=True)


@dataclass(frozen=True)
class GroupLine:
    """One weakness or one asset, with its findings counted."""

    title: str
    note: str
    rule: str
    asset: UUID | None
    total: int
    first_due_on: date | None
    counts: Sequence[tuple[FindingSeverity, int]]

    @property
    def worst(self) -> FindingSeverity:
        return next((severity for severity, count in self.counts if count), FindingSeverity.INFO)


def groups_page(
    context: Context, rows: TenantQuerySet[Finding], by: str, cursor: str
) -> tuple[Page[Any], list[GroupLine]]:
    """One page of groups, that of the most pressing finding first. Two queries."""
    key = "weakness_id" if by == BY_RULE else "asset_id"
    counted = {f"n{one.value}": Count("pk", filter=Q(severity=one)) for one in SEVERITIES}
    groups = rows.order_by().values(key).annotate(top=Max("weight"), total=Count("pk"), due=Min("due_on"), **counted)
    named = groups.values_list(key, "top", "total", "due", *counted, named=True)
    found: Page[Any] = paginate(named, ("-top", f"-{key}"), cursor, PER_PAGE)
    keys = [getattr(row, key) for row in found.rows]
    lines = _by_rule(context, keys, found.rows) if by == BY_RULE else _by_asset(context, keys, found.rows)
    return found, lines


def _by_rule(context: Context, keys: list[int], rows: Sequence[Any]) -> list[GroupLine]:
    known = {one.pk: one for one in Weakness.objects.within(context.scope).filter(pk__in=keys).order_by("pk")}
    return [
        _line(row, known[row.weakness_id].title or _("Masked finding"), known[row.weakness_id].rule, rule=True)
        for row in rows
    ]


def _by_asset(context: Context, keys: list[int], rows: Sequence[Any]) -> list[GroupLine]:
    known = {one.pk: one for one in Asset.objects.within(context.scope).filter(pk__in=keys).order_by("pk")}
    lines = []
    for row in rows:
        asset = known[row.asset_id]
        lines.append(_line(row, str(asset), asset.name if asset.label else "", asset=asset.uid))
    return lines


def _line(row: Any, title: str, note: str, *, rule: bool = False, asset: UUID | None = None) -> GroupLine:
    counts = [(one, getattr(row, f"n{one.value}")) for one in SEVERITIES]
    return GroupLine(title, note, note if rule else "", asset, row.total, row.due, counts)
