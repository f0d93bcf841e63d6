"""What governance offers to the map and the cockpit: the PSSI and the CISO of each legal entity."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.tenancy import Scope
from hygie.web.indicators import Count, Indicator, IndicatorValue, indicators
from hygie.web.map import LegendEntry
from hygie.web.tones import Tone

from .enums import Function, PolicyStanding
from .queries.appointments import vacancies
from .queries.security_policies import standings_in

POLICY_LEGEND = (
    LegendEntry(Tone.SUCCESS, gettext_lazy("In force")),
    LegendEntry(Tone.WARNING, gettext_lazy("Being written, or review due soon")),
    LegendEntry(Tone.DANGER, gettext_lazy("None, or review overdue")),
)
CISO_LEGEND = (
    LegendEntry(Tone.SUCCESS, gettext_lazy("Appointed")),
    LegendEntry(Tone.INFO, gettext_lazy("Appointed, shared with others")),
    LegendEntry(Tone.DANGER, gettext_lazy("Vacant")),
)


def register() -> None:
    indicators.register(
        Indicator(
            "governance.policy",
            gettext_lazy("Security policy (PSSI)"),
            gettext_lazy("Whether the legal entity has a PSSI signed on the platform, and whether its review is due."),
            POLICY_LEGEND,
            _policies,
            count=count_policies,
            lacking=gettext_lazy("Without a PSSI in force"),
        )
    )
    indicators.register(
        Indicator(
            "governance.ciso",
            gettext_lazy("CISO appointed"),
            gettext_lazy(
                "Legal entities for which somebody is appointed as CISO today, there or above; "
                "a CISO shared by three hospitals counts for each of the three."
            ),
            CISO_LEGEND,
            _cisos,
            count=count_cisos,
            lacking=gettext_lazy("Without a CISO"),
        )
    )


def _policies(scope: Scope, region: int | None) -> Iterator[IndicatorValue]:
    for place, standing in standings_in(scope, region):
        yield IndicatorValue(place, standing.tone, str(standing.label))


def count_policies(scope: Scope, region: int | None) -> Count:
    """Legal entities whose PSSI is in force and not overdue for review."""
    found = [standing for _place, standing in standings_in(scope, region)]
    good = sum(standing in {PolicyStanding.IN_FORCE, PolicyStanding.DUE} for standing in found)
    return Count(good, len(found))


def _cisos(scope: Scope, region: int | None) -> Iterator[IndicatorValue]:
    for place, held, shared in vacancies(scope, region, Function.CISO):
        if not held:
            yield IndicatorValue(place, Tone.DANGER, _("Vacant"))
        else:
            words = _("Appointed, shared with others") if shared else _("Appointed")
            yield IndicatorValue(place, Tone.INFO if shared else Tone.SUCCESS, words)


def count_cisos(scope: Scope, region: int | None) -> Count:
    """Legal entities with a CISO, of all those in the scope."""
    found = [held for _place, held, _shared in vacancies(scope, region, Function.CISO)]
    return Count(sum(found), len(found))
