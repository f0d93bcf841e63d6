"""Findings as something that people talk about."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.core.actions import Context
from hygie.exchanges.registries import Subject, uid_written

from ..access import finding_or_404
from .findings import reference_of


def finding_subject(context: Context, key: str) -> Subject | None:
    """Named by its reference only: the words of a subject also leave in notifications and mails."""
    if (uid := uid_written(key)) is None:
        return None
    try:
        finding = finding_or_404(context, uid).finding
    except Http404:
        return None
    title = _("Finding %(reference)s") % {"reference": reference_of(finding)}
    return Subject(finding.organisation, title, reverse("audits:finding", args=[finding.uid]))
