"""A token and two webhooks of invented tools, so that their pages show something. Nobody holds their secrets."""

from __future__ import annotations

from collections.abc import Callable

from hygie.accounts.models import Person
from hygie.core.access import Role
from hygie.core.clock import today
from hygie.territory.access import context_of
from hygie.territory.queries import seats_of

from . import actions
from .enums import TokenScope
from .models import ApiToken

CISO = "rssi@hygie.example"
URL = "https://supervision.hygie.example/hygie"


def load(say: Callable[[str], None]) -> None:
    person = Person.objects.filter(email=CISO).first()
    if person is None or ApiToken.objects.filter(person=person).exists():
        return
    seat = next((seat for seat in seats_of(person.pk, today()) if seat.role is Role.CISO), None)
    if seat is None:
        return
    actions.create_token(person, Role.CISO, "Tableau de bord du SIEM", TokenScope.READ, 180)
    actions.create_token(person, Role.CISO, "Dépôt des exercices", TokenScope.DEPOSIT, 365)
    webhook, _secret = actions.add_webhook(
        context_of(person.pk, seat, today()), seat.holders[0], URL, ["proof.reviewed", "waiver.granted"]
    )
    actions.set_active(context_of(person.pk, seat, today()), webhook, active=False)
    say("Open API: two tokens and a webhook, paused.")
