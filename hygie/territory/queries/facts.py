"""Dated facts of an organisation, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import paginate

from ..enums import Provider
from ..models import Fact, Organisation
from ..policies import FACT
from ..registries import FactKind, fact_kinds


@dataclass(frozen=True)
class FactLine:
    """One fact. `is_current`: it holds today. `is_corrected`: another took its place from its very first day."""

    fact: Fact
    kind: FactKind

    @property
    def words(self) -> str:
        return self.kind.say(self.fact.value)

    @property
    def provider(self) -> Provider:
        return Provider(self.fact.provider)

    @property
    def last_day(self) -> date | None:
        """The last day on which it is true, as people say it."""
        return self.fact.ends_on - timedelta(days=1) if self.fact.ends_on else None

    @property
    def is_current(self) -> bool:
        return self.fact.starts_on <= today() and (self.fact.ends_on is None or self.fact.ends_on > today())

    @property
    def is_corrected(self) -> bool:
        return self.fact.starts_on == self.fact.ends_on


@dataclass(frozen=True)
class FactsOfKind:
    kind: FactKind
    lines: list[FactLine] = field(default_factory=list)

    @property
    def current(self) -> list[FactLine]:
        return [line for line in self.lines if line.is_current]

    @property
    def others(self) -> list[FactLine]:
        return [line for line in self.lines if not line.is_current]


def visible_kinds(context: Context, organisation: Organisation) -> list[FactKind]:
    """Sensitive designations are for the organisation and the ARS only (DESIGN §4)."""
    whole = context.sees(Level.DETAIL, FACT, organisation)
    return [kind for kind in fact_kinds if whole or not kind.sensitive] if _sees_some(context, organisation) else []


def _sees_some(context: Context, organisation: Organisation) -> bool:
    return context.sees(Level.STATUS, FACT, organisation)


def facts_of(context: Context, organisation: Organisation, kinds: Sequence[FactKind]) -> list[FactsOfKind]:
    """Every fact of these kinds, latest first, kind by kind (a kind without a fact too). One query."""
    grouped = {kind.code: FactsOfKind(kind) for kind in kinds}
    rows = Fact.objects.within(context.scope).filter(organisation=organisation, kind__in=list(grouped))
    for fact in rows.select_related("recorded_by").order_by("-starts_on", "-pk"):
        grouped[fact.kind].lines.append(FactLine(fact, grouped[fact.kind].kind))
    return list(grouped.values())


def fact_page(
    context: Context, organisation: Organisation, kinds: Sequence[FactKind], cursor: str
) -> tuple[list[FactLine], str]:
    """Facts of these kinds together, latest first, with the cursor of the next page. One query."""
    known = {kind.code: kind for kind in kinds}
    rows = Fact.objects.within(context.scope).filter(organisation=organisation, kind__in=list(known))
    found = paginate(rows, ("-starts_on", "-pk"), cursor)
    return [FactLine(fact, known[fact.kind]) for fact in found.rows], found.next_cursor


def fact_or_404(context: Context, organisation: Organisation, uid: UUID) -> Fact:
    found = Fact.objects.within(context.scope).select_related("organisation").filter(organisation=organisation, uid=uid)
    fact = found.first()
    if fact is None:
        raise Http404
    return fact
