"""The heat map's cells as markup: fifty establishments of nine figures each are joined as text.

A colour only repeats what the figure says: each cell holds its number, and its column's name for a screen reader that
reads a phone's cards.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hygie.web.formats import day, number
from hygie.web.tones import Tone

from .models import FindingSummary
from .views.addresses import address_of

#: stands for an establishment's id while addresses are prepared
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Column:
    """One figure: what its head says, the key that sorts by it, the tone of a figure above zero."""

    key: str
    label: str
    field: str
    tone: Tone


def columns() -> list[Column]:
    return [
        Column("late", _("Critical, late"), "overdue_critical", Tone.DANGER),
        Column("", _("High, late"), "overdue_high", Tone.WARNING),
        Column("critical", pgettext("findings", "Critical"), "open_critical", Tone.DANGER),
        Column("high", pgettext("findings", "High"), "open_high", Tone.WARNING),
        Column("medium", pgettext("findings", "Medium"), "open_medium", Tone.INFO),
        Column("low", pgettext("findings", "Low"), "open_low", Tone.NEUTRAL),
        Column("exposed", _("Exposed assets"), "exposed", Tone.WARNING),
    ]


def level_tone(level: int | None) -> Tone:
    """D2's target O3.A asks for level 3 of a directory that backups depend on: below is danger."""
    if level is None:
        return Tone.NEUTRAL
    return Tone.DANGER if level < 3 else Tone.WARNING if level == 3 else Tone.SUCCESS


def body(rows: Sequence[FindingSummary], shown: Sequence[Column], opened: Collection[int]) -> SafeString:
    """`opened`: the establishments whose findings the reader may open."""
    overview = reverse("audits:overview", args=[NOBODY])
    findings = address_of("audits:findings", NOBODY)
    words = {"level": escape(_("AD level")), "last": escape(_("Latest report")), "open": escape(_("Findings"))}
    labels = [(column.field, escape(column.label), column.tone) for column in shown]
    return mark_safe(  # noqa: S308 — every text is escaped below
        "".join(_row(row, labels, words, overview, findings if row.organisation_id in opened else "") for row in rows)
    )


def _row(
    row: FindingSummary,
    labels: Sequence[tuple[str, str, Tone]],
    words: Mapping[str, str],
    overview: str,
    findings: str,
) -> str:
    place = row.organisation
    uid = str(place.uid)
    note = escape(" · ".join(filter(None, (place.city, place.department))))
    link = f' · <a href="{findings.replace(NOBODY, uid)}">{words["open"]}</a>' if findings else ""
    cells = "".join(_cell(label, getattr(row, field), tone) for field, label, tone in labels)
    level = "–" if row.level is None else str(row.level)
    last = escape(day(row.last_report_at))
    return (
        f'<tr><th scope="row"><a href="{overview.replace(NOBODY, uid)}">{escape(str(place))}</a>'
        f'<span class="row-note">{note}{link}</span></th>{cells}'
        f'<td data-label="{words["level"]}"><span class="cell tone-{level_tone(row.level)}">{level}</span></td>'
        f'<td class="matrix-total" data-label="{words["last"]}">{last}</td></tr>'
    )


def _cell(label: str, value: int, tone: Tone) -> str:
    if not value:
        return f'<td data-label="{label}"><span class="cell none">0</span></td>'
    return f'<td data-label="{label}"><span class="cell tone-{tone}">{number(value)}</span></td>'
