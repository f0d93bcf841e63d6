"""Severities and decisions by name: their numbers are ours."""

from __future__ import annotations

from enum import StrEnum

from ..enums import Decision, FindingSeverity


class SeverityName(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @classmethod
    def of(cls, number: int) -> SeverityName:
        return cls(FindingSeverity(number).name.lower())

    @property
    def number(self) -> int:
        return FindingSeverity[self.name].value


class DecisionName(StrEnum):
    """SSVC's four, the most pressing first."""

    ACT = "act"
    ATTEND = "attend"
    TRACK_CLOSELY = "track_closely"
    TRACK = "track"

    @classmethod
    def of(cls, number: int) -> DecisionName:
        return cls(Decision(number).name.lower())
