"""What the open API shows elsewhere: a line on one’s account, its documentation, webhooks in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.slots import SlotItem, slot_items

from .policies import WEBHOOK


def register() -> None:
    slot_items.register(SlotItem("api.tokens", "account.protection", 10, tokens_line))
    navigation.register(
        NavItem("api.webhooks", _("Webhooks"), "api:webhooks", "webhook", 60, _sees_webhooks, section=Section.SETTINGS)
    )
    slot_items.register(SlotItem("api.docs", "footer.links", 50, docs_link))


def _sees_webhooks(request: HttpRequest) -> bool:
    context = getattr(request, "context", None)
    return isinstance(context, Context) and WEBHOOK.may(context.role).allows(see=Level.STATUS)


def tokens_line(request: HttpRequest, **context: object) -> str:
    return render_to_string("api/_account_line.html", {}, request=request)


def docs_link(request: HttpRequest, **context: object) -> str:
    return format_html('<a href="{}">{}</a>', reverse("api:docs"), gettext("The open API"))
