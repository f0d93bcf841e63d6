"""What the open API shows elsewhere: its line on one's account."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from hygie.web.slots import SlotItem, slot_items


def register() -> None:
    slot_items.register(SlotItem("api.tokens", "account.protection", 10, tokens_line))
    slot_items.register(SlotItem("api.docs", "footer.links", 50, docs_link))


def tokens_line(request: HttpRequest, **context: object) -> str:
    return render_to_string("api/_account_line.html", {}, request=request)


def docs_link(request: HttpRequest, **context: object) -> str:
    return format_html('<a href="{}">{}</a>', reverse("api:docs"), gettext("The open API"))
