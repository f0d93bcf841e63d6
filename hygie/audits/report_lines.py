"""A report as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hygie.web.components import Tile

from .actions.reports.reading import said
from .enums import FindingSeverity, ImportState
from .formats.registry import FORMATS
from .models import ReportImport
from .rules.reimport import Effect
from .staging.scratch import Lost, opened_scratch
from .words import question_words

LABELS = {one.code: one.label for one in FORMATS}
FRESH = pgettext_lazy("findings", "New")
GROUPS: Sequence[tuple[Effect, str | Promise]] = (
    (Effect.CLOSED, _("Would close")),
    (Effect.REOPENED, _("Would reopen")),
    (Effect.NEW, FRESH),
    (Effect.UPDATED, _("Would be updated")),
)


@dataclass(frozen=True)
class ReportLine:
    report: ReportImport

    @property
    def format(self) -> str:
        return LABELS.get(self.report.format, self.report.format)

    @property
    def questions(self) -> list[str]:
        return question_words(self.report)

    @property
    def asks(self) -> str:
        """What the form sends back: the questions that its reader saw."""
        return " ".join(self.report.asks)

    @property
    def reasons(self) -> list[str]:
        return [said(one["reason"], one["facts"], one["line"]) for one in self.report.refusals]

    @property
    def is_waiting(self) -> bool:
        return self.report.state == ImportState.READY

    @property
    def tiles(self) -> list[Tile]:
        """What it changed or would change; nothing of one that was not read."""
        report = self.report
        if report.state in {ImportState.REFUSED, ImportState.WAITING} or report.asks == ["outdated"]:
            return []
        return [
            Tile(pgettext_lazy("findings", "New"), report.fresh),
            Tile(pgettext_lazy("findings", "Reopened"), report.reopened),
            Tile(pgettext_lazy("findings", "Closed"), report.closed),
            Tile(pgettext_lazy("findings", "Updated"), report.updated),
        ]

    @property
    def room_tiles(self) -> list[Tile]:
        """For an auditor: what it brings, and how much of it the establishment knows already."""
        if not self.tiles:
            return []
        report = self.report
        known = report.unchanged + report.updated + report.reopened
        return [
            Tile(FRESH, report.fresh),
            Tile(_("Known already"), known, note=_("They stay the establishment’s own, with what this report says.")),
        ]


@dataclass(frozen=True)
class Example:
    title: str
    asset: str
    location: str
    severity: FindingSeverity

    @classmethod
    def of(cls, told: dict[str, Any]) -> Example:
        return cls(told["title"], told["asset_name"], told["location"], FindingSeverity(told["severity"]))


def fresh_examples_of(report: ReportImport) -> list[tuple[str | Promise, list[Example]]]:
    """Only what the report itself brings: of what is known, its sender learns nothing."""
    return [(label, some) for label, some in examples_of(report) if label == FRESH]


def examples_of(report: ReportImport) -> list[tuple[str | Promise, list[Example]]]:
    """The first findings of each kind, while the report waits."""
    if report.state != ImportState.READY:
        return []
    try:
        with opened_scratch(report.staged_path) as scratch:
            told = scratch.noted("examples") or {}
    except Lost:
        return []
    return [
        (label, [Example.of(one) for one in told[effect.value]]) for effect, label in GROUPS if told.get(effect.value)
    ]
