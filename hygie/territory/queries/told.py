"""The timeline of an organisation: what all apps tell of it, put in one order, narrowed, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from django.utils.dateparse import parse_datetime

from hygie.core.actions import Context
from hygie.core.clock import PARIS, today

from ..models import Organisation
from ..registries import TimelineEntry, TimelineSource, timeline_sources

SHOWN = 30
#: how far back one page looks for words; the next page goes on from there
SEARCHED = 300
EXPORTED = 5000
AT_ONCE = 500
INSTANT = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)
#: a year before which nothing was recorded: an address that names one is made up
LONG_AGO = 1900


@dataclass(frozen=True)
class Asked:
    """What the reader wants to hear: from one app, between two days (both included), with these words."""

    source: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""

    @property
    def sources(self) -> list[TimelineSource]:
        return [source for source in timeline_sources if self.source in {"", source.code}]

    def begun(self, entry: TimelineEntry) -> bool:
        return self.since is None or entry.at.astimezone(PARIS).date() >= self.since

    def fits(self, entry: TimelineEntry) -> bool:
        """Every word in what is told."""
        told = f"{entry.title} {entry.detail} {entry.who}".casefold()
        return all(word in told for word in self.text.casefold().split())


@dataclass(frozen=True)
class Mark:
    """Where a page begins: before a moment, or at it when `told` entries of that very moment were told already."""

    at: datetime
    told: int = 0

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.told}"

    @classmethod
    def of(cls, text: str, asked: Asked) -> Mark:
        """From an address; a made-up one, or one after the asked period, is the end of the period."""
        moment, _tilde, told = text.partition("~")
        try:
            at = parse_datetime(moment)
        except ValueError:
            at = None
        last = min(asked.until or today(), today())
        end = datetime.combine(last + ONE_DAY, time.min, PARIS)
        if at is None or at.tzinfo is None or not at.year > LONG_AGO or at > end:
            return cls(end)
        return cls(at, min(int(told), AT_ONCE) if told.isdecimal() else 0)


@dataclass(frozen=True)
class Told:
    """One entry, and the app that tells it."""

    source: TimelineSource
    entry: TimelineEntry


@dataclass(frozen=True)
class TimelinePage:
    """The entries of a page, newest first; `older` begins the next one ("" at the end)."""

    told: list[Told]
    older: str


def timeline_page(context: Context, organisation: Organisation, asked: Asked, mark: Mark) -> TimelinePage:
    """As many queries as the sources ask, whatever is asked and however old it is."""
    limit = SEARCHED if asked.text else SHOWN + 1
    found = _from(context, organisation, asked, mark, limit)
    within = list(takewhile(lambda one: asked.begun(one.entry), found))
    fitting = [number for number, one in enumerate(within) if asked.fits(one.entry)]
    shown = [within[number] for number in fitting[:SHOWN]]
    if len(fitting) > SHOWN:
        return TimelinePage(shown, str(_after(within, fitting[SHOWN - 1], mark)))
    if len(within) < len(found) or len(found) < limit:
        return TimelinePage(shown, "")
    return TimelinePage(shown, str(_after(within, len(within) - 1, mark)))


def whole_timeline(context: Context, organisation: Organisation, asked: Asked) -> Iterator[Told]:
    """Everything that was asked, for an export, the latest thousands of it."""
    mark, left = Mark.of("", asked), EXPORTED
    while left > 0:
        found = _from(context, organisation, asked, mark, AT_ONCE)
        within = list(takewhile(lambda one: asked.begun(one.entry), found))
        fitting = [one for one in within if asked.fits(one.entry)][:left]
        yield from fitting
        left -= len(fitting)
        if len(within) < AT_ONCE:
            return
        mark = _after(within, len(within) - 1, mark)


def _from(context: Context, organisation: Organisation, asked: Asked, mark: Mark, limit: int) -> list[Told]:
    """The latest entries from a mark on. Each source tells its own in the same order each time."""
    before = mark.at + INSTANT if mark.told else mark.at
    found = [
        Told(source, entry)
        for source in asked.sources
        for entry in source.find(context, organisation, before, limit + mark.told)
    ]
    found.sort(key=lambda one: one.entry.at, reverse=True)
    return found[mark.told : mark.told + limit]


def _after(found: Sequence[Told], last: int, mark: Mark) -> Mark:
    """The mark behind one of the entries: some of its very moment may still have to be told."""
    at = found[last].entry.at
    told = sum(one.entry.at == at for one in found[: last + 1])
    return Mark(at, told + (mark.told if at == mark.at else 0))
