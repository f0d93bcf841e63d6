"""How the cockpit says its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hygie.obligations.enums import Nature
from hygie.obligations.requirements import Programme
from hygie.obligations.words import in_words
from hygie.web.components import Text, Tile, Way
from hygie.web.formats import number, percent
from hygie.web.indicators import Count, Indicator, indicators

from .queries.home import IndicatorLine
from .queries.level import Peers
from .queries.sums import Total
from .rules import Reason, ReasonKind


def points_said(points: int) -> str:
    """+4, −2, 0."""
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{number(abs(points))}"


def reason_said(reason: Reason) -> str:
    """One reason to help, without its points."""
    if reason.kind is ReasonKind.ALARM:
        found = indicators.get(reason.code)
        return str((found.lacking or found.label) if found else reason.code)
    if reason.kind is ReasonKind.SILENCE:
        if not reason.count:
            return _("no evidence ever deposited")
        words = ngettext("no evidence for %(days)s day", "no evidence for %(days)s days", reason.count)
        return words % {"days": number(reason.count)}
    words = ngettext("%(count)s overdue (%(nature)s)", "%(count)s overdue (%(nature)s)", reason.count)
    return words % {"count": number(reason.count), "nature": str(Nature(reason.code).label).lower()}


def reasons_said(reasons: Sequence[Reason]) -> list[tuple[str, str]]:
    """Each reason with its points."""
    return [(reason_said(reason), points_said(reason.points)) for reason in reasons]


def programme_tile(programme: Programme, now: Total, before: Total | None, query: str) -> Tile:
    """The share met now, and the points gained or lost in thirty days."""
    then = before.share if before else None
    words, way = change_said(None if now.share is None or then is None else round(100 * (now.share - then)))
    counts = {"met": number(now.met), "judged": number(now.judged), "overdue": number(now.overdue)}
    return Tile(
        label=in_words(programme.title),
        value=percent(now.share),
        note=_("%(met)s of %(judged)s met, %(overdue)s overdue") % counts,
        delta=words,
        trend=way,
        url=f"{reverse('obligations:matrix')}?programme={programme.code}{query}",
    )


def change_said(points: int | None) -> tuple[str, Way]:
    """Points over thirty days; less than half a point is told as stable; nothing where one of the days is unknown."""
    if points is None:
        return "", ""
    if points == 0:
        return _("stable over 30 days"), "flat"
    words = _("%(points)s pt over 30 days") % {"points": points_said(points)}
    return words, "up" if points > 0 else "down"


def moved_tile(label: Text, now: int, before: int | None, since: str) -> Tile:
    """A figure that one wishes low, and how it moved since another day."""
    if before is None:
        return Tile(label, number(now))
    if now == before:
        return Tile(label, number(now), delta=_("stable %(since)s") % {"since": since}, trend="flat")
    words = _("%(moved)s %(since)s") % {"moved": points_said(now - before), "since": since}
    return Tile(label, number(now), delta=words, trend="up" if now > before else "down", better="down")


def count_tile(indicator: Indicator, now: Count, before: Count | None, since: str) -> Tile:
    """How many establishments lack what the indicator looks at."""
    label = indicator.lacking or indicator.label
    tile = moved_tile(label, now.lacking, before.lacking if before else None, since)
    note = _("of %(total)s legal entities") % {"total": number(now.total)}
    return replace(tile, note=note, url=reverse("cockpit:indicator", args=[indicator.code]))


def lacking_tile(line: IndicatorLine) -> Tile:
    return count_tile(line.indicator, line.now, line.before, _("over 30 days"))


def overdue_tile(now: int, before: int | None, query: str = "") -> Tile:
    """Everything overdue, over all programmes."""
    tile = moved_tile(_("Requirements overdue"), now, before, _("over 30 days"))
    return replace(tile, note=_("refused ones included"), url=reverse("cockpit:help") + query.replace("&", "?", 1))


def standing_said(peers: Peers | None, nature: Nature) -> str:
    """Where the establishment stands among its peers, in one sentence; nothing where it is not compared."""
    standing = peers.standings.get(nature) if peers else None
    if standing is None:
        return ""
    words = ngettext(
        "Ahead of %(below)s of %(others)s; their median is about %(middle)s%%.",
        "Ahead of %(below)s of %(others)s; their median is about %(middle)s%%.",
        standing.below,
    )
    figures = {"below": number(standing.below), "others": number(standing.others), "middle": number(standing.middle)}
    place = _("Percentile %(percentile)s.") % {"percentile": number(standing.percentile)}
    return f"{words % figures} {place}"
