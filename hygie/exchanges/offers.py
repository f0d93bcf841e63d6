"""What exchanges show elsewhere: the bell, and the way to one's settings."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from hygie.web.slots import SlotItem, slot_items

from .queries.notifications import COUNTED, unread_at_most


def register() -> None:
    slot_items.register(SlotItem("exchanges.bell", "header.status", 10, bell))
    slot_items.register(SlotItem("exchanges.settings", "account.cards", 10, settings_card))


def bell(request: HttpRequest, **context: object) -> str:
    """How many notifications wait, beside one's name. One query."""
    user, seats = getattr(request, "user", None), getattr(request, "seats", None)
    if user is None or not user.is_authenticated or seats is None:
        return ""
    unread = unread_at_most(user.pk, seats)
    shown = {"unread": unread, "many": unread >= COUNTED}
    return render_to_string("exchanges/_bell.html", shown, request=request)


def settings_card(request: HttpRequest, **context: object) -> str:
    return render_to_string("exchanges/_settings_card.html", {}, request=request)
