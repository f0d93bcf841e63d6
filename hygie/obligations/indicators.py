"""What the obligations offer to the map and the cockpit: the most urgent status, and each programme's share."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.tenancy import Scope
from hygie.web.formats import number, percent
from hygie.web.indicators import Indicator, IndicatorValue, indicators
from hygie.web.map import LegendEntry
from hygie.web.tones import Tone

from .catalogue_reader import load_catalogue
from .lazy import lazy_text
from .queries.indicators import shares_of_each, worst_of_each
from .requirements import Programme

GOOD, FAIR = 0.8, 0.5

URGENCY_LEGEND = (
    LegendEntry(Tone.DANGER, gettext_lazy("Overdue or refused")),
    LegendEntry(Tone.WARNING, gettext_lazy("Missing or expiring soon")),
    LegendEntry(Tone.INFO, gettext_lazy("In review")),
    LegendEntry(Tone.SUCCESS, gettext_lazy("All met")),
    LegendEntry(Tone.NEUTRAL, gettext_lazy("Waived")),
)
SHARE_LEGEND = (
    LegendEntry(Tone.DANGER, gettext_lazy("Less than half met")),
    LegendEntry(Tone.WARNING, gettext_lazy("Half or more")),
    LegendEntry(Tone.SUCCESS, gettext_lazy("Four fifths or more")),
)


def register() -> None:
    indicators.register(
        Indicator(
            "obligations.urgency",
            gettext_lazy("Most urgent status"),
            gettext_lazy("The most urgent status among all the requirements that bind the establishment today."),
            URGENCY_LEGEND,
            _urgencies,
        )
    )
    for programme in load_catalogue().programmes:
        if not programme.sensitive:
            indicators.register(_share_of(programme))


def _urgencies(scope: Scope, region: int | None) -> Iterator[IndicatorValue]:
    for place, status in worst_of_each(scope, region):
        yield IndicatorValue(place, Tone(status.tone), str(status.label))


def _share_of(programme: Programme) -> Indicator:
    title = lazy_text(programme.title)

    def values(scope: Scope, region: int | None) -> Iterator[IndicatorValue]:
        for place, met, judged in shares_of_each(scope, region, programme.code):
            yield IndicatorValue(place, _tone(met / judged), _fraction(met, judged))

    return Indicator(
        f"obligations.share.{programme.code}",
        title,
        gettext_lazy("The requirements of the programme that are met, over those that bind and are not waived."),
        SHARE_LEGEND,
        values,
    )


def _tone(share: float) -> Tone:
    return Tone.SUCCESS if share >= GOOD else Tone.WARNING if share >= FAIR else Tone.DANGER


def _fraction(met: int, judged: int) -> str:
    words = {"share": percent(met / judged), "met": number(met), "judged": number(judged)}
    return _("%(share)s (%(met)s of %(judged)s)") % words
