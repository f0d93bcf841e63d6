"""Governance on paper: what a document says, in the reader's language, for the templates of `typst/`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hygie.core import pdf
from hygie.territory.models import Organisation
from hygie.web.formats import moment

from .models import PolicyVersion


def policy_paper(
    version: PolicyVersion,
    organisation: Organisation,
    *,
    signed_as: str = "",
    signed_at: datetime | None = None,
    digest: str = "",
) -> bytes:
    """The policy as it will be kept: cover, chapters, approval page when it is signed, its document named if any."""
    document = version.document
    data: dict[str, Any] = {
        "organisation": organisation.name,
        "state": "" if signed_at else str(version.state_value.label),
        "number": _("Version %(number)s") % {"number": version.number},
        "summary": version.summary,
        "chapters": version.chapters,
        "annex": _("The text of this policy is the attached document “%(name)s” (SHA-256 %(digest)s).")
        % {"name": document.name, "digest": document.sha256}
        if document
        else "",
        "approval": _approval(signed_as, signed_at, digest) if signed_at else [],
        "approval_title": _("Approval"),
        "approval_note": _(
            "Signed on the platform with a second factor. The digest is that of the text above: "
            "a copy that was changed does not have it."
        ),
        "contents_title": _("Contents"),
    }
    return pdf.render("governance/typst/policy.typ", data, language=pdf.reader_language(), title=version.title)


def _approval(signed_as: str, signed_at: datetime, digest: str) -> list[list[str]]:
    return [
        [_("Approved by"), signed_as],
        [_("As"), _("Legal representative")],
        [_("On"), moment(signed_at)],
        [_("Digest (SHA-256)"), digest],
    ]


def directory_paper(title: str, note: str, groups: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """The directory for the day when nothing else works; `groups`: establishment, rows as the template's header."""
    data = {
        "note": note,
        "header": [_("Function"), _("Name"), _("Day"), _("24/7"), _("E-mail")],
        "groups": [{"name": name, "rows": rows} for name, rows in groups],
        "nobody": _("Nobody is appointed here today."),
    }
    return pdf.render("governance/typst/directory.typ", data, language=pdf.reader_language(), title=title)
