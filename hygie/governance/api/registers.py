"""The registers of what the law asks: accreditations, the six indicators, legal regimes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiRequest, Cursor, Listed
from hygie.core.pages import Access, Over
from hygie.obligations.api_schemas import TextOut
from hygie.territory.enums import Provider
from hygie.territory.queries import organisation_or_404
from hygie.territory.queries.facts import FactLine

from ..accreditation_enums import AccreditationStanding, DecisionState, Outcome
from ..filing_enums import SecurityIndicator
from ..models import Accreditation
from ..policies import ACCREDITATION, REGIME, SECURITY_INDICATORS
from ..queries.accreditations import SystemLine, decisions_of, line_of, system_or_404, systems_of
from ..queries.filings import FiledYear, filed_years
from ..queries.regimes import ProgrammeBrought, is_operator, met_requirements, programmes_of_regime, regime_facts
from ..regime_models import RegimeModel, RegimeState, regime_models
from .routes import ROUTES

# Accreditations


class AccreditedSystemOut(Schema):
    """One system. The last four are told to whoever sees the detail; dates and authority are of the last decision."""

    uid: UUID
    name: str
    standing: AccreditationStanding
    decided_on: date | None
    valid_until: date | None
    authority: str | None
    essential: bool | None
    scope: str | None
    audit_used: str | None
    conditions: str | None

    @classmethod
    def of(cls, line: SystemLine, *, detailed: bool) -> AccreditedSystemOut:
        system, decision = line.system, line.decision
        return cls(
            uid=system.uid,
            name=system.name,
            standing=line.standing,
            decided_on=decision.decided_on if decision else None,
            valid_until=decision.valid_until if decision else None,
            authority=decision.authority if decision else None,
            essential=system.essential if detailed else None,
            scope=system.scope if detailed else None,
            audit_used=system.audit_used if detailed else None,
            conditions=decision.conditions if decision and detailed else None,
        )


class AccreditationOut(Schema):
    """One decision, on what it was taken, and by whom. `withdrawn_because` is "" unless it was."""

    number: int
    state: DecisionState
    outcome: Outcome
    decided_on: date
    valid_until: date | None
    authority: str
    scope: str
    essential: bool
    audit_used: str
    conditions: str
    signed_as: str
    signed_at: datetime
    withdrawn_because: str

    @classmethod
    def of(cls, one: Accreditation) -> AccreditationOut:
        return cls(
            number=one.number,
            state=one.state_value,
            outcome=one.outcome_value,
            decided_on=one.decided_on,
            valid_until=one.valid_until,
            authority=one.authority,
            scope=one.scope,
            essential=one.essential,
            audit_used=one.audit_used,
            conditions=one.conditions,
            signed_as=one.signed_as,
            signed_at=one.signed_at,
            withdrawn_because=one.withdrawn_because,
        )


class SystemWithDecisionsOut(AccreditedSystemOut):
    """One system with every decision on it, newest first."""

    decisions: list[AccreditationOut]


@ROUTES.read(
    "/organisations/{uid}/accreditations",
    Listed[AccreditedSystemOut],
    Access(Over.ORGANISATION, ACCREDITATION, Level.STATUS),
    _("Accredited systems of an establishment"),
)
def accreditations(request: ApiRequest, uid: UUID, page: Cursor = "") -> Listed[AccreditedSystemOut]:
    """By name, each with the decision that stands or failing that the last one."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    detailed = request.context.sees(Level.DETAIL, ACCREDITATION, one)
    found, lines = systems_of(request.context, one, page)
    return Listed(rows=[AccreditedSystemOut.of(line, detailed=detailed) for line in lines], next=found.next_cursor)


@ROUTES.read(
    "/accreditations/{uid}",
    SystemWithDecisionsOut,
    Access(Over.ORGANISATION, ACCREDITATION, Level.DETAIL),
    _("One system and its accreditations"),
)
def accreditation(request: ApiRequest, uid: UUID) -> SystemWithDecisionsOut:
    system = system_or_404(request.context, uid)
    request.require(system.organisation)
    decisions = decisions_of(request.context, system)
    shown = AccreditedSystemOut.of(line_of(system, decisions[0] if decisions else None), detailed=True)
    return SystemWithDecisionsOut(**shown.dict(), decisions=[AccreditationOut.of(one) for one in decisions])


# The six indicators


class MeasuredOut(Schema):
    """One indicator of one year. The counts are told to whoever sees the detail."""

    indicator: SecurityIndicator
    percent: float
    counted: int | None
    total: int | None


class FiledYearOut(Schema):
    """One year. `whole`: the six are measured; `comment` is told to whoever sees the detail."""

    year: int
    measured_on: date
    whole: bool
    comment: str | None
    measures: list[MeasuredOut]

    @classmethod
    def of(cls, one: FiledYear, *, detailed: bool) -> FiledYearOut:
        measures = [
            MeasuredOut(
                indicator=indicator,
                percent=ratio.percent,
                counted=ratio.counted if detailed else None,
                total=ratio.total if detailed else None,
            )
            for indicator, ratio in one.measures.items()
        ]
        return cls(
            year=one.filing.year,
            measured_on=one.filing.measured_on,
            whole=one.is_whole,
            comment=one.filing.comment if detailed else None,
            measures=measures,
        )


class FilingsOut(Schema):
    """`operator`: it is an operator of essential services today, of whom the indicators are asked."""

    operator: bool
    years: list[FiledYearOut]


@ROUTES.read(
    "/organisations/{uid}/security-indicators",
    FilingsOut,
    Access(Over.ORGANISATION, SECURITY_INDICATORS, Level.STATUS),
    _("The six security indicators of an establishment"),
)
def security_indicators(request: ApiRequest, uid: UUID) -> FilingsOut:
    """Every year filed, the latest first."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    detailed = request.context.sees(Level.DETAIL, SECURITY_INDICATORS, one)
    years = filed_years(request.context, one)[::-1]
    return FilingsOut(
        operator=is_operator(request.context.scope, one),
        years=[FiledYearOut.of(year, detailed=detailed) for year in years],
    )


# Legal regimes


class BroughtOut(Schema):
    """A programme that the regime makes binding. `met` is null where the reader is not told the statuses."""

    programme: str
    requirements: list[str]
    met: int | None

    @classmethod
    def of(cls, one: ProgrammeBrought) -> BroughtOut:
        return cls(programme=one.programme.code, requirements=[line.code for line in one.requirements], met=one.met)


class RegimeOut(Schema):
    """One regime recorded of an establishment. `ends_on` is its last day; `state` of the text is as known `as_of`."""

    regime: str
    title: TextOut
    state: RegimeState
    as_of: date
    starts_on: date
    ends_on: date | None
    current: bool
    corrected: bool
    provider: Provider
    source: str
    brings: list[BroughtOut]

    @classmethod
    def of(cls, line: FactLine, model: RegimeModel, brings: Sequence[ProgrammeBrought]) -> RegimeOut:
        return cls(
            regime=model.code,
            title=TextOut.of(model.title),
            state=model.state,
            as_of=model.as_of,
            starts_on=line.fact.starts_on,
            ends_on=line.last_day if not line.is_corrected else None,
            current=line.is_current,
            corrected=line.is_corrected,
            provider=line.provider,
            source=line.fact.source,
            brings=[BroughtOut.of(one) for one in brings],
        )


@ROUTES.read(
    "/organisations/{uid}/regimes",
    list[RegimeOut],
    Access(Over.ORGANISATION, REGIME, Level.DETAIL),
    _("Legal regimes of an establishment"),
)
def regimes(request: ApiRequest, uid: UUID) -> list[RegimeOut]:
    """Today's, then earlier, later and corrected ones; what one brings is told while it holds."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    facts, models, met = regime_facts(request.context, one), regime_models(), met_requirements(request.context, one)
    return [
        RegimeOut.of(
            line, models[line.fact.value], programmes_of_regime(line.fact.value, met) if line.is_current else ()
        )
        for line in (*facts.current, *facts.others)
        if line.fact.value in models
    ]
