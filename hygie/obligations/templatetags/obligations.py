"""Words and marks of the obligations in templates: `{% load obligations %}`."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hygie.web.formats import number

from ..badges import status_badge
from ..enums import Certainty, Decision
from ..expectations import kind_label
from ..line_rows import lines_of
from ..lines import Line, name_of, number_of, programme_title
from ..models import Proof
from ..words import in_words

register = template.Library()
register.filter("said", in_words)
register.filter("requirement_name", name_of)
register.filter("requirement_number", number_of)
register.filter("programme_title", programme_title)
register.filter("kind_label", kind_label)
register.filter("status_badge", status_badge)


@register.simple_tag
def requirement_lines(lines: Sequence[Line], *, with_programme: bool = False) -> SafeString:
    """A list of requirements, one line each."""
    return lines_of(lines, with_programme=with_programme)


@register.filter
def decision_badge(proof: Proof) -> SafeString:
    """What the ARS answered last."""
    decision = Decision(proof.decision)
    return format_html(
        '<span class="badge tone-{}"><span class="dot"></span>{}</span>', decision.tone, str(decision.label)
    )


@register.filter
def certainty_tone(certainty: Certainty) -> str:
    """Only what was read in an official text is shown as sure."""
    return "success" if certainty is Certainty.A else "neutral"


@register.filter
def phone(given: str) -> str:
    """A French number in pairs, as it is read aloud; another one as it was given."""
    digits = given.replace(" ", "").replace(".", "")
    if len(digits) == 10 and digits.isdigit():
        return "\u00a0".join(digits[start : start + 2] for start in range(0, 10, 2))
    return given


@register.filter
def at_most_99(count: int) -> str:
    """Beyond, the exact number tells nothing more, and costs a long count."""
    return "99+" if count > 99 else number(count)
