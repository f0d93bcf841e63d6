"""What a report would change: one walk through what it says and what is known, both in the order of fingerprints."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from hygie.core.clock import today

from ...enums import ClosedBecause, FindingState, ImportScope
from ...formats.observation import AssetKind, Covered, LookedAt, Observation, Outcome
from ...formats.recognise import named
from ...models import ReportImport
from ...queries.known import (
    KnownRow,
    assets_named,
    contents_of,
    examples_of,
    identities_of,
    known_findings,
    mark_of,
    of_older_algorithm,
)
from ...rules.identity import ALGORITHM, ALGORITHMS, migrated
from ...rules.reimport import (
    Decided,
    Effect,
    Known,
    Question,
    Sweep,
    Terms,
    Told,
    decide,
    is_open,
    questions,
    was_looked_at,
)
from ...staging.rows import CONTENT, content_of, digest_of
from ...staging.scratch import Scratch
from .writing import NOW, rename

EXAMPLES = 10
_AT_ONCE = 2000
_BY_HAND = frozenset({ClosedBecause.VERIFIED})


@dataclass
class Comparison:
    """Counts of what would happen; `watched`: open findings that the report could close."""

    counts: Counter[str] = field(default_factory=Counter)
    watched: int = 0
    asks: list[Question] = field(default_factory=list)


def compare(report: ReportImport, scratch: Scratch) -> Comparison:
    """Fill the scratch file with what would change, and say how much. Nothing of the platform's is written, but the
    fingerprints of an older algorithm."""
    _rename_older(report)
    mark = mark_of(report.organisation, report.lane)
    walk = _Walk(report, scratch)
    walk.go()
    scratch.note("mark", mark)
    scratch.note("examples", walk.told_examples())
    scratch.flush()
    return walk.result


def still_holds(report: ReportImport, scratch: Scratch) -> bool:
    """Whether nobody moved a finding of the lane since they were compared."""
    return bool(scratch.noted("mark") == mark_of(report.organisation, report.lane))


def _rename_older(report: ReportImport) -> None:
    older = of_older_algorithm(report.organisation, report.lane, ALGORITHM)
    with transaction.atomic():
        rename(list(migrated(older, ALGORITHMS[ALGORITHM])), ALGORITHM)


def terms_of(report: ReportImport) -> Terms:
    """A counter-audit verifies: one absence is enough, and says so."""
    verifies = report.audit is not None and report.audit.follows_id is not None
    if verifies:
        return Terms(report.made_at, today(), because=ClosedBecause.COUNTER_AUDIT)
    return Terms(report.made_at, today(), settings.HYGIE_ABSENCES_TO_CLOSE)


def sweep_of(report: ReportImport, scratch: Scratch) -> Sweep:
    scope = ImportScope(report.scope)
    if scope == ImportScope.COVERED:
        return Sweep(scope, assets_named(report.organisation, scratch.covered()))
    if scope == ImportScope.NAMED:
        return Sweep(scope, assets_named(report.organisation, iter(_named(report))))
    return Sweep(scope)


def looked_at_by(report: ReportImport, scratch: Scratch) -> LookedAt | None:
    """None where the report does not say, or where whoever sent it said that it speaks for its whole source."""
    told = scratch.noted("looked_at")
    return LookedAt(*told) if told and report.scope in {ImportScope.COVERED, ImportScope.NAMED} else None


def _named(report: ReportImport) -> list[Covered]:
    return [Covered(AssetKind(kind), name) for kind, name in report.scope_assets]


class _Walk:
    """One comparison under way. Findings that are missing, or whose content differs, wait to be read by handfuls."""

    def __init__(self, report: ReportImport, scratch: Scratch) -> None:
        self.result = Comparison()
        self._report, self._scratch = report, scratch
        self._terms, self._sweep = terms_of(report), sweep_of(report, scratch)
        self._looked_at = looked_at_by(report, scratch)
        self._missing: list[KnownRow] = []
        self._differing: list[tuple[KnownRow, dict[str, Any]]] = []
        self._fresh: list[tuple[int, int, dict[str, Any]]] = []
        self._examples: dict[str, list[int]] = defaultdict(list)

    def go(self) -> None:
        self._scratch.begin_comparison()
        known = known_findings(self._report.organisation, self._report.lane)
        found = 0
        for key, one, row in _side_by_side(self._scratch.seen(), known):
            found += one is not None and one.outcome is Outcome.FOUND
            if row is not None:
                self._meet(row, one)
            elif one is not None and one.outcome is Outcome.FOUND:
                self._add(key, one)
        self._read_missing()
        self._read_differing()
        self._scratch.flush()
        counts = self.result.counts
        self.result.asks = questions(
            going=counts[Effect.CLOSED] + counts[Effect.MISSED],
            watched=self.result.watched,
            closing=counts[Effect.CLOSED],
            found=found,
            complete=self._report.complete,
        )

    def _add(self, key: bytes, one: Observation) -> None:
        self.result.counts[Effect.NEW] += 1
        self._scratch.put_fresh(key)
        shown = {"title": one.title[:300], "location": one.location[:300], "severity": int(one.severity)}
        entry = (int(one.severity), -self.result.counts[Effect.NEW], shown | {"asset_name": one.asset[:255]})
        (heapq.heappush if len(self._fresh) < EXAMPLES else heapq.heappushpop)(self._fresh, entry)

    def _meet(self, row: KnownRow, one: Observation | None) -> None:
        told = self._told(row, one)
        if told is Told.MISSING and self._looked_at is not None:
            self._missing.append(row)
            if len(self._missing) >= _AT_ONCE:
                self._read_missing()
            return
        self._watch(row, told)
        if one is None or told is not Told.FOUND:
            self._keep(row, decide(_known(row), told, self._terms), {})
            return
        self._scratch.put_again(row.pk)
        content = content_of(one)
        content["content"] = digest_of(content)
        if row.content is not None and row.content.hex == content["content"]:
            self._keep(row, decide(_known(row), told, self._terms), {})
            return
        self._differing.append((row, content))
        if len(self._differing) >= _AT_ONCE:
            self._read_differing()

    def _watch(self, row: KnownRow, told: Told) -> None:
        if is_open(_known(row), self._terms) and (told is Told.GONE or self._sweep.told(row.asset_id) is Told.MISSING):
            self.result.watched += 1

    def _read_missing(self) -> None:
        """Of what the report does not show, only what it looked at is missing."""
        if self._looked_at is None or not self._missing:
            return
        fields, identities = named(self._report.format).identity, identities_of([row.pk for row in self._missing])
        for row in self._missing:
            where = dict(zip(fields, identities[row.pk], strict=False))
            if was_looked_at(self._looked_at, where):
                self._watch(row, Told.MISSING)
                self._keep(row, decide(_known(row), Told.MISSING, self._terms), {})
            else:
                self._keep(row, decide(_known(row), Told.OUT_OF_SCOPE, self._terms), {})
        self._missing.clear()

    def _told(self, row: KnownRow, one: Observation | None) -> Told:
        if one is None:
            return self._sweep.told(row.asset_id)
        if one.outcome is Outcome.ABSENT:
            return self._sweep.told_gone(row.asset_id)
        return Told.FOUND if one.outcome is Outcome.FOUND else Told.NOT_EVALUATED

    def _read_differing(self) -> None:
        """Compare what is shown now with what would be, column by column."""
        shown = contents_of([row.pk for row, _content in self._differing], CONTENT)
        for row, content in self._differing:
            now = shown[row.pk]
            changed = {name: content[name] for name in CONTENT if content[name] != now[name]}
            decided = decide(_known(row), Told.FOUND, self._terms, same=not changed)
            before = {name: now[name] for name in changed} | {"content": row.content.hex if row.content else None}
            self._keep(row, decided, changed | {"content": content["content"]}, before)
        self._differing.clear()

    def _keep(
        self, row: KnownRow, decided: Decided, content: dict[str, Any], shown: dict[str, Any] | None = None
    ) -> None:
        self.result.counts[decided.effect] += 1
        moved = _moved(row, decided)
        if not moved and not content:
            return
        before = {name: getattr(row, name) for name in moved} | (shown or {})
        self._scratch.put_change(row.pk, _kind_of(decided, content), before, moved | content)
        if len(self._examples[decided.effect]) < EXAMPLES:
            self._examples[decided.effect].append(row.pk)

    def told_examples(self) -> dict[str, list[dict[str, Any]]]:
        """A few findings of each kind, to be shown before anything is written; the worst of the new ones first."""
        keys = [key for keys in self._examples.values() for key in keys]
        shown = examples_of(keys) if keys else {}
        examples = {str(effect): [shown[key] for key in keys] for effect, keys in self._examples.items()}
        return examples | {Effect.NEW.value: [entry[2] for entry in sorted(self._fresh, reverse=True)]}


def _side_by_side(
    seen: Iterator[tuple[bytes, Observation]], known: Iterator[KnownRow]
) -> Iterator[tuple[bytes, Observation | None, KnownRow | None]]:
    """Both in one order: what only the report tells, what only is known, and what both do."""
    told, row = next(seen, None), next(known, None)
    while told or row:
        if row is None or (told is not None and told[0] < row.fingerprint.bytes):
            assert told is not None
            yield told[0], told[1], None
            told = next(seen, None)
        elif told is None or row.fingerprint.bytes < told[0]:
            yield row.fingerprint.bytes, None, row
            row = next(known, None)
        else:
            yield told[0], told[1], row
            told, row = next(seen, None), next(known, None)


def _known(row: KnownRow) -> Known:
    by_hand = row.state == FindingState.TO_VERIFY or (
        row.state == FindingState.CLOSED and row.closed_because in _BY_HAND
    )
    return Known(row.state, row.absences, row.until, row.state_since if by_hand else None)


def _moved(row: KnownRow, decided: Decided) -> dict[str, Any]:
    """The columns that the decision changes; those of the content are another matter."""
    if decided.effect is Effect.CLOSED:
        return {
            "state": FindingState.CLOSED.value,
            "is_open": False,
            "state_since": NOW,
            "closed_because": decided.because,
            "closed_at": NOW,
            "absences": decided.absences,
            "until": None,
        }
    if decided.effect is Effect.REOPENED:
        again = {"opened_at": NOW, "times_reopened": row.times_reopened + 1} if decided.counts_up else {}
        return again | {
            "state": FindingState.REOPENED.value,
            "is_open": True,
            "state_since": NOW,
            "closed_because": "",
            "closed_at": None,
            "absences": 0,
            "until": None,
        }
    return {"absences": decided.absences} if decided.absences != row.absences else {}


def _kind_of(decided: Decided, content: dict[str, Any]) -> str:
    if decided.effect in {Effect.CLOSED, Effect.REOPENED}:
        return "state"
    if "severity" in content:
        return "severity"
    return "text" if len(content) > 1 else "absence"
