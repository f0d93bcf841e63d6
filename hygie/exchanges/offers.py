"""What exchanges show elsewhere: the bell, the way to one's settings, and the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.web.navigation import NavItem, navigation
from hygie.web.slots import SlotItem, slot_items

from .policies import REMINDER
from .queries.notifications import COUNTED, unread_at_most


def register() -> None:
    slot_items.register(SlotItem("exchanges.bell", "header.status", 10, bell))
    slot_items.register(SlotItem("exchanges.settings", "account.cards", 10, settings_card))
    navigation.register(
        NavItem("exchanges.reminders", _("Reminders sent"), "exchanges:reminders", "bell-ringing", 40, _chases)
    )


def _chases(request: HttpRequest) -> bool:
    context = getattr(request, "context", None)
    return isinstance(context, Context) and REMINDER.may(context.role).allows(do=Verb.EDIT)


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
