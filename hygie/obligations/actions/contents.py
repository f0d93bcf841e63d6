"""What a proof says, checked before any transaction: a bad field is answered by its name and the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hygie.core.actions import Message, Refused
from hygie.core.clock import today
from hygie.core.ledger import canonical
from hygie.core.models import StoredFile

from ..models import Proof
from ..proof_kinds import ProofKind
from ..registries import proof_kinds

EARLIEST = date(2000, 1, 1)
YEARS_AT_MOST = 20
TITLE_AT_MOST = 200
TEXT_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Content:
    """What is declared, clean: measures as they are stored, texts without stray spaces."""

    kind: str
    happened_on: date
    expires_on: date | None
    measures: Mapping[str, Any]
    title: str
    comment: str

    def facts(self, file: StoredFile | None) -> dict[str, Any]:
        """What the ledger keeps of it. The file by its digest, so that it can be told from another for ever."""
        facts: dict[str, Any] = {
            "kind": self.kind,
            "happened_on": self.happened_on.isoformat(),
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
            "measures": dict(self.measures),
            "title": self.title,
            "comment": self.comment,
        }
        if file is not None:
            facts["file"] = {"uid": str(file.uid), "name": file.name, "size": file.size, "sha256": file.sha256}
        return facts

    def once(self, token: str, file: StoredFile | None) -> str:
        """The same for a button pressed twice, another for a form filled again. "" without a token."""
        if not token:
            return ""
        said = [token, self.facts(None), file.sha256 if file else ""]
        return hashlib.sha256(canonical(said)).hexdigest()

    def is_said_by(self, proof: Proof) -> bool:
        return self == content_of(proof)


def content_of(proof: Proof) -> Content:
    return Content(proof.kind, proof.happened_on, proof.expires_on, proof.measures, proof.title, proof.comment)


def checked(
    kind: ProofKind,
    happened_on: date,
    expires_on: date | None,
    measures: Mapping[str, object],
    title: str,
    comment: str,
) -> Content:
    """The content as it will be stored. Raises Refused with every bad field at once."""
    problems: dict[str, Message] = {}
    problems |= _problems_of_dates(happened_on, expires_on)
    problems |= problems_of_text("title", title, TITLE_AT_MOST)
    problems |= problems_of_text("comment", comment, TEXT_AT_MOST)
    clean: dict[str, Any] = {}
    try:
        clean = kind.check(measures)
        problems |= _unprintable(clean)
    except Refused as refused:
        problems |= refused.problems
    if problems:
        raise Refused(problems)
    last_day = expires_on or kind.default_expiry(happened_on)
    return Content(kind.code, happened_on, last_day, clean, title.strip(), comment.strip())


def known_kind(code: str) -> ProofKind:
    """Raises Refused on the field `kind`."""
    kind = proof_kinds.get(code)
    if kind is None:
        raise Refused({"kind": _("This kind of evidence does not exist. Choose one of the list.")})
    return kind


def kind_to_declare(code: str) -> ProofKind:
    """A kind that a person may declare. Raises Refused on the field `kind`."""
    kind = known_kind(code)
    if not kind.by_hand:
        raise Refused({"kind": _("This evidence is produced by the activity itself: it cannot be declared.")})
    return kind


def problems_of_text(name: str, text: str, at_most: int) -> dict[str, Message]:
    if len(text) > at_most:
        return {name: _("Enter at most %(maximum)d characters.") % {"maximum": at_most}}
    if "\x00" in text:
        return {name: _("This text holds characters that cannot be stored. Type it again.")}
    return {}


def reason_given(reason: str) -> str:
    """The reason, clean. Raises Refused on the field `reason` when it is missing or too long."""
    said = reason.strip()
    if not said:
        raise Refused({"reason": _("Say why: the reason is kept and shown.")})
    if problems := problems_of_text("reason", said, TEXT_AT_MOST):
        raise Refused(problems)
    return said


def _problems_of_dates(happened_on: date, expires_on: date | None) -> dict[str, Message]:
    if happened_on > today():
        return {"happened_on": _("This date is to come. Enter the day on which it happened.")}
    if happened_on < EARLIEST:
        return {"happened_on": _("This date is too old. Enter the day on which it happened.")}
    if expires_on is None:
        return {}
    if expires_on < happened_on:
        return {"expires_on": _("The end comes before the day on which it happened. Correct one of the two dates.")}
    if expires_on.year > happened_on.year + YEARS_AT_MOST:
        return {"expires_on": _("Enter an end within %(years)d years.") % {"years": YEARS_AT_MOST}}
    return {}


def _unprintable(measures: Mapping[str, Any]) -> dict[str, Message]:
    return {
        f"measures.{code}": _("This text holds characters that cannot be stored. Type it again.")
        for code, value in measures.items()
        if isinstance(value, str) and "\x00" in value
    }
