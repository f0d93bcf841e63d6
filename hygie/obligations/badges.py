"""The status as a badge with a sign of its own: two that share a colour are still told apart."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from hygie.web.icons import icon

from .enums import Status


def status_badge(status: Status) -> SafeString:
    return _badge(status, get_language() or "fr")


@lru_cache(maxsize=64)
def _badge(status: Status, _language: str) -> SafeString:
    words = escape(str(status.label))
    return mark_safe(f'<span class="badge tone-{status.tone}">{icon(status.icon)}{words}</span>')  # noqa: S308
