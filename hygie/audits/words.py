"""What pages and commands say in the same words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import ReportImport
from .rules.reimport import Question

#: the lane of what people type
MANUAL = "manual"


def source_words(lane: str) -> str:
    """Where a finding comes from, as pages say it: the tool's own name, or that a person typed it."""
    return _("entered by hand") if lane == MANUAL else lane


def question_words(report: ReportImport) -> list[str]:
    """Why a person must confirm, or why nothing changed."""
    return [_word(report, code) for code in report.asks]


def _word(report: ReportImport, code: str) -> str:
    if code == Question.SHARE:
        return ngettext(
            "%(closed)s finding would close: more than three in ten of those that this report could have shown.",
            "%(closed)s findings would close: more than three in ten of those that this report could have shown.",
            report.closed,
        ) % {"closed": report.closed}
    if code == Question.EMPTY:
        return _("The report shows nothing at all: was the scan run on the right addresses?")
    if code == Question.INCOMPLETE:
        return _("The report stops before its end: what it does not show may still be there.")
    return _("A later report of this source was imported already: this one changes nothing.")
