"""What audits offer to the map and the cockpit: who was audited within a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.web.formats import day
from hygie.web.indicators import Count, Indicator, IndicatorValue
from hygie.web.map import LegendEntry
from hygie.web.tones import Tone

from .queries.elsewhere import A_YEAR, last_audited

LEGEND = (
    LegendEntry(Tone.SUCCESS, gettext_lazy("Audited within 12 months")),
    LegendEntry(Tone.WARNING, gettext_lazy("Audited longer ago")),
    LegendEntry(Tone.DANGER, gettext_lazy("No audit known")),
)


def _values(scope: Scope, region: int | None) -> Iterator[IndicatorValue]:
    for place, ran_on in last_audited(scope, region):
        if ran_on is None:
            yield IndicatorValue(place, Tone.DANGER, _("No audit known"))
        else:
            tone = Tone.SUCCESS if _is_recent(ran_on) else Tone.WARNING
            yield IndicatorValue(place, tone, _("Audited on %(day)s") % {"day": day(ran_on)})


def _count(scope: Scope, region: int | None) -> Count:
    found = [ran_on for _place, ran_on in last_audited(scope, region)]
    return Count(sum(ran_on is not None and _is_recent(ran_on) for ran_on in found), len(found))


def _is_recent(ran_on: date) -> bool:
    return ran_on > today() - A_YEAR


REGULAR_AUDITS = Indicator(
    "audits.regular",
    gettext_lazy("Audited within 12 months"),
    gettext_lazy("Legal entities of which an audit of any kind was run within 12 months and whose report came here."),
    LEGEND,
    _values,
    count=_count,
    lacking=gettext_lazy("Not audited within 12 months"),
)
