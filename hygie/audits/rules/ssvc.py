"""SSVC's table of the CISA coordinator: what to do about a vulnerability, in one of four words.

Source: “CISA Levels” 1.1.0 of the table “CISA Coordinator” 2.0.3 (SSVC, CERT/CC with CISA), 36 rows. Its decision
points are Exploitation 1.1.0, Automatable 2.0.0, Technical Impact 1.0.0, Mission and Well-Being Impact 1.0.0.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from ..enums import CareCriticality, Decision, Exploitation

SOURCE = "SSVC, CISA Coordinator 2.0.3"

#: the order of the table's columns and, within each, of its values: the last column turns fastest
EXPLOITATIONS = (Exploitation.NONE, Exploitation.POC, Exploitation.ACTIVE)
MISSIONS = (CareCriticality.LOW, CareCriticality.MEDIUM, CareCriticality.HIGH)

#: a line for each exploitation; in it four triplets (automatable no, yes × impact partial, total), a digit per mission
DECISIONS = (
    "000 001 002 002",
    "001 012 002 012",
    "002 023 223 233",
)
_TABLE = tuple(Decision(int(digit)) for line in DECISIONS for digit in line.replace(" ", ""))
_RANK_OF_EXPLOITATION = {value.value: rank for rank, value in enumerate(EXPLOITATIONS)}
_RANK_OF_MISSION = {value.value: rank for rank, value in enumerate(MISSIONS)}


class SsvcRow(NamedTuple):
    """One row of the table."""

    number: int
    exploitation: Exploitation
    automatable: bool
    total: bool
    mission: CareCriticality
    decision: Decision


def row_number(exploitation: str, automatable: bool, total: bool, mission: str) -> int:  # noqa: FBT001 — columns
    """Which row holds; `exploitation` and `mission` are known values."""
    rank = _RANK_OF_EXPLOITATION[exploitation] * 4 + automatable * 2 + total
    return rank * 3 + _RANK_OF_MISSION[mission]


def decision_of(number: int) -> Decision:
    return _TABLE[number]


def rows() -> list[SsvcRow]:
    """The table, in its own order."""
    columns = product(EXPLOITATIONS, (False, True), (False, True), MISSIONS)
    return [SsvcRow(number, *values, _TABLE[number]) for number, values in enumerate(columns)]
