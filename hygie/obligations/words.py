"""A verdict in plain sentences, in the reader's language.

The rules answer with codes and values, stored with the status; the sentences are made here, when they are read, so
that the same stored verdict is said in French or English, and better said tomorrow than today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from hygie.core.registry import Registry

from .enums import Status
from .proof_kinds import Choice, Choices, Measure, ProofKind
from .registries import proof_kinds
from .requirements import Requirement, Test, Text
from .rules import NextThing, NextWhy, Reason, Verdict, Why

Values = Mapping[str, Any]

_HOLDERS: dict[str, str | Promise] = {
    "ght": gettext_lazy("GHTs"),
    "group": gettext_lazy("groups"),
    "entity": gettext_lazy("legal entities"),
    "site": gettext_lazy("sites"),
}


def why(
    requirement: Requirement,
    verdict: Verdict,
    kinds: Registry[ProofKind] = proof_kinds,
    names: Mapping[int, str] | None = None,
) -> list[str]:
    """The explanation, one sentence a reason, what matters most first.

    `names`: of the organisations that the reader may see, by id; one that is not named is "A member".
    """
    speaker = _Speaker(requirement, kinds, names or {})
    return [speaker.say(reason) for reason in verdict.explanation]


def advice(requirement: Requirement, verdict: Verdict) -> str:
    """What the establishment can do next; empty where there is nothing to do."""
    if verdict.closed:
        return ""
    if verdict.asked:
        return _("Complete the evidence as the ARS asks, or add a new version of it.")
    match verdict.status:
        case Status.REFUSED:
            return _("Read the reason given by the ARS, correct the evidence and add a new version.")
        case Status.MISSING | Status.OVERDUE:
            return in_words(requirement.todo)
        case Status.EXPIRES_SOON if verdict.lasts_until:
            return _("Plan the next one before %(until)s.") % {"until": say_day(verdict.lasts_until)}
        case Status.IN_REVIEW:
            return _("Nothing to do for now: the ARS has it.")
        case _:
            return ""


def why_next(thing: NextThing) -> str:
    """Why this thing comes first, in one line."""
    day = say_day(thing.by) if thing.by else ""
    match thing.why:
        case NextWhy.REFUSED:
            return _("The ARS refused your evidence.")
        case NextWhy.ASKED:
            return _("The ARS has asked you for more.")
        case NextWhy.OVERDUE:
            return _("It was due on %(day)s.") % {"day": day} if day else _("What you showed is no longer current.")
        case NextWhy.EXPIRES:
            return _("It is met until %(day)s only.") % {"day": day}
        case NextWhy.DUE:
            return _("It is due on %(day)s.") % {"day": day}
        case NextWhy.MISSING:
            return _("Nothing sufficient has been shown yet.")


def in_words(text: Text) -> str:
    """A bilingual text in the reader's language."""
    return text.in_language(get_language() or "fr")


def say_day(day: date) -> str:
    """3 mars 2025; 3 March 2025; the first of a month is "1er" in French."""
    french = (get_language() or "fr").startswith("fr")
    return f"1er {date_format(day, 'F Y')}" if french and day.day == 1 else date_format(day, "j F Y")


class _Speaker:
    """Says the reasons of one verdict: knows the requirement, the kinds of proof and the names it may tell."""

    def __init__(self, requirement: Requirement, kinds: Registry[ProofKind], names: Mapping[int, str]) -> None:
        self.requirement, self.kinds, self.names = requirement, kinds, names

    def say(self, reason: Reason) -> str:
        sentence = _SENTENCES[reason.code](self, reason.values)
        clause = self.requirement.clause(reason.values.get("clause", ""))
        if clause is not None and clause.title is not None:
            sentence = _("%(title)s: %(sentence)s") % {"title": in_words(clause.title), "sentence": sentence}
        member = reason.values.get("organisation")
        if member is not None:
            sentence = _("%(title)s: %(sentence)s") % {"title": self.name(member), "sentence": sentence}
        return sentence

    def name(self, organisation: int) -> str:
        return self.names.get(organisation) or _("A member")

    def latest(self, values: Values) -> dict[str, str]:
        """The words that most sentences begin with: "The latest crisis exercise", and its date."""
        kind = self.kinds.get(values["kind"])
        latest = str(kind.latest) if kind else _("The latest evidence")
        return {"latest": latest, "date": _day(values["happened_on"]), "kind": self.kind(values["kind"])}

    def kind(self, code: str) -> str:
        kind = self.kinds.get(code)
        return str(kind.label) if kind else code

    def any_of(self, codes: Iterable[str]) -> str:
        return _(" or ").join(self.kind(code) for code in codes)

    def measure(self, values: Values) -> Measure | None:
        kind = self.kinds.get(values["kind"])
        return kind.measure(values["measure"]) if kind else None


def _day(text: str) -> str:
    return say_day(date.fromisoformat(text))


def _counts(speaker: _Speaker, values: Values) -> str:
    words = speaker.latest(values)
    if values.get("holder") is not None:
        return _("%(latest)s, shown by the GHT for its members, dates from %(date)s.") % words
    return _("%(latest)s dates from %(date)s.") % words


def _nothing(speaker: _Speaker, values: Values) -> str:
    expected = speaker.any_of(values["kinds"])
    months = values.get("months")
    if months is None:
        return _("Nothing has been shown yet. Expected: %(kinds)s.") % {"kinds": expected}
    every = _period(months)
    return _("Nothing has been shown yet. Expected %(every)s: %(kinds)s.") % {"kinds": expected, "every": every}


def _period(months: int) -> str:
    if months == 12:
        return _("every year")
    if months % 12 == 0:
        years = months // 12
        return ngettext("every %(years)d year", "every %(years)d years", years) % {"years": years}
    return ngettext("every %(months)d month", "every %(months)d months", months) % {"months": months}


def _condition(speaker: _Speaker, values: Values) -> str:
    words = {**speaker.latest(values), "gap": _gap(speaker.measure(values), values)}
    return _("%(latest)s dates from %(date)s, but does not suffice: %(gap)s.") % words


def _gap(measure: Measure | None, values: Values) -> str:
    """What one condition lacks, without a capital letter or a full stop."""
    label, found, expected = str(measure.label) if measure else values["measure"], values["found"], values["expected"]
    if found is None:
        return _("“%(measure)s” is not recorded") % {"measure": label}
    words = {"measure": label, "found": _said(measure, found), "expected": _said(measure, expected)}
    match Test(values["test"]):
        case Test.AT_LEAST:
            return _("“%(measure)s” is %(found)s, at least %(expected)s is needed") % words
        case Test.AT_MOST:
            return _("“%(measure)s” is %(found)s, at most %(expected)s is allowed") % words
        case Test.INCLUDES:
            in_order = [option.code for option in measure.options] if isinstance(measure, Choices) else expected
            lacking = [code for code in in_order if code in expected and code not in found]
            return _("“%(measure)s” lacks %(lacking)s") % {**words, "lacking": _said(measure, lacking)}
        case _:
            return _("“%(measure)s” is answered “%(found)s” instead of “%(expected)s”") % words


def _said(measure: Measure | None, value: object) -> str:
    """A measure's value as a person says it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_said(measure, each) for each in value)
    if isinstance(measure, Choice | Choices):
        return next((str(option.label) for option in measure.options if option.code == value), str(value))
    return str(value)


def _too_few(speaker: _Speaker, values: Values) -> str:
    have, need = values["have"], values["need"]
    words = {"have": have, "need": need, "kinds": speaker.any_of(values["kinds"])}
    said = ngettext("%(have)d of %(need)d is shown: %(kinds)s.", "%(have)d of %(need)d are shown: %(kinds)s.", have)
    return said % words


def _too_old(speaker: _Speaker, values: Values) -> str:
    words = {**speaker.latest(values), "since": _day(values["since"])}
    return _("%(latest)s dates from %(date)s; a date on or after %(since)s is needed.") % words


def _spacing(speaker: _Speaker, values: Values) -> str:
    newest = date.fromisoformat(values["happened_on"][-1])
    least, most = values["least"], values["most"]
    words = {
        "kind": speaker.kind(values["kind"]),
        "date": say_day(newest),
        "least": least,
        "most": most,
        "first": say_day(newest + timedelta(days=least)),
        "last": say_day(newest + timedelta(days=most)),
    }
    if len(values["happened_on"]) == 1:
        return _("%(kind)s of %(date)s: a second one is needed between %(first)s and %(last)s.") % words
    return (
        _(
            "No two of these are %(least)d to %(most)d days apart. After the latest (%(kind)s of %(date)s), another is "
            "needed between %(first)s and %(last)s."
        )
        % words
    )


def _lapsed(speaker: _Speaker, values: Values) -> str:
    words = {**speaker.latest(values), "until": _day(values["lasts_until"])}
    if values.get("months") is None:
        return _("%(latest)s dates from %(date)s and counted until %(until)s.") % words
    words["every"] = _period(values["months"])
    return _("%(latest)s dates from %(date)s and counted until %(until)s; this is asked %(every)s.") % words


def _refused(speaker: _Speaker, values: Values) -> str:
    words = {**speaker.latest(values), "decided": _day(values["decided_on"])}
    return _("On %(decided)s, the ARS refused this evidence: %(kind)s of %(date)s.") % words


def _asked(speaker: _Speaker, values: Values) -> str:
    words = {**speaker.latest(values), "decided": _day(values["decided_on"])}
    return _("On %(decided)s, the ARS asked for more about this evidence: %(kind)s of %(date)s.") % words


def _waiting(speaker: _Speaker, values: Values) -> str:
    return _("This evidence awaits the review of the ARS: %(kind)s of %(date)s.") % speaker.latest(values)


def _progress(_speaker: _Speaker, values: Values) -> str:
    words = {"met": values["met"], "of": values["of"]}
    return ngettext("%(met)d of %(of)d parts is met.", "%(met)d of %(of)d parts are met.", values["met"]) % words


def _lasts(_speaker: _Speaker, values: Values) -> str:
    return _("This holds until %(until)s.") % {"until": _day(values["until"])}


def _due(_speaker: _Speaker, values: Values) -> str:
    words = {"day": _day(values["on"])}
    return _("It was due on %(day)s.") % words if values["passed"] else _("It is due on %(day)s.") % words


def _share(_speaker: _Speaker, values: Values) -> str:
    met, needed = len(values["met"]), values["needed"]
    words = {"met": met, "of": met + len(values["unmet"]), "percent": values["percent"], "needed": needed}
    if values["percent"] is None:
        return (
            ngettext(
                "%(met)d of %(of)d entities shows everything; %(needed)d%% of combined activity is needed.",
                "%(met)d of %(of)d entities show everything; %(needed)d%% of combined activity is needed.",
                met,
            )
            % words
        )
    return (
        _(
            "The entities that show everything (%(met)d of %(of)d) make %(percent)d%% of combined activity; "
            "%(needed)d%% is needed."
        )
        % words
    )


def _weights_missing(speaker: _Speaker, values: Values) -> str:
    names = ", ".join(speaker.name(organisation) for organisation in values["organisations"])
    return _("The share cannot be computed, the combined activity is not recorded: %(names)s.") % {"names": names}


def _waived(_speaker: _Speaker, values: Values) -> str:
    return _("The ARS has set this aside until %(until)s.") % {"until": _day(values["until"])}


def _closed(_speaker: _Speaker, values: Values) -> str:
    return _("The programme ended on %(day)s; this is how things stood that day.") % {"day": _day(values["on"])}


def _other_kind(_speaker: _Speaker, values: Values) -> str:
    held_by = ", ".join(str(_HOLDERS.get(kind, kind)) for kind in values["kinds"])
    return _("This does not concern an organisation of this kind. It is held by: %(kinds)s.") % {"kinds": held_by}


def _families(speaker: _Speaker) -> dict[str, str]:
    return {"families": ", ".join(in_words(family.title) for family in speaker.requirement.binds.families)}


def _other_family(speaker: _Speaker, _values: Values) -> str:
    return _("This does not concern establishments of this category. It concerns: %(families)s.") % _families(speaker)


def _no_category(speaker: _Speaker, _values: Values) -> str:
    words = _families(speaker)
    return _("The category of the establishment is not recorded. This concerns: %(families)s.") % words


def _no_fact(speaker: _Speaker, _values: Values) -> str:
    facts = ", ".join(in_words(fact.title) for fact in speaker.requirement.binds.facts)
    return _("This concerns only: %(facts)s.") % {"facts": facts}


def _ght_answers(_speaker: _Speaker, _values: Values) -> str:
    return _("The GHT answers for all its members, with one file.")


def _not_open(_speaker: _Speaker, _values: Values) -> str:
    return _("The establishment is closed.")


def _not_yet(_speaker: _Speaker, values: Values) -> str:
    return _("This begins on %(day)s.") % {"day": _day(values["on"])}


_SENTENCES: dict[Why, Callable[[_Speaker, Values], str]] = {
    Why.COUNTS: _counts,
    Why.NOTHING: _nothing,
    Why.CONDITION: _condition,
    Why.TOO_FEW: _too_few,
    Why.TOO_OLD: _too_old,
    Why.SPACING: _spacing,
    Why.LAPSED: _lapsed,
    Why.REFUSED: _refused,
    Why.ASKED: _asked,
    Why.WAITING: _waiting,
    Why.PROGRESS: _progress,
    Why.LASTS: _lasts,
    Why.DUE: _due,
    Why.SHARE: _share,
    Why.WEIGHTS_MISSING: _weights_missing,
    Why.WAIVED: _waived,
    Why.CLOSED: _closed,
    Why.OTHER_KIND: _other_kind,
    Why.OTHER_FAMILY: _other_family,
    Why.NO_CATEGORY: _no_category,
    Why.NO_FACT: _no_fact,
    Why.GHT_ANSWERS: _ght_answers,
    Why.NOT_OPEN: _not_open,
    Why.NOT_YET: _not_yet,
}
