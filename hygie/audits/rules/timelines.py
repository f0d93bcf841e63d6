"""CISA's BOD 26-04: how soon a vulnerability is fixed. A region starts from these 16 rows and may change their days.

Source: “CISA BOD 26-04 Remediation Timelines” 1.0.0 (decision points In KEV 1.0.0, Asset Exposure 1.0.0, Automatable
2.0.0, Technical Impact 1.0.0). The directive binds American agencies; here it is the region's policy, nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

SOURCE = "CISA BOD 26-04 Remediation Timelines 1.0.0"
LONGEST = 3650
"""Days: what a region may write in a row."""


class TimelineRow(NamedTuple):
    """One row of the table. `days` is None for “fix on system upgrade”; `forensic`: an investigation goes with it."""

    number: int
    kev: bool
    exposed: bool
    automatable: bool
    total: bool
    days: int | None
    forensic: bool


#: in the order of the published table: KEV, exposed, automatable, total; days (None: at the next upgrade); forensic
_ROWS = (
    ("nnnn", None, False),
    ("ynnn", 14, False),
    ("nynn", 60, False),
    ("nnyn", 60, False),
    ("nnny", None, False),
    ("yynn", 14, False),
    ("ynyn", 14, False),
    ("nyyn", 14, False),
    ("ynny", 14, False),
    ("nyny", 14, False),
    ("nnyy", 60, False),
    ("yyyn", 3, False),
    ("yyny", 3, True),
    ("ynyy", 3, True),
    ("nyyy", 3, False),
    ("yyyy", 3, True),
)


def _columns(letters: str) -> tuple[bool, bool, bool, bool]:
    kev, exposed, automatable, total = (letter == "y" for letter in letters)
    return kev, exposed, automatable, total


ROWS: Sequence[TimelineRow] = tuple(
    TimelineRow(number, *_columns(letters), days, forensic) for number, (letters, days, forensic) in enumerate(_ROWS)
)
PUBLISHED_DAYS: Sequence[int | None] = tuple(row.days for row in ROWS)
SHORTEST = min(days for days in PUBLISHED_DAYS if days is not None)
_NUMBERS = {(row.kev, row.exposed, row.automatable, row.total): row.number for row in ROWS}


def row_number(kev: bool, exposed: bool, automatable: bool, total: bool) -> int:  # noqa: FBT001 — the columns
    return _NUMBERS[kev, exposed, automatable, total]


def are_days(rows: object) -> bool:
    """Whether these can be a region's timelines: 16 values, each a number of days or None."""
    if not isinstance(rows, list | tuple) or len(rows) != len(ROWS):
        return False
    return all(days is None or (type(days) is int and 1 <= days <= LONGEST) for days in rows)
