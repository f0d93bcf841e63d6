"""Dated facts: what is true of an organisation, from when to when, and who says so."""

from __future__ import annotations

import math
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, Stale
from hygie.core.clock import now, today
from hygie.core.tenancy import TenantQuerySet

from ..enums import Provider
from ..models import Fact, Organisation
from ..policies import FACT
from ..registries import FactKind, fact_kinds
from ..rules import Interval, is_sensible, placed_among
from .changes import lock_organisations, tell_listeners


def record_fact(
    ctx: Context,
    organisation: Organisation,
    kind: str,
    value: Any,
    provider: Provider,
    starts_on: date | None = None,
    source: str = "",
    *,
    ends_on: date | None = None,
    seen: UUID | str | None = None,
) -> Fact:
    """Record that something is true from a day on. It ends what it replaces on that day, and lasts until the next one
    known: a late fact takes its place in the past without rewriting what was recorded after it.

    The same fact from the same provider again changes nothing. `seen` is the fact that the editor read as holding
    today, "" when there was none: Stale when it is no longer that one.
    Raises Refused on `kind`, `value`, `starts_on`, `ends_on`, `source`.
    """
    first, known = starts_on or today(), fact_kinds.get(kind)
    if known is None:
        raise Refused({"kind": _("This kind of fact is unknown.")})
    clean = checked_value(known, value)
    _check_dates(first, ends_on)
    if len(source) > 200:
        raise Refused({"source": _("Use 200 characters at most.")})
    with ctx.recording(Verb.EDIT, FACT, organisation) as record:
        lock_organisations(organisation)
        others = _of_kind(ctx, organisation, known, clean).select_for_update()
        rows = {Interval(row.starts_on, row.ends_on): row for row in others.order_by("pk")}
        _demand_seen(rows, seen)
        placement = placed_among(rows, first, ends_on)
        replaced = rows[placement.cut] if placement.cut else None
        told = (clean, str(provider), placement.ends_on)
        if replaced is not None and (replaced.value, replaced.provider, replaced.ends_on) == told:
            record.nothing_changed()
            return replaced
        was = {"replaced": str(replaced.uid), "until": _iso(replaced.ends_on)} if replaced else {}
        if replaced is not None:
            replaced.ends_on = first
            replaced.save(update_fields=["ends_on"])
        fact = Fact.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            kind=kind,
            value=clean,
            starts_on=first,
            ends_on=placement.ends_on,
            provider=provider,
            source=source.strip(),
            recorded_at=now(),
            recorded_by_id=ctx.person_id,
        )
        told_of = {"kind": kind, "value": clean, "starts_on": first.isoformat(), "ends_on": _iso(fact.ends_on)} | was
        record.event("fact.recorded", fact, **told_of)
        if organisation.region_id is not None:
            record.entry("fact.recorded", fact, told_of | {"provider": str(provider), "source": fact.source})
        tell_listeners(record, [organisation.pk])
    return fact


def end_fact(ctx: Context, fact: Fact, ends_on: date | None = None) -> None:
    """Say that a fact is no longer true from a day on. Already ended by then: nothing changes.

    Raises Refused on `ends_on`.
    """
    last = ends_on or today()
    if last < fact.starts_on:
        raise Refused({"ends_on": _("It cannot end before it began.")})
    with ctx.recording(Verb.EDIT, FACT, fact.organisation) as record:
        current = Fact.objects.within(ctx.scope).select_for_update().get(pk=fact.pk)
        if current.ends_on is not None and current.ends_on <= last:
            record.nothing_changed()
            return
        until = _iso(current.ends_on)
        current.ends_on = last
        current.save(update_fields=["ends_on"])
        told = {"kind": current.kind, "value": current.value, "ends_on": last.isoformat(), "until": until}
        record.event("fact.ended", current, **told)
        if fact.organisation.region_id is not None:
            record.entry("fact.ended", current, told)
        tell_listeners(record, [current.organisation_id])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def checked_value(kind: FactKind, value: Any) -> Any:
    """The value as it is stored. Raises Refused on `value`."""
    if kind.choices:
        if value not in dict(kind.choices):
            raise Refused({"value": _("Choose one of the proposed answers.")})
        return value
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = math.nan
    if not 0 <= number <= kind.maximum:
        raise Refused({"value": _("Enter a number from 0 to %(maximum)g.") % {"maximum": kind.maximum}})
    return int(number) if number == int(number) else number


def _of_kind(ctx: Context, organisation: Organisation, kind: FactKind, value: Any) -> TenantQuerySet[Fact]:
    """The facts among which a new one takes its place: where several may hold at once, those of the same value."""
    rows = Fact.objects.within(ctx.scope).filter(organisation=organisation, kind=kind.code)
    return rows.filter(value=value) if kind.several else rows


def _demand_seen(rows: dict[Interval, Fact], seen: UUID | str | None) -> None:
    if seen is None:
        return
    current = next((row for interval, row in rows.items() if interval.covers(today())), None)
    if str(seen) != (str(current.uid) if current else ""):
        raise Stale(
            _(
                "Someone else recorded this fact in the meantime. "
                "What you typed is kept below: compare, then save again."
            )
        )


def _check_dates(starts_on: date, ends_on: date | None) -> None:
    if not is_sensible(starts_on, today()):
        raise Refused({"starts_on": _("Check the year.")})
    if ends_on is not None and (ends_on <= starts_on or not is_sensible(ends_on, today())):
        raise Refused({"ends_on": _("The end must come after the start.")})
