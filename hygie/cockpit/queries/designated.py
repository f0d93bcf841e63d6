"""Who is designated by law, and whether they have a policy and a CISO: for the ARS only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.territory.fact_kinds import REGIMES
from hygie.territory.group_rule import GroupRule
from hygie.territory.models import Fact
from hygie.territory.queries import running
from hygie.territory.queries.groups import narrowed
from hygie.web.indicators import IndicatorValue, indicators

#: what is looked at beside the designation, where an app offers it
LOOKED_AT = ("governance.policy", "governance.ciso")
LINES_AT_MOST = 500


@dataclass(frozen=True)
class DesignatedLine:
    """One establishment with its regimes, and what each indicator says of it (None: nothing)."""

    uid: UUID
    name: str
    regimes: list[str]
    values: list[tuple[str, IndicatorValue | None]]


def designated(context: Context, group: GroupRule | None = None) -> list[DesignatedLine]:
    """By name. One query, and one for each indicator."""
    rows = Fact.objects.within(context.scope).filter(running(today()), kind="regime").exclude(value="ordinary")
    rows = narrowed(context, rows, group)
    columns = ("organisation_id", "organisation__uid", "organisation__name", "organisation__short_name", "value")
    labels, found = dict(REGIMES), dict[int, tuple[UUID, str, list[str]]]()
    for pk, uid, name, short, value in rows.order_by("organisation__name", "pk").values_list(*columns)[:LINES_AT_MOST]:
        found.setdefault(pk, (uid, short or name, []))[2].append(str(labels.get(value, value)))
    told = [(str(indicators[code].label), _values(context, code)) for code in shown_indicators()]
    return [
        DesignatedLine(uid, name, regimes, [(label, values.get(pk)) for label, values in told])
        for pk, (uid, name, regimes) in found.items()
    ]


def shown_indicators() -> list[str]:
    return [code for code in LOOKED_AT if code in indicators]


def _values(context: Context, code: str) -> Mapping[int, IndicatorValue]:
    return {value.organisation_id: value for value in indicators[code].values(context.scope, None)}
