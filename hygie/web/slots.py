"""Places in pages that an upper app fills without the page knowing it.

Slots of the layout: header.seat, header.status, user.menu, footer.links, home.top; other pages name their own
(account.cards and account.protection on one's own account, establishment.actions, organisation.summary).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest

from hygie.core.registry import Registry


class Render(Protocol):
    """Gives safe markup, or an empty string when there is nothing to show this reader."""

    def __call__(self, request: HttpRequest, **context: object) -> str: ...


@dataclass(frozen=True)
class SlotItem:
    code: str
    slot: str
    order: int
    render: Render


slot_items: Registry[SlotItem] = Registry("page slots", key=lambda item: item.code)


def items_of(slot: str) -> list[SlotItem]:
    return sorted((item for item in slot_items if item.slot == slot), key=lambda item: item.order)
