"""An establishment's situation in five lines, for whoever is about to call it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hygie.core.actions import Context
from hygie.territory.models import Organisation
from hygie.web.formats import day, days_away, number, percent

from .enums import Status
from .expectations import kind_label
from .lines import name_of
from .queries.proofs import last_proofs_of
from .queries.reviews import awaiting_in
from .queries.standings import Standing

NAMED = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: a tone for its mark, and a sentence."""

    tone: str
    text: str


def situation_of(context: Context, organisation: Organisation, standings: Sequence[Standing]) -> list[Fact]:
    """What is met, overdue, about to lapse, waiting for us, and last heard of. Two queries."""
    return [
        _met(standings),
        _overdue(standings),
        _lapsing(standings),
        _waiting(*awaiting_in(context, organisation)),
        _last_heard(context, organisation),
    ]


def _met(standings: Sequence[Standing]) -> Fact:
    judged = sum(standing.status.is_judged for standing in standings)
    met = sum(standing.status.satisfies for standing in standings)
    if not judged:
        return Fact("neutral", _("Nothing in the catalogue binds it today."))
    words = {"met": number(met), "judged": number(judged), "share": percent(met / judged)}
    said = ngettext(
        "It meets %(met)s requirement of %(judged)s (%(share)s).",
        "It meets %(met)s requirements of %(judged)s (%(share)s).",
        met,
    )
    return Fact("success" if met * 5 >= judged * 4 else "info", said % words)


def _overdue(standings: Sequence[Standing]) -> Fact:
    late = [s for s in standings if s.status in {Status.REFUSED, Status.OVERDUE}]
    late.sort(key=lambda standing: standing.requirement.nature.rank)
    missing = sum(standing.status is Status.MISSING for standing in standings)
    if not late and missing:
        said = ngettext(
            "Nothing is overdue; %(count)s requirement still lacks its evidence.",
            "Nothing is overdue; %(count)s requirements still lack their evidence.",
            missing,
        )
        return Fact("warning", said % {"count": number(missing)})
    if not late:
        return Fact("success", _("Nothing is overdue, nothing is missing."))
    words = {"count": number(len(late)), "names": _named(late)}
    return Fact(
        "danger", ngettext("%(count)s is overdue: %(names)s.", "%(count)s are overdue: %(names)s.", len(late)) % words
    )


def _lapsing(standings: Sequence[Standing]) -> Fact:
    lapsing = [s for s in standings if s.status is Status.EXPIRES_SOON]
    if not lapsing:
        return Fact("success", _("Nothing lapses in the coming weeks."))
    first = min((s for s in lapsing), key=lambda s: s.verdict.lasts_until or date.max)
    words = {
        "count": number(len(lapsing)),
        "name": name_of(first.requirement),
        "day": day(first.verdict.lasts_until),
    }
    said = ngettext(
        "%(count)s lapses soon: %(name)s, on %(day)s.",
        "%(count)s lapse soon, first %(name)s, on %(day)s.",
        len(lapsing),
    )
    return Fact("warning", said % words)


def _waiting(count: int, oldest: date | None) -> Fact:
    if not count:
        return Fact("success", _("We owe it no answer."))
    words = {"count": number(count), "when": days_away(oldest)}
    said = ngettext(
        "We owe it an answer on %(count)s piece of evidence, received %(when)s.",
        "We owe it an answer on %(count)s pieces of evidence, the oldest received %(when)s.",
        count,
    )
    return Fact("warning", said % words)


def _last_heard(context: Context, organisation: Organisation) -> Fact:
    last = next(iter(last_proofs_of(context, organisation, 1)), None)
    if last is None:
        return Fact("warning", _("It has never deposited any evidence."))
    words = {"kind": kind_label(last.kind), "day": day(last.deposited_at)}
    if last.deposited_by:
        return Fact("neutral", _("Last evidence: %(kind)s, %(day)s, by %(who)s.") % {**words, "who": last.deposited_by})
    return Fact("neutral", _("Last evidence: %(kind)s, %(day)s.") % words)


def _named(standings: Sequence[Standing]) -> str:
    names = [name_of(standing.requirement) for standing in standings[:NAMED]]
    if len(standings) > NAMED:
        names.append(_("%(count)s more") % {"count": number(len(standings) - NAMED)})
    return ", ".join(names)
