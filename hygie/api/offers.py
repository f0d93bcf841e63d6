"""What the open API shows elsewhere: its line on one's account."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from hygie.web.slots import SlotItem, slot_items


def register() -> None:
    slot_items.register(SlotItem("api.tokens", "account.protection", 10, tokens_line))


def tokens_line(request: HttpRequest, **context: object) -> str:
    return render_to_string("api/_account_line.html", {}, request=request)
