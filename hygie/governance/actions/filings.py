"""The six yearly indicators of an OSE: filed, and filed again. Each measure deposits its own proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, demand_version
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.obligations.actions import deposit_activity_proof, withdraw_activity_proof
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..filing_enums import SecurityIndicator
from ..models import IndicatorFiling, IndicatorMeasure
from ..policies import SECURITY_INDICATORS
from ..queries.regimes import is_operator
from ..rules.filings import Ratio, counts_until, may_be_filed

SYSTEM = Scope.system()
#: the kind of proof that the catalogue's rule 4 of OSE reads
PROOF_KIND = "security_indicator"


@dataclass(frozen=True)
class FilingFacts:
    """One year's measures. An indicator that is absent was not measured."""

    measured_on: date
    measures: Mapping[SecurityIndicator, Ratio] = field(default_factory=dict)
    comment: str = ""

    def check(self, year: int) -> None:
        """Raises Refused on `measured_on`, or on the code of each indicator whose counts make no share."""
        problems: dict[str, str] = {}
        if self.measured_on.year != year or self.measured_on > today():
            problems["measured_on"] = _("Choose a day of %(year)s, not to come.") % {"year": year}
        for indicator, ratio in self.measures.items():
            if not ratio.is_possible:
                problems[indicator.value] = _("Count at least one in all, and no more than all.")
        if not self.measures:
            problems[""] = _("Measure at least one indicator.")
        if problems:
            raise Refused(problems)


def file_indicators(
    ctx: Context, organisation: Organisation, year: int, seen: int, facts: FilingFacts
) -> IndicatorFiling:
    """File a year's indicators, or file them again: each measure deposits or revises its proof, in one transaction.

    `seen`: the revision that was on screen, 0 when nothing was filed. The same said twice changes nothing. Raises
    Stale, or Refused per field; also for who is not an operator of essential services.
    """
    facts.check(year)
    if not may_be_filed(year, today()):
        raise Refused(_("This year cannot be filed."))
    with ctx.recording(Verb.EDIT, SECURITY_INDICATORS, organisation) as record:
        lock_organisations(organisation)
        if not is_operator(SYSTEM, organisation):
            raise Refused(_("These indicators are asked of operators of essential services only."))
        filing = _held(organisation, year)
        if filing is not None and _said_by(filing) == _said(facts):
            record.nothing_changed()
            return filing
        demand_version(filing.revision if filing else 0, seen)
        filing = _written(ctx, organisation, year, filing, facts)
        _measure(ctx, filing, facts)
        record.event("indicators.filed", filing, year=year, measured=len(facts.measures))
        counts = {indicator.value: [ratio.counted, ratio.total] for indicator, ratio in facts.measures.items()}
        record.entry("indicators.filed", filing, {"year": year, "counts": counts})
    return filing


def _held(organisation: Organisation, year: int) -> IndicatorFiling | None:
    rows = IndicatorFiling.objects.within(SYSTEM).filter(organisation=organisation, year=year)
    return rows.select_related("organisation").select_for_update(of=("self",)).order_by("pk").first()


def _said_by(filing: IndicatorFiling) -> tuple[object, ...]:
    measures = {one.indicator: one.ratio for one in _measures_of(filing)}
    return filing.measured_on, filing.comment, measures


def _said(facts: FilingFacts) -> tuple[object, ...]:
    measures = {indicator.value: ratio for indicator, ratio in facts.measures.items()}
    return facts.measured_on, facts.comment.strip(), measures


def _written(
    ctx: Context, organisation: Organisation, year: int, filing: IndicatorFiling | None, facts: FilingFacts
) -> IndicatorFiling:
    if filing is None:
        filing = IndicatorFiling(organisation=organisation, region_id=organisation.region_pk, year=year)
    else:
        filing.revision += 1
    filing.measured_on, filing.comment = facts.measured_on, facts.comment.strip()
    filing.filed_by_id, filing.filed_at = ctx.person_id, now()
    filing.save()
    return filing


def _measures_of(filing: IndicatorFiling) -> list[IndicatorMeasure]:
    return list(IndicatorMeasure.objects.within(SYSTEM).filter(filing=filing).order_by("pk"))


def _measure(ctx: Context, filing: IndicatorFiling, facts: FilingFacts) -> None:
    """Each indicator's row and proof. One that is left out has neither any more; measured again, it begins anew."""
    there = {measure.indicator: measure for measure in _measures_of(filing)}
    for indicator in SecurityIndicator:
        measure, ratio = there.get(indicator.value), facts.measures.get(indicator)
        if ratio is not None:
            _prove(ctx, filing, _measured(filing, indicator, measure, ratio))
        elif measure is not None:
            reason = _("Left out of the filing of %(year)s.") % {"year": filing.year}
            withdraw_activity_proof(ctx, filing.organisation, PROOF_KIND, _source(measure), reason)
            IndicatorMeasure.objects.within(SYSTEM).filter(pk=measure.pk).delete()


def _measured(
    filing: IndicatorFiling, indicator: SecurityIndicator, measure: IndicatorMeasure | None, ratio: Ratio
) -> IndicatorMeasure:
    if measure is None:
        measure = IndicatorMeasure(
            organisation=filing.organisation, region_id=filing.region_id, filing=filing, indicator=indicator
        )
    measure.counted, measure.total = ratio.counted, ratio.total
    measure.save()
    return measure


def _source(measure: IndicatorMeasure) -> str:
    return f"governance.indicator:{measure.uid}"


def _prove(ctx: Context, filing: IndicatorFiling, measure: IndicatorMeasure) -> None:
    deposit_activity_proof(
        ctx,
        filing.organisation,
        PROOF_KIND,
        filing.measured_on,
        {"indicator": measure.indicator, "share": measure.ratio.percent},
        _source(measure),
        expires_on=counts_until(filing.year),
        title=f"{SecurityIndicator(measure.indicator).label} – {filing.year}",
    )
