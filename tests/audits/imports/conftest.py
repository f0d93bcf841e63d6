"""Small reports in the generic CSV, brought in by the real action."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from hygie.audits.actions.reports.applying import apply_report
from hygie.audits.actions.reports.reading import Asked, read_report
from hygie.audits.formats.observation import (
    AssetKind,
    BrokenReport,
    Covered,
    Observation,
    ReportFacts,
    Severity,
)
from hygie.audits.models import Finding, ReportImport
from tests.audits.conftest import MORNING, SYSTEM, AuditWorld


def one(rule: str, asset: str = "srv-1.example", **facts: Any) -> Observation:
    told = {"severity": Severity.HIGH, "title": f"Weakness {rule}"} | facts
    return Observation(identity=(rule, asset), rule=rule, asset=asset, asset_kind=AssetKind.HOST, **told)


class Report:
    """What the invented format below reads: a number in the file names one of these."""

    kept: list[Report] = []

    def __init__(self, *observations: Observation, **facts: Any) -> None:
        self.observations, self.facts = observations, facts
        self.kept.append(self)

    def file(self) -> io.BytesIO:
        return io.BytesIO(b"INVENTED %d" % self.kept.index(self))


class Invented:
    """A format of the tests: whatever a report may say, without a file to write."""

    code = "invented"
    source = "invented"
    label = "Invented"
    identity = ("rule", "asset")

    def __init__(self) -> None:
        self.facts = ReportFacts(tool="invented")

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return head.startswith(b"INVENTED")

    def read(self, stream):
        report = Report.kept[int(stream.read().split()[1])]
        for name, value in report.facts.items():
            setattr(self.facts, name, value)
        for observation in report.observations:
            if isinstance(observation, BrokenReport):
                raise observation
            yield observation


class Imports:
    """The hospital's reports, one a day."""

    def __init__(self, world: AuditWorld) -> None:
        self.world = world
        self.days = 0

    def read(self, report: Report, place=None, **asked: Any) -> ReportImport:
        if "made_at" not in report.facts:
            self.days += 1
            report.facts["made_at"] = MORNING - timedelta(days=100 - self.days)
        context = asked.pop("context", self.world.ciso_context)
        return read_report(context, place or self.world.hospital, report.file(), Asked("report.xml", **asked))

    def bring(self, *observations: Observation, confirmed: bool = True, **facts: Any) -> ReportImport:
        asked = {name: facts.pop(name) for name in ("scope", "assets", "audit", "place", "context") if name in facts}
        report = self.read(Report(*observations, **facts), **asked)
        return apply_report(self.world.ciso_context, report, confirmed=confirmed) if report.state == "ready" else report

    def findings(self, **which: Any) -> list[Finding]:
        rows = Finding.objects.within(SYSTEM).filter(organisation=self.world.hospital, **which)
        return list(rows.select_related("asset", "weakness").order_by("weakness__rule", "asset__name"))

    def states(self) -> dict[str, str]:
        return {f"{row.weakness.rule}@{row.asset.name}": row.state for row in self.findings()}


def counts(report: ReportImport) -> tuple[int, int, int, int, int]:
    """New, unchanged, updated, closed, reopened."""
    return (report.fresh, report.unchanged, report.updated, report.closed, report.reopened)


def covered(*names: str) -> set[Covered]:
    return {Covered(AssetKind.HOST, name) for name in names}


@pytest.fixture
def imports(world, monkeypatch) -> Imports:
    from hygie.audits.formats import registry

    monkeypatch.setattr(registry, "FORMATS", (Invented, *registry.FORMATS))
    Report.kept.clear()
    return Imports(world)
