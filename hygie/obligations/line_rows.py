"""The lines of requirements as markup: threescore of them are joined as text, which a template loop does slower."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hygie.web.icons import icon

from .badges import status_badge
from .lines import Line, programme_title
from .words import in_words


def lines_of(lines: Iterable[Line], *, with_programme: bool) -> SafeString:
    """A list: status, requirement and why, date, and the one button; `with_programme` where several are mixed."""
    rows = "".join(_row(line, with_programme=with_programme) for line in lines)
    return mark_safe(f'<ul class="lines">{rows}</ul>')  # noqa: S308 — every text is escaped in _row


def _row(line: Line, *, with_programme: bool) -> str:
    title = escape(in_words(line.requirement.title))
    programme = escape(programme_title(line.requirement.programme)) if with_programme else ""
    beside = f'<span class="line-programme">{programme}</span>' if programme else ""
    when = f'<span class="line-when">{escape(line.when)}</span>' if line.when else ""
    return (
        f'<li><div class="line-status">{status_badge(line.status)}</div>'
        f'<div class="line-main"><p><a class="line-name" href="{line.url}">{title}</a>'
        f"{beside}</p>{_why(line)}</div>"
        f'<div class="line-side">{when}{_button(line)}</div></li>'
    )


def _why(line: Line) -> str:
    return f'<p class="line-why">{escape(line.why)}</p>' if line.explained else ""


def _button(line: Line) -> str:
    button = line.button
    if button is None:
        return ""
    return f'<a class="button small" href="{escape(button.url)}">{icon(button.icon)}{escape(button.label)}</a>'
