"""The charts of weaknesses, for one establishment or many: what they show, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hygie.web.charts import Chart, Kind, Series
from hygie.web.formats import day as day_said

from .enums import FindingSeverity
from .queries.counting import WORDS
from .queries.overview import SEVERITIES, Aged
from .rules.pictures import AgeBand

#: a day, and the columns of `FindingCounts` by name
Counts = Mapping[str, Any]
Past = Sequence[tuple[date, Counts]]


def burn_down(past: Past, summary: str = "") -> Chart | None:
    """Open findings by severity, day after day. None while there is no way to draw: one day is no line."""
    if len(past) < 2:
        return None
    said = summary or _("Findings still open at the end of each day, by severity.")
    return _lines("burn-down", _("Open findings over a year"), said, past, _by_severity(past, "open"))


def late(counts: Counts) -> Chart | None:
    """What is past its date, by severity. None when nothing is."""
    values = [counts[f"overdue_{WORDS[severity]}"] for severity in SEVERITIES]
    if not any(values):
        return None
    return Chart(
        "late",
        _("Past their date, by severity"),
        Kind.BAR,
        [severity.label for severity in SEVERITIES],
        [Series(_("Past their date"), values, tone="danger")],
        summary=_("A finding is late once the day set for its repair has gone."),
        heading=_("Severity"),
    )


def ages(found: Sequence[Aged]) -> Chart | None:
    """How long what is open has been open. None when nothing is."""
    if not any(sum(one.counts) for one in found):
        return None
    series = [
        Series(severity.label, [one.counts[rank] for one in found], tone=tone_of(severity))
        for rank, severity in enumerate(SEVERITIES)
    ]
    return Chart(
        "ages",
        _("Age of what is open"),
        Kind.STACKED,
        [band_said(one.band) for one in found],
        series,
        summary=_("Days since each finding was first seen, or seen again after it was closed."),
        heading=_("Open for"),
    )


def exposure(past: Past) -> Chart | None:
    """Assets reachable from the Internet with an open finding. None where there never was one."""
    values = [counts["exposed"] for _day, counts in past]
    if len(past) < 2 or not any(values):
        return None
    said = _("Assets that can be reached from the Internet and have an open finding.")
    return _lines("exposure", _("Exposed to the Internet"), said, past, [Series(_("Assets"), values, tone="warning")])


def levels(past: Past) -> Chart | None:
    """The directory's level, 1 to 5. None where no report ever told one."""
    values = [counts["level"] for _day, counts in past]
    if len(past) < 2 or not any(value is not None for value in values):
        return None
    said = _("ANSSI level of the Active Directory, from 1 (worst) to 5, as the latest report gave it.")
    return _lines("level", _("Level of the Active Directory"), said, past, [Series(_("Level"), values)])


def band_said(band: AgeBand) -> str:
    if band.under is None:
        return pgettext("age", "More than a year")
    if band.least == 0:
        return pgettext("age", "A month or less")
    return pgettext("age", "%(least)d to %(most)d days") % {"least": band.least, "most": band.under - 1}


def tone_of(severity: FindingSeverity) -> str:
    return severity.tone.value


def _by_severity(past: Past, what: str) -> list[Series]:
    return [
        Series(severity.label, [counts[f"{what}_{WORDS[severity]}"] for _day, counts in past], tone=tone_of(severity))
        for severity in SEVERITIES
    ]


def _lines(code: str, title: str, summary: str, past: Past, series: Sequence[Series]) -> Chart:
    labels = [day_said(day) for day, _counts in past]
    return Chart(code, title, Kind.LINE, labels, series, summary=summary, heading=_("Day"))
