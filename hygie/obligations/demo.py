"""Two years of proofs for the demonstration region: the same at each run, with believable gaps.

Each establishment has a diligence of its own, drawn from its number. Month after month it deposits some of what its
requirements expect; the ARS answers most of it; what is late stays late. The clock is stopped at each moment, so that
the history reads as it would have been recorded.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count

from django.utils import translation

from hygie.accounts.models import Person
from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.exchanges.actions import chase, write_comment
from hygie.exchanges.queries.people import answering_for
from hygie.territory.access import context_of
from hygie.territory.models import Organisation
from hygie.territory.queries import seats_of

from .actions import deposit_proof, grant_waiver, review_proof
from .actions.statuses import postponed, reassess
from .catalogue_reader import load_catalogue
from .enums import Decision, Status
from .models import Proof, StatusInterval
from .proof_kinds import Choice, Choices, Day, Flag, Integer, Measure, Number, ProofKind, Words
from .queries.subjects import EVIDENCE, REQUIREMENT, requirement_key
from .registries import proof_kinds

SEED = 20260743
MONTHS = 24
BACKLOG = timedelta(days=60)
"""The ARS has answered all that is older, and some of what came since."""
ANSWERED_SINCE = 0.3
EXEMPLARY = 0.18
"""Share of the establishments that have done all that is asked."""
SYSTEM = Scope.system()
HELD_BY = ("ght", "entity", "site")
#: for the last weeks the history is finer, so that "what changed this week" has something to say
LAST_DAYS = (21, 14, 7, 3, 1, 0)

CHASED = (Status.REFUSED, Status.OVERDUE, Status.MISSING)
REMINDERS = 8
COORDINATOR, CISO = "ars@hygie.example", "rssi@hygie.example"
TALK = (
    "Pouvez-vous préciser le périmètre couvert ? L’annexe 2 manque.",
    "Oui : les trois sites.\nL’annexe suit vendredi.",
)

REASONS = {
    Decision.REFUSED: (
        "Le document n'est pas signé par le représentant légal.",
        "La date portée sur le document est antérieure à la période demandée.",
    ),
    Decision.ASKED: (
        "Pouvez-vous joindre le compte rendu qui mentionne les participants ?",
        "Merci de préciser le périmètre couvert.",
    ),
}
WAIVER_REASON = "Fusion en cours : l'exigence est portée par l'établissement absorbant jusqu'à la reprise du dossier."


class DemoDocument(io.BytesIO):
    """A small invented text, uploaded like any other."""

    def __init__(self, title: str) -> None:
        text = f"{title}\n\nDocument inventé pour la démonstration de Hygie.\n"
        super().__init__(text.encode())
        self.name: str | None = "document-de-demonstration.txt"
        self.size: int | None = len(text.encode())


@dataclass(frozen=True)
class Deposit:
    """One proof to come: who, what, when it happened and when it was deposited."""

    organisation: Organisation
    kind: ProofKind
    happened_on: date
    at: datetime
    measures: dict[str, object]
    with_file: bool
    flawless: bool


def load(say: Callable[[str], None]) -> None:
    """Load nothing when proofs are already there."""
    if Proof.objects.within(SYSTEM).exists():
        say("Proofs: already there")
        return
    held = Organisation.objects.within(SYSTEM).filter(kind__in=HELD_BY)
    organisations = list(held.order_by("kind", "finess", "code"))
    deposits = [deposit for deposit in _all_deposits(organisations) if deposit.at < now()]
    ids = [organisation.pk for organisation in organisations]
    story = Story(_coordinator(), deposits)
    for moment in _moments():
        with postponed():
            story.play_until(moment)
        with frozen(moment):
            reassess(ids)
    _waivers(story.coordinator, organisations)
    _reminders(story.coordinator)
    _talk(story.coordinator)
    say(f"Proofs: {len(deposits)} over two years")


class Story:
    """Deposits and the ARS's answers, played in the order of time."""

    def __init__(self, coordinator: Context, deposits: list[Deposit]) -> None:
        self.coordinator = coordinator
        self._rng = random.Random(SEED)  # noqa: S311 — an invented past, not a secret
        self._ranks = count()
        self._backlog_from = now() - BACKLOG
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []
        for deposit in deposits:
            self._plan(deposit.at, partial(self._deposit, deposit))

    def play_until(self, moment: datetime) -> None:
        while self._waiting and self._waiting[0][0] <= moment:
            at, _rank, act = heappop(self._waiting)
            with frozen(at):
                act()

    def _plan(self, at: datetime, act: Callable[[], None]) -> None:
        heappush(self._waiting, (at, next(self._ranks), act))

    def _deposit(self, deposit: Deposit) -> None:
        """Deposit one proof, and plan its answer a few days later in most cases."""
        proof = deposit_proof(
            Context.system("demonstration"),
            deposit.organisation,
            deposit.kind.code,
            deposit.happened_on,
            deposit.measures,
            upload=DemoDocument(str(deposit.kind.label)) if deposit.with_file else None,
        )
        answered = deposit.at + timedelta(days=self._rng.randint(2, 9), hours=1)
        if self._rng.random() < ANSWERED_SINCE or deposit.at < self._backlog_from:
            self._plan(answered, partial(self._review, deposit, proof))

    def _review(self, deposit: Deposit, proof: Proof) -> None:
        odds = [1, 0, 0] if deposit.flawless else [90, 5, 5]
        decision = self._rng.choices([Decision.ACCEPTED, Decision.ASKED, Decision.REFUSED], odds)[0]
        reason = self._rng.choice(REASONS[decision]) if decision in REASONS else ""
        review_proof(self.coordinator, proof, decision, reason, seen=proof.version)


def _coordinator() -> Context:
    person = Person.objects.get(email=COORDINATOR)
    seat = next(seat for seat in seats_of(person.pk, today()) if seat.role == Role.COORDINATOR)
    return context_of(person.pk, seat, today())


def _reminders(coordinator: Context) -> None:
    """The ARS chased what stands worst where somebody reads it; the first two again, since nothing came."""
    rows = StatusInterval.objects.within(SYSTEM).filter(until__isnull=True, status__in=CHASED, due_on__isnull=False)
    worst: dict[int, StatusInterval] = {}
    for row in rows.select_related("organisation").order_by("due_on", "requirement", "pk"):
        worst.setdefault(row.organisation_id, row)
    answered = [row for row in worst.values() if answering_for(row.organisation)]
    for rank, row in enumerate(answered[:REMINDERS]):
        for days_ago in (16 - rank, 5 - rank) if rank < 2 else (12 - rank,):
            with frozen(now() - timedelta(days=max(days_ago, 1))), translation.override("fr"):
                key = requirement_key(row.organisation, row.requirement)
                chase(coordinator, row.organisation, REQUIREMENT, key)


def _talk(coordinator: Context) -> None:
    """The ARS asks the demonstration's CISO about the last evidence deposited, and is answered."""
    asker, answerer = (Person.objects.filter(email=email).first() for email in (COORDINATOR, CISO))
    seats = seats_of(answerer.pk, today()) if answerer else []
    if asker is None or answerer is None or not seats:
        return
    place, answering = seats[0].holders[0], context_of(answerer.pk, seats[0], today())
    proof = Proof.objects.within(SYSTEM).filter(organisation=place, source="").order_by("-deposited_at", "-pk").first()
    if proof is None:
        return
    question, answer = TALK
    with frozen(now() - timedelta(days=2)):
        write_comment(coordinator, place, EVIDENCE, str(proof.uid), question, [answerer])
    with frozen(now() - timedelta(days=1)):
        write_comment(answering, place, EVIDENCE, str(proof.uid), answer, [asker])


def _moments() -> Iterator[datetime]:
    """The ends of the past months, then finer until now."""
    ends = [today() - timedelta(days=30 * back) for back in range(MONTHS, 0, -1)]
    ends += [today() - timedelta(days=back) for back in LAST_DAYS]
    for day in ends:
        yield min(datetime.combine(day, time(17, 30), UTC), now())


def _all_deposits(organisations: list[Organisation]) -> Iterator[Deposit]:
    for organisation in organisations:
        rng = random.Random(f"{SEED}-{organisation.finess or organisation.code}")  # noqa: S311 — as above
        diligence = 1.0 if rng.random() < EXEMPLARY else min(0.96, max(0.12, rng.gauss(0.62, 0.24)))
        for kind in _kinds_expected_of(organisation):
            if rng.random() < diligence:
                yield from _deposits_of(organisation, kind, diligence, rng)


def _kinds_expected_of(organisation: Organisation) -> list[ProofKind]:
    """Kinds that some requirement asks of an organisation of this kind, in the catalogue's order."""
    wanted = {
        code
        for requirement in load_catalogue()
        if organisation.kind in requirement.binds.kinds
        for clause in requirement.rule.clauses
        for code in clause.kinds
    }
    return [kind for kind in proof_kinds if kind.code in wanted]


def _deposits_of(
    organisation: Organisation, kind: ProofKind, diligence: float, rng: random.Random
) -> Iterator[Deposit]:
    """The last proofs of one kind: yearly ones for the diligent, one old one for the others."""
    age = rng.randint(5, 330) if rng.random() < diligence else rng.randint(330, MONTHS * 30 - 20)
    ages = [age]
    if "exposure" in kind.code:
        ages += [age + rng.randint(46, 59)] if rng.random() < diligence else []
    elif kind.months and rng.random() < diligence:
        ages += [age + rng.randint(350, 400)]
    ages += _ages_before_last_due(kind, rng) if rng.random() < diligence + 0.2 else []
    for days in ages:
        if days > MONTHS * 30:
            continue
        for variant in _variants(kind, rng, diligence):
            happened = today() - timedelta(days=days)
            delay = min(days, rng.randint(0, 20))
            hour = time(rng.randint(7, 16), rng.randint(0, 59))
            moment = datetime.combine(happened + timedelta(days=delay), hour, UTC)
            yield Deposit(organisation, kind, happened, moment, variant, rng.random() < 0.15, diligence == 1)


def _ages_before_last_due(kind: ProofKind, rng: random.Random) -> list[int]:
    """A pair in time for the last call that has closed, when one asked for this kind."""
    dates = [requirement.due_on for requirement in load_catalogue().touched_by(kind.code)]
    passed = [(today() - due).days for due in dates if due is not None and due < today()]
    if not passed:
        return []
    age = min(passed) + rng.randint(15, 90)
    return [age, age + rng.randint(46, 59)]


def _variants(kind: ProofKind, rng: random.Random, quality: float) -> Iterator[dict[str, object]]:
    """One set of measures, or one per option when the kind is about one thing among several."""
    choice = next((measure for measure in kind.measures if isinstance(measure, Choice) and measure.required), None)
    for option in choice.options if choice else (None,):
        if option is not None and rng.random() > quality:
            continue
        measures = {
            measure.code: value for measure in kind.measures if (value := _value(measure, rng, quality)) is not None
        }
        if choice and option:
            measures[choice.code] = option.code
        yield measures


def _value(measure: Measure, rng: random.Random, quality: float) -> object | None:  # noqa: PLR0911 — a table of types
    """A value that the measure accepts: good for the diligent, poor for the others; None leaves it out."""
    good = rng.random() < quality + 0.15
    match measure:
        case Flag():
            return good
        case Choices(options=options):
            kept = [option.code for option in options if good or rng.random() < 0.7]
            return kept or [options[0].code]
        case Choice(options=options):
            return options[rng.randrange(len(options))].code
        case Integer(code="year"):
            return today().year - 1
        case Integer(minimum=low, maximum=high) if high <= 10:
            return rng.randint((low + high + 1) // 2, high) if good else rng.randint(low, (low + high) // 2)
        case Integer(minimum=low):
            return low + (0 if good else rng.randint(1, 6))
        case Number(minimum=low, maximum=high):
            part = rng.uniform(0.6, 0.95) if good else rng.uniform(0.1, 0.5)
            return round(low + (min(high, low + 100) - low) * part)
        case Day():
            return (today() - timedelta(days=rng.randint(30, 300))).isoformat()
        case Words():
            return "Périmètre de la démonstration" if measure.required else None
    return None


def _waivers(coordinator: Context, organisations: list[Organisation]) -> None:
    """Two establishments are excused from one requirement that they do not meet."""
    unmet = StatusInterval.objects.within(SYSTEM).filter(
        until__isnull=True, status=Status.OVERDUE, organisation__in=organisations[:20]
    )
    for interval in unmet.select_related("organisation").order_by("-requirement", "organisation_id")[:2]:
        ends = today() + timedelta(days=120)
        grant_waiver(coordinator, interval.organisation, interval.requirement, WAIVER_REASON, ends)
