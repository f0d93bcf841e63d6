"""What pages and commands say in the same words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .formats.extract import Extract
from .formats.registry import FORMATS
from .models import ReportImport
from .rules.identity import MANUAL
from .rules.reimport import Question

#: by kind of source; of two formats of one tool, the first
LABELS = {one.source: one.label for one in reversed(FORMATS)}


def lane_words(lane: str) -> str:
    """A kind of source as people say it; the code of a room or of an extract's key tells one from another."""
    source, _colon, told = lane.partition(":")
    if source == MANUAL:
        return _("Entered by an auditor (%(code)s)") % {"code": told[-4:]} if told else _("Entered by hand")
    if source == Extract.source and told:
        tool, _colon, key = told.partition(":")
        return _("%(tool)s, masked (%(code)s)") % {"tool": LABELS.get(tool, tool), "code": key[:4]}
    label = LABELS.get(source, source)
    return f"{label} ({told})" if told else label


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
