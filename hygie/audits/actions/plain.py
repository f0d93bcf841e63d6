"""What is checked of every plan: its words in one line, its days in order and in a year that one plans for."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from hygie.core.actions import Message
from hygie.core.clock import today

EARLIEST = date(2000, 1, 1)
#: a mistyped year is not a plan
FURTHEST = timedelta(days=5 * 366)


def in_one_line(words: str) -> str:
    return " ".join(words.split())


def problems_of_days(first: str, starts_on: date, last: str, ends_on: date) -> dict[str, Message]:
    """By the names of the two fields."""
    problems: dict[str, Message] = {}
    if not EARLIEST <= starts_on <= today() + FURTHEST:
        problems[first] = _("Check the year of this date.")
    if ends_on < starts_on:
        problems[last] = _("The last day comes before the first.")
    elif ends_on > starts_on + FURTHEST:
        problems[last] = _("Check the year of this date.")
    return problems
