"""What a register file changes: what it states against what the platform knows. Pure: no database, no clock.

Rules of the comparison:
- An empty value never erases a position, an opening date, a SIREN or a label: the flavours differ in what they say.
- The CSV flavours give only the number of a legal entity, which is then described after its main site; once the JSON
  feed has described it (it alone gives the day of its creation), they change it no more.
- A closed establishment that the platform never knew is left out.
- An import of one region neither changes what is known in another nor moves anything from or to it.
- What the file no longer lists is closed only if the file is a full stock (`Coverage`), and never what the register
  did not list before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from hygie.territory.finess import Notes, Reason
from hygie.territory.finess.categories import LABELS

from .facts import ENTITY, SITE, Facts, Stated

COMPARED = Facts._fields[2:]
NEVER_ERASED = ("siren", "category_label", "latitude", "longitude", "opened_on", "registered_on")


class Known(NamedTuple):
    """One establishment that the platform knows."""

    pk: int
    facts: Facts


class Creation(NamedTuple):
    """An establishment that the platform did not know."""

    line: int
    after: Facts


class Change(NamedTuple):
    """An establishment before and after."""

    line: int
    pk: int
    before: Facts
    after: Facts

    @property
    def fields(self) -> list[str]:
        return [name for name in COMPARED if getattr(self.before, name) != getattr(self.after, name)]

    @property
    def closes(self) -> bool:
        return self.before.closed_on is None and self.after.closed_on is not None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what the register listed before the file still lists, over the imported scope.

    Full is at least 90 % of the open sites, and at least half of those of each department: a file that was cut at the
    end of a line, or an extract, closes nothing.
    """

    listed: int = 0
    known: int = 0
    thin_departments: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        return self.known > 0 and self.listed >= SHARE * self.known and not self.thin_departments


SHARE = 0.9
SHARE_OF_DEPARTMENT = 0.5


@dataclass(slots=True)
class Comparison:
    """One comparison: `events` streams what to write; the rest is known when it has ended.

    `stated_on` is the day the file speaks of; `describes_entities` tells the feed that lists legal entities.
    """

    region: str | None
    stated_on: date
    describes_entities: bool
    notes: Notes
    unchanged: Counter[str] = field(default_factory=Counter)
    closed_before: int = 0
    ignored: int = 0
    missing: list[int] = field(default_factory=list)
    _known: Counter[str] = field(default_factory=Counter)
    _listed: Counter[str] = field(default_factory=Counter)

    def events(self, stated: Iterable[Stated], known: Iterable[Known]) -> Iterator[Creation | Change]:
        """Walk both sides, each in the order of its FINESS numbers, once."""
        for number, statement, establishment in _side_by_side(stated, known):
            if establishment:
                self._count(establishment.facts, listed=statement is not None)
            if statement is None:
                self._miss(establishment)
            elif establishment is None:
                yield from self._create(statement)
            elif establishment.facts.kind != statement.facts.kind:
                self.notes.refuse(statement.line, "finess", Reason.SAME_NUMBER, number)
            else:
                yield from self._change(statement, establishment)

    @property
    def coverage(self) -> Coverage:
        share = SHARE_OF_DEPARTMENT
        thin = sorted(name for name, known in self._known.items() if self._listed[name] < share * known)
        return Coverage(self._listed.total(), self._known.total(), tuple(thin))

    def _create(self, statement: Stated) -> Iterator[Creation]:
        if statement.facts.closed_on is not None:
            self.closed_before += 1
            return
        facts = labelled(statement.facts)
        yield Creation(statement.line, facts._replace(registered_on=facts.registered_on or self.stated_on))

    def _change(self, statement: Stated, establishment: Known) -> Iterator[Change]:
        if self.region is not None and {statement.facts.region, establishment.facts.region} != {self.region}:
            # An entity that lies elsewhere, with sites in the region, is created when missing and not changed; what
            # would change region is left to an import of all France.
            if statement.facts.region != establishment.facts.region:
                self.notes.refuse(statement.line, "finess", Reason.OTHER_REGION, statement.facts.finess)
            return
        after = merged(establishment.facts, statement.facts)
        if after == establishment.facts:
            self.unchanged[after.kind] += 1
        else:
            yield Change(statement.line, establishment.pk, establishment.facts, after)

    def _miss(self, establishment: Known | None) -> None:
        if establishment is None or not self._can_close(establishment.facts):
            return
        if establishment.facts.kind == SITE or self.describes_entities or establishment.facts.opened_on is None:
            self.missing.append(establishment.pk)

    def _count(self, facts: Facts, *, listed: bool) -> None:
        if facts.kind == SITE and self._can_close(facts):
            self._known[facts.department] += 1
            self._listed[facts.department] += listed

    def _can_close(self, facts: Facts) -> bool:
        """Open, in scope, and listed by the register before, which invented establishments never were."""
        return facts.closed_on is None and facts.registered_on is not None and self.region in {None, facts.region}


def merged(before: Facts, stated: Facts) -> Facts:
    """What is known after the file: what it states, save the empty values that it does not mean."""
    if before.kind == ENTITY and before.opened_on is not None and stated.opened_on is None:
        return before
    if stated.category != before.category:
        stated = labelled(stated)
    kept: dict[str, Any] = {name: getattr(before, name) for name in NEVER_ERASED if getattr(stated, name) in {None, ""}}
    return stated._replace(**kept) if kept else stated


def labelled(facts: Facts) -> Facts:
    """With the label of its category, where the file gives the code only."""
    if facts.category_label or not facts.category:
        return facts
    return facts._replace(category_label=LABELS.get(facts.category, facts.category))


def _side_by_side(
    stated: Iterable[Stated], known: Iterable[Known]
) -> Iterator[tuple[str, Stated | None, Known | None]]:
    """Pair the two sorted sides by number; one of the two is None where the other stands alone."""
    left, right = iter(stated), iter(known)
    statement, establishment = next(left, None), next(right, None)
    while statement or establishment:
        mine = statement.facts.finess if statement else None
        theirs = establishment.facts.finess if establishment else None
        if theirs is None or (mine is not None and mine < theirs):
            yield mine or "", statement, None
            statement = next(left, None)
        elif mine is None or theirs < mine:
            yield theirs, None, establishment
            establishment = next(right, None)
        else:
            yield theirs, statement, establishment
            statement, establishment = next(left, None), next(right, None)
