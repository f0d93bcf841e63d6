"""How standings are said on a page: words of the catalogue, dates in words, and the one button of each line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from hygie.core.access import Level, Verb
from hygie.core.actions import Context
from hygie.territory.models import Organisation
from hygie.web.formats import day, days_away

from . import words
from .catalogue_reader import load_catalogue
from .enums import Nature, Status
from .policies import PROOF, STATUS
from .queries.proofs import uids_of
from .queries.standings import Standing, names_said
from .requirements import Requirement
from .rules import NextThing, NextWhy, Verdict, Why
from .words import in_words

#: stands for a requirement's code while addresses are prepared
PLACE = "the-code"
SEPARATOR = " · "
DATES = (Why.DUE, Why.LASTS)
ANSWERED = (Why.REFUSED, Why.ASKED, Why.WAITING)


def programme_title(code: str) -> str:
    return in_words(load_catalogue().programme(code).title)


def number_of(requirement: Requirement) -> str:
    """The mark that its text gives it (O1.C, 4), fit for a column's head; "" where it has none."""
    before, found, _after = in_words(requirement.title).partition(SEPARATOR)
    return before.split()[-1] if found else ""


def name_of(requirement: Requirement) -> str:
    """Its title without that mark."""
    before, found, after = in_words(requirement.title).partition(SEPARATOR)
    return after if found else before


@dataclass(frozen=True, slots=True)
class Button:
    """The next thing to do, in a verb."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement of one establishment as a list shows it."""

    organisation: Organisation
    standing: Standing
    url: str
    why: str
    when: str
    button: Button | None
    explained: bool

    @property
    def requirement(self) -> Requirement:
        return self.standing.requirement

    @property
    def status(self) -> Status:
        return self.standing.status


@dataclass(frozen=True, slots=True)
class Offer:
    """One of the "twenty minutes": a line, why it comes now, by when, and how far that lies."""

    line: Line
    because: str
    by: date | None
    away: str
    tone: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """The pages of one establishment, resolved once: a list of threescore lines asks for each of them twice."""

    before: str
    after: str
    deposits: str

    @classmethod
    def of(cls, organisation: Organisation) -> Addresses:
        before, after = reverse("obligations:requirement", args=[organisation.uid, PLACE]).split(PLACE)
        return cls(before, after, reverse("obligations:deposit", args=[organisation.uid]))

    def requirement(self, code: str) -> str:
        return f"{self.before}{code}{self.after}"

    def deposit(self, code: str) -> str:
        return f"{self.deposits}?requirement={code}"


@dataclass(frozen=True)
class Reader:
    """What this reader can do at one establishment, asked once for the whole page.

    `explains`: also told why, from what was measured; else the status, the due date and the programme only.
    """

    context: Context
    organisation: Organisation
    explains: bool
    proofs: Mapping[int, UUID]
    names: Mapping[int, str]
    edits: bool
    reviews: bool
    addresses: Addresses

    @classmethod
    def of(cls, context: Context, organisation: Organisation, standings: Iterable[Standing]) -> Reader:
        standings = list(standings)
        edits = context.may(Verb.EDIT, PROOF, organisation)
        reviews = context.may(Verb.REVIEW, PROOF, organisation)
        answered = _answered_proofs(standings) if edits or reviews else set()
        explains = context.sees(Level.DETAIL, STATUS, organisation)
        proofs, names = uids_of(context, answered), names_said(standings) if explains else {}
        return cls(context, organisation, explains, proofs, names, edits, reviews, Addresses.of(organisation))

    def line(self, standing: Standing) -> Line:
        return Line(
            self.organisation,
            standing,
            self.addresses.requirement(standing.requirement.code),
            " ".join(self.short_reasons(standing)),
            when(standing, explained=self.explains),
            self.button(standing),
            self.explains,
        )

    def reasons(self, standing: Standing) -> list[str]:
        """The explanation, sentence by sentence; none for whoever is told the status only."""
        return self.why(standing.requirement, standing.verdict)

    def why(self, requirement: Requirement, verdict: Verdict) -> list[str]:
        return words.why(requirement, verdict, names=self.names) if self.explains else []

    def short_reasons(self, standing: Standing) -> list[str]:
        """The two that matter most; the dates have their own place in a line."""
        told = [reason for reason in standing.verdict.explanation if reason.code not in DATES][:2]
        return self.why(standing.requirement, replace(standing.verdict, explanation=tuple(told)))

    def button(self, standing: Standing) -> Button | None:
        """The one next thing; None where there is nothing to do but wait or read."""
        if self.edits:
            return self._to_show(standing)
        if self.reviews and standing.status is Status.IN_REVIEW:
            proof = self._proof(standing, Why.WAITING)
            return (
                Button(gettext("Review"), reverse("obligations:review", args=[proof]), "eye-check") if proof else None
            )
        return None

    def _to_show(self, standing: Standing) -> Button | None:
        returned = self._proof(standing, Why.REFUSED) or self._proof(standing, Why.ASKED)
        if returned and (standing.status is Status.REFUSED or standing.verdict.asked):
            return Button(gettext("Answer the ARS"), reverse("obligations:revise", args=[returned]), "message-reply")
        match standing.status:
            case Status.OVERDUE | Status.MISSING | Status.REFUSED:
                return self._to_add(standing)
            case Status.EXPIRES_SOON:
                return Button(gettext("Renew"), self.addresses.deposit(standing.requirement.code), "refresh")
            case _:
                return None

    def _to_add(self, standing: Standing) -> Button:
        """A GHT judged by the share of its members adds nothing itself: it is they who show."""
        code = standing.requirement.code
        if any(reason.code is Why.SHARE for reason in standing.verdict.explanation):
            return Button(gettext("See the members"), f"{self.addresses.requirement(code)}#members", "sitemap")
        return Button(gettext("Add the evidence"), self.addresses.deposit(code), "upload")

    def _proof(self, standing: Standing, why: Why) -> UUID | None:
        found = (reason.values["proof"] for reason in standing.verdict.explanation if reason.code is why)
        return self.proofs.get(next(found, 0))


def _answered_proofs(standings: Iterable[Standing]) -> set[int]:
    """Proofs that a button may lead to: those the ARS sent back, and those that wait for it."""
    return {
        reason.values["proof"]
        for standing in standings
        for reason in standing.verdict.explanation
        if reason.code in ANSWERED
    }


def organisation_url(organisation: Organisation) -> str:
    return reverse("obligations:establishment", args=[organisation.uid])


def requirement_url(organisation: Organisation, requirement: Requirement) -> str:
    return reverse("obligations:requirement", args=[organisation.uid, requirement.code])


def deposit_url(organisation: Organisation, requirement: Requirement) -> str:
    return f"{reverse('obligations:deposit', args=[organisation.uid])}?requirement={requirement.code}"


def when(standing: Standing, *, explained: bool) -> str:
    """The date that matters, in words: until when it is met (it dates the evidence), or by when it is due."""
    verdict = standing.verdict
    if standing.status.satisfies:
        if not explained:
            return ""
        return gettext("until %(day)s") % {"day": day(verdict.lasts_until)} if verdict.lasts_until else ""
    if standing.status is Status.WAIVED or verdict.due_on is None:
        return ""
    return gettext("due %(day)s") % {"day": day(verdict.due_on)}


def offer_of(line: Line, thing: NextThing) -> Offer:
    tone = "danger" if thing.why in {NextWhy.REFUSED, NextWhy.OVERDUE} else "warning"
    told = line.explained or thing.why in {NextWhy.DUE, NextWhy.MISSING}
    because, by = (words.why_next(thing), thing.by) if told else (str(line.status.label), None)
    return Offer(line, because, by, days_away(by) if by else "", tone)


def nature_note(nature: Nature) -> str:
    """What each nature means to whoever reads the list."""
    return {
        Nature.LAW: gettext("Binding on everyone it names."),
        Nature.INSTRUCTION: gettext("Asked by the ministry of the establishments it names."),
        Nature.CONDITION: gettext("Voluntary: what the establishment accepted by applying for the funding."),
    }[nature]
