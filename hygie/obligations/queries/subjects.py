"""The objects of the obligations that people chase and talk about, by their keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.urls import reverse

from hygie.core.actions import Context
from hygie.core.clock import PARIS
from hygie.exchanges.registries import Standing, Subject, uid_written
from hygie.territory.models import Organisation

from ..enums import Status
from ..expectations import kind_label
from ..models import Proof, StatusInterval
from ..words import in_words
from .visible import hidden_kinds, requirement_for

REQUIREMENT = "obligations.requirement"
EVIDENCE = "obligations.proof"
#: whoever chases waits for none of these: done, set aside, or in the hands of the ARS
SETTLED = frozenset({Status.MET, Status.WAIVED, Status.NOT_APPLICABLE, Status.IN_REVIEW})


def requirement_key(organisation: Organisation, code: str) -> str:
    """Names one requirement of one establishment."""
    return f"{organisation.uid}:{code}"


def requirement_subject(context: Context, key: str) -> Subject | None:
    named = _read(key)
    if named is None or (requirement := requirement_for(context, named[1])) is None:
        return None
    organisation = Organisation.objects.within(context.scope).filter(uid=named[0]).first()
    if organisation is None:
        return None
    url = reverse("obligations:requirement", args=[organisation.uid, requirement.code])
    return Subject(organisation, in_words(requirement.title), url)


def proof_subject(context: Context, key: str) -> Subject | None:
    """One proof, unless it would tell a sensitive designation to whoever may not know it."""
    uid = uid_written(key)
    if uid is None:
        return None
    rows = Proof.objects.within(context.scope).exclude(kind__in=hidden_kinds(context)).select_related("organisation")
    proof = rows.filter(uid=uid).first()
    if proof is None:
        return None
    return Subject(proof.organisation, proof.title or kind_label(proof.kind), reverse("obligations:proof", args=[uid]))


def requirement_standings(context: Context, keys: Collection[str]) -> Mapping[str, Standing]:
    """Where each stands today. One query."""
    named = [read for key in keys if (read := _read(key))]
    rows = StatusInterval.objects.within(context.scope).filter(
        until__isnull=True,
        organisation__uid__in={uid for uid, _code in named},
        requirement__in={code for _uid, code in named},
    )
    found = {}
    for row in rows.select_related("organisation").order_by("pk"):
        key, requirement = requirement_key(row.organisation, row.requirement), requirement_for(context, row.requirement)
        if key in keys and requirement is not None:
            status = Status(row.status)
            since = row.since.astimezone(PARIS).date()
            title = in_words(requirement.title)
            found[key] = Standing(title, str(status.label), status.tone, status in SETTLED, since)
    return found


def _read(key: str) -> tuple[UUID, str] | None:
    written, _colon, code = key.partition(":")
    uid = uid_written(written)
    return None if uid is None else (uid, code)
