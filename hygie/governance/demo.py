"""Governance of the demonstration region: policies at every stage, appointments, one CISO shared by three hospitals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils import translation

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from hygie.territory.queries import seats_of

from . import actions, demo_risks, demo_suppliers
from .actions.appointments import Post
from .enums import Function, Theme
from .models import SecurityPolicy
from .register_demo import load_registers
from .rules.dates import latest_review

SYSTEM = Scope.system()
SIGNED = 0.45
SHARED_CISO = "rssi-partage@hygie.example"
NAMES = (
    ("Claire", "Aubry"),
    ("Hugo", "Bellanger"),
    ("Inès", "Carpentier"),
    ("Karim", "Delorme"),
    ("Louise", "Estève"),
    ("Marc", "Fontanel"),
    ("Nadia", "Gaillard"),
    ("Olivier", "Hamelin"),
    ("Pauline", "Isambert"),
    ("Rémi", "Jaubert"),
    ("Sofia", "Keller"),
    ("Thomas", "Lacaze"),
)


def load(say: Callable[[str], None]) -> None:
    """Load nothing when a policy is already there."""
    if SecurityPolicy.objects.within(SYSTEM).exists():
        say("Governance: already there")
        return
    rows = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.ENTITY, closed_on__isnull=True)
    places = list(rows.select_related("region").order_by("finess", "pk"))
    system = Context.system("demonstration")
    signatory = _director()
    with translation.override("fr"):
        _policies(system, places, signatory)
        _appointments(system, places)
        load_registers(system, places, signatory)
        demo_suppliers.load(system, places)
        demo_risks.load(system, places)
    say(f"Governance: policies, appointments, suppliers and risks of {len(places)} establishments")


def _director() -> Person | None:
    """The demonstration's director, who has a second factor."""
    return Person.objects.filter(email="direction@hygie.example").first()


def _policies(ctx: Context, places: Sequence[Organisation], signatory: Person | None) -> None:
    if signatory is None:
        return
    for rank, place in enumerate(places):
        with frozen(_moment(days_ago=500 - 9 * rank)):
            version = actions.start_policy(ctx, place, Theme.PSSI, frozenset())
            if rank % 20 < 20 * SIGNED:
                version = actions.move(ctx, version, version.revision, "submit")
                digest = actions.digest_of(version)
                actions.approve(ctx, version, version.revision, signatory, latest_review(today()), digest)
            elif rank % 4 == 1:
                actions.move(ctx, version, version.revision, "consult")
            elif rank % 4 == 2:
                actions.move(ctx, version, version.revision, "discard")


def _appointments(ctx: Context, places: Sequence[Organisation]) -> None:
    """Three establishments share one CISO; one in six has none; half have named a business referent."""
    sharing = _places_of(SHARED_CISO)
    if sharing:
        post = Post(Function.CISO, "Inès", "Fauvel", email=SHARED_CISO, phone_at_night="01 99 00 50 24", share=80)
        actions.appoint(ctx, sharing[0], post, sharing, today() - timedelta(days=400))
    covered = {place.pk for place in sharing}
    for rank, place in enumerate(places):
        began = today() - timedelta(days=700 - 11 * rank)
        night = f"01 99 00 {rank:02d} 24"
        if rank % 6 != 5 and place.pk not in covered:
            actions.appoint(ctx, place, _post(Function.CISO, rank, night), [place], began)
        if rank % 3 == 0:
            actions.appoint(ctx, place, _post(Function.CRISIS_DIRECTOR, rank + 5, night), [place], began)
        if rank % 2 == 0:
            actions.appoint(ctx, place, _post(Function.BUSINESS, rank + 8, "", "Pharmacie"), [place], began)


def _post(function: Function, rank: int, night: str, subject: str = "") -> Post:
    first, last = NAMES[rank % len(NAMES)]
    return Post(function, first, last, subject=subject, phone_at_night=night, share=50)


def _places_of(email: str) -> list[Organisation]:
    """The establishments at which somebody of the demonstration holds a role."""
    person = Person.objects.filter(email=email).first()
    seats = seats_of(person.pk, today()) if person else []
    return [place for seat in seats for place in seat.holders]


def _moment(days_ago: int) -> datetime:
    day: date = (now() - timedelta(days=max(days_ago, 1))).date()
    return datetime.combine(day, time(9), UTC)
