"""Numbers, money and dates as a reader of the page's language writes them.

Spaces inside a number or a date are U+00A0: a figure never breaks over two lines, and Inter draws no U+202F.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext

from hygie.core.clock import PARIS, today

FIRST_OF_MONTH = re.compile(r"\b1 ")
NBSP = "\u00a0"
NARROW = "\u202f"
#: fewer digits than this are an extension or an emergency number, read aloud rather than dialled from here
MIN_DIGITS = 6

Number = int | float | Decimal


def number(value: Number | None, places: int = 0) -> str:
    """1 284 in French, 1,284 in English; a dash where there is none."""
    if value is None or value == "":
        return dash(value)
    return number_format(_rounded(value, places), decimal_pos=places, force_grouping=True).replace(NARROW, NBSP)


def percent(share: Number | None, places: int = 0) -> str:
    """A share between 0 and 1 as a percentage: 0.934 gives 93 %."""
    if share is None:
        return dash(share)
    return f"{number(Decimal(str(share)) * 100, places)}{_unit_gap()}%"


def money(cents: int | None) -> str:
    """Cents as euros; cents are written only where there are some."""
    if cents is None:
        return dash(cents)
    amount = number(Decimal(cents) / 100, 2 if cents % 100 else 0)
    if _french():
        return f"{amount}{NBSP}€"
    return f"-€{amount[1:]}" if amount.startswith("-") else f"€{amount}"


def day(value: date | None) -> str:
    """24 nov. 2026 (24 Nov 2026 in English): short, and never read with month and day exchanged."""
    if value is None:
        return dash(value)
    return _written(value, "j N Y" if _french() else "j M Y")


def day_long(value: date | None) -> str:
    """mardi 24 novembre 2026."""
    return dash(value) if value is None else _written(value, "l j F Y")


def clock_time(value: datetime | None) -> str:
    """14:20, in Paris."""
    return dash(value) if value is None else date_format(value.astimezone(PARIS), "H:i")


def moment(value: datetime | None) -> str:
    """24 nov. 2026 à 14:20, in Paris."""
    if value is None:
        return dash(value)
    return gettext("%(day)s at %(time)s") % {"day": day(value), "time": clock_time(value)}


def days_away(value: date | None) -> str:
    """How far a date lies from today: in 3 days, today, 2 days ago."""
    if value is None:
        return dash(value)
    away = (_civil(value) - today()).days
    if away == 0:
        return gettext("today")
    if away == 1:
        return gettext("tomorrow")
    if away == -1:
        return gettext("yesterday")
    if away > 0:
        return ngettext("in %(count)s day", "in %(count)s days", away) % {"count": number(away)}
    return ngettext("%(count)s day ago", "%(count)s days ago", -away) % {"count": number(-away)}


def dash(value: object) -> str:
    """A dash where nothing is known: an empty cell looks like an error."""
    return "–" if value is None or value == "" else str(value)


def dialled(phone: str) -> str:
    """The digits to dial at the beginning of what was typed: “01 99 00 00 24 (poste 3)” gives 0199000024."""
    found = re.match(r"\s*(\+?\d[\d\s.\-]*)", phone)
    digits = re.sub(r"[^+\d]", "", found[1]) if found else ""
    return digits if len(digits) >= MIN_DIGITS else ""


def _written(value: date, pattern: str) -> str:
    written = date_format(_civil(value), pattern)
    if _french() and _civil(value).day == 1:
        # French says “1er janvier”, and counts all other days as they are.
        written = FIRST_OF_MONTH.sub("1er ", written, count=1)
    return written.replace(" ", NBSP)


def _civil(value: date) -> date:
    return value.astimezone(PARIS).date() if isinstance(value, datetime) else value


def _rounded(value: Number, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _french() -> bool:
    return (get_language() or "").startswith("fr")


def _unit_gap() -> str:
    return NBSP if _french() else ""
