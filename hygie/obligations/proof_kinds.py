"""Kinds of proof and the schema of their measures.

A measure is one typed fact that a proof records (an audit's level, who took part in an exercise). The catalogue's
conditions are written on measures, so a rule never reads a document: it reads what was recorded of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hygie.core.actions import Refused

from .rules.calendar import add_months

Label = str | Promise
Json = Any


class BadMeasure(ValueError):
    """A value that the measure does not accept, in the reader's words."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a measure."""

    code: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One typed fact of a proof. `required`: no proof without it; a rule may still ask for one that is not."""

    code: str
    label: Label
    required: bool = False
    help: Label = ""

    def clean(self, given: object) -> Json:
        """The value as it is stored, in JSON's own types. Raises BadMeasure."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Measure):
    """A whole number, bounds included."""

    minimum: int
    maximum: int

    def clean(self, given: object) -> Json:
        try:
            value = int(given) if isinstance(given, str) else given
        except ValueError:
            value = None
        if isinstance(value, bool) or not isinstance(value, int) or not self.minimum <= value <= self.maximum:
            bounds = {"minimum": self.minimum, "maximum": self.maximum}
            raise BadMeasure(_("Enter a whole number from %(minimum)d to %(maximum)d.") % bounds)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Measure):
    """A number, bounds included, in a unit ("%", "h"). A comma is read as the decimal point."""

    minimum: float
    maximum: float
    unit: str = ""

    def clean(self, given: object) -> Json:
        try:
            value = float(given.replace(",", ".")) if isinstance(given, str) else given
        except ValueError:
            value = None
        if isinstance(value, bool) or not isinstance(value, int | float) or not self._holds(value):
            bounds = {"minimum": f"{self.minimum:g}", "maximum": f"{self.maximum:g}"}
            raise BadMeasure(_("Enter a number from %(minimum)s to %(maximum)s.") % bounds)
        return value

    def _holds(self, value: float) -> bool:
        return math.isfinite(value) and self.minimum <= value <= self.maximum


_YES_NO: dict[object, bool] = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Measure):
    """Yes or no."""

    def clean(self, given: object) -> Json:
        value = _YES_NO.get(given.lower()) if isinstance(given, str) else given
        if not isinstance(value, bool):
            raise BadMeasure(_("Answer yes or no."))
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Measure):
    """One of the options."""

    options: tuple[Option, ...]

    def clean(self, given: object) -> Json:
        if given not in [option.code for option in self.options]:
            raise BadMeasure(_("Choose one of the proposed answers."))
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Measure):
    """Any of the options, stored in the schema's order, once each."""

    options: tuple[Option, ...]

    def clean(self, given: object) -> Json:
        codes = [option.code for option in self.options]
        if not isinstance(given, list | tuple | set | frozenset) or not all(value in codes for value in given):
            raise BadMeasure(_("Choose among the proposed answers."))
        if self.required and not given:
            raise BadMeasure(_("Choose at least one answer."))
        return [code for code in codes if code in given]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Measure):
    """A civil date, stored as ISO text."""

    def clean(self, given: object) -> Json:
        try:
            value = date.fromisoformat(given) if isinstance(given, str) else given
        except ValueError:
            value = None
        if not isinstance(value, date):
            raise BadMeasure(_("Enter a date."))
        return value.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Measure):
    """A short text. Never a patient's, nor anything that should be erased on its own."""

    maximum: int = 200

    def clean(self, given: object) -> Json:
        if not isinstance(given, str):
            raise BadMeasure(_("Enter a text."))
        value = " ".join(given.split())
        if len(value) > self.maximum:
            raise BadMeasure(_("Enter at most %(maximum)d characters.") % {"maximum": self.maximum})
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofKind:
    """What a proof can be.

    `latest` begins a sentence about the newest one ("The latest crisis exercise"), so that each language agrees its
    article and gender. `months`: how long such a proof is worth something by default; None: no end of its own.
    `by_hand`: whether a person may declare one by uploading it. `activity`: the pillar whose work deposits it.
    """

    code: str
    label: Label
    latest: Label
    help: Label = ""
    measures: tuple[Measure, ...] = ()
    months: int | None = None
    by_hand: bool = True
    activity: str

    def measure(self, code: str) -> Measure | None:
        return next((measure for measure in self.measures if measure.code == code), None)

    def check(self, measures: Mapping[str, object]) -> dict[str, Json]:
        """The measures as they are stored. Raises Refused with one message for each bad field, `measures.<code>`.

        What is empty is not recorded: an absent measure is told apart from a zero or a no.
        """
        clean: dict[str, Json] = {}
        problems: dict[str, str] = {}
        for measure in self.measures:
            given = measures.get(measure.code)
            if given is None or given in ("", [], (), set(), frozenset()):
                if measure.required:
                    problems[f"measures.{measure.code}"] = _("This answer is needed.")
                continue
            try:
                clean[measure.code] = measure.clean(given)
            except BadMeasure as error:
                problems[f"measures.{measure.code}"] = str(error)
        for code in measures.keys() - {measure.code for measure in self.measures}:
            problems[f"measures.{code}"] = _("This kind of evidence has no such field.")
        if problems:
            raise Refused(problems)
        return clean

    def default_expiry(self, happened_on: date) -> date | None:
        """The last day on which it counts, where the kind has a validity of its own."""
        return None if self.months is None else add_months(happened_on, self.months)
