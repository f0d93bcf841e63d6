"""The yearly filings of indicators: by year, and whether this year's is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.territory.models import Fact, Organisation
from hygie.territory.queries import running

from ..filing_enums import SecurityIndicator
from ..models import IndicatorFiling, IndicatorMeasure
from ..rules.filings import Ratio
from .regimes import OPERATOR, REGIME


@dataclass(frozen=True)
class FiledYear:
    """One year's filing with its measures, in the order of the indicators."""

    filing: IndicatorFiling
    measures: Mapping[SecurityIndicator, Ratio]

    @property
    def is_whole(self) -> bool:
        return len(self.measures) == len(SecurityIndicator)

    def percent(self, indicator: SecurityIndicator) -> float | None:
        ratio = self.measures.get(indicator)
        return ratio.percent if ratio else None


def filed_years(context: Context, organisation: Organisation) -> list[FiledYear]:
    """Every year filed, oldest first. Two queries."""
    rows = IndicatorFiling.objects.within(context.scope).filter(organisation=organisation)
    measures = IndicatorMeasure.objects.within(context.scope).order_by("pk")
    whole = rows.select_related("filed_by").prefetch_related(Prefetch("measures", queryset=measures, to_attr="read"))
    return [FiledYear(filing, _in_order(filing)) for filing in whole.order_by("year")]


def _in_order(filing: IndicatorFiling) -> dict[SecurityIndicator, Ratio]:
    found = {measure.indicator: measure.ratio for measure in filing.read}  # type: ignore[attr-defined]
    return {one: found[one.value] for one in SecurityIndicator if one.value in found}


def lacks_this_years_filing(context: Context, organisation: Organisation) -> bool:
    """Whether it is an operator of essential services whose six indicators are not all filed this year. One query."""
    filed = IndicatorFiling.objects.within(context.scope).filter(organisation=organisation, year=today().year)
    whole = filed.annotate(measured=Count("measures")).filter(measured=len(SecurityIndicator))
    rows = Fact.objects.within(context.scope).filter(
        running(today()), organisation=organisation, kind=REGIME, value=OPERATOR
    )
    return rows.exclude(organisation_id__in=whole.values("organisation_id")).exists()
