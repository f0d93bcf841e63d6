"""The ledger: one hash chain per organisation, whose bodies can be erased (DESIGN §2.3).

digest = SHA-256 of canonical JSON [organisation, position, kind, subject, moment, body digest, previous digest]
body digest = SHA-256(salt ‖ canonical JSON of the facts)
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from .clock import now
from .models import LedgerBody, LedgerEntry, LedgerHead
from .tenancy import Scope

SALT_BYTES = 16


@dataclass(frozen=True)
class Draft:
    """An entry that waits for its place in the chain."""

    organisation_id: int
    region_id: int
    kind: str
    subject_uid: UUID
    facts: Mapping[str, Any]


def canonical(value: Any) -> bytes:
    """One spelling for one value, so that a digest can be computed again in ten years."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def body_digest(salt: bytes, facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(salt + canonical(facts)).hexdigest()


def link_digest(
    organisation_id: int, position: int, kind: str, subject_uid: UUID, recorded_at: datetime, body: str, previous: str
) -> str:
    moment = recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    link = [organisation_id, position, kind, str(subject_uid), moment, body, previous]
    return hashlib.sha256(canonical(link)).hexdigest()


def append(drafts: Iterable[Draft]) -> list[LedgerEntry]:
    """Put drafts at the end of their chains, inside the caller's transaction, as its last writes.

    Heads are locked in id order: two writers on the same organisations queue, they never deadlock or fork.
    """
    waiting = list(drafts)
    if not waiting:
        return []
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written inside the transaction of the action it records")
    heads = _locked_heads({draft.organisation_id: draft.region_id for draft in waiting})
    written = [_linked(draft, heads[draft.organisation_id]) for draft in waiting]
    LedgerEntry.objects.bulk_create([entry for entry, _ in written])
    LedgerBody.objects.bulk_create([body for _, body in written])
    for head in heads.values():
        mine = LedgerHead.objects.within(Scope.system()).filter(pk=head.pk)
        mine.update(position=head.position, digest=head.digest)
    return [entry for entry, _ in written]


def erase_bodies(subjects: Collection[UUID], kinds: Collection[str]) -> int:
    """Erase what the entries of these kinds say of these subjects, with the salts: the chain keeps its links.

    The action that asks records an entry of its own, so that the erasure itself is known.
    """
    bodies = LedgerBody.objects.within(Scope.system()).filter(entry__subject_uid__in=subjects, entry__kind__in=kinds)
    return bodies.delete()[0]


def _locked_heads(regions: Mapping[int, int]) -> dict[int, LedgerHead]:
    everywhere = LedgerHead.objects.within(Scope.system())
    wanted = everywhere.filter(organisation_id__in=regions).order_by("organisation_id").select_for_update()
    heads = {head.organisation_id: head for head in wanted}
    if missing := regions.keys() - heads.keys():
        fresh = [LedgerHead(organisation_id=pk, region_id=regions[pk]) for pk in sorted(missing)]
        LedgerHead.objects.bulk_create(fresh, ignore_conflicts=True)
        heads = {head.organisation_id: head for head in wanted.all()}
    return heads


def _linked(draft: Draft, head: LedgerHead) -> tuple[LedgerEntry, LedgerBody]:
    """Link a draft behind its head, and move the head (in memory)."""
    salt = secrets.token_bytes(SALT_BYTES)
    facts = json.loads(canonical(draft.facts))
    moment = now()
    entry = LedgerEntry(
        organisation_id=draft.organisation_id,
        region_id=draft.region_id,
        position=head.position + 1,
        kind=draft.kind,
        subject_uid=draft.subject_uid,
        recorded_at=moment,
        body_digest=body_digest(salt, facts),
        previous_digest=head.digest,
    )
    entry.digest = digest_of(entry)
    head.position, head.digest = entry.position, entry.digest
    body = LedgerBody(
        entry=entry, organisation_id=draft.organisation_id, region_id=draft.region_id, salt=salt, facts=facts
    )
    return entry, body


def digest_of(entry: LedgerEntry) -> str:
    return link_digest(
        entry.organisation_id,
        entry.position,
        entry.kind,
        entry.subject_uid,
        entry.recorded_at,
        entry.body_digest,
        entry.previous_digest,
    )
