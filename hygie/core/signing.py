"""Daily signatures of the ledger's heads, and the verification of everything up to the last one.

A chain shows an altered or missing link, but not a cut tail. So each day the heads that moved are written into a
document, chained to the document before, signed with an Ed25519 key that is not in the database, and copied to a
folder of its own: whoever cuts the tail of a chain must also forge the signature.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.db import transaction

from . import ledger
from .clock import today
from .models import LedgerBody, LedgerEntry, LedgerHead, SignedHeads
from .tenancy import Scope

SYSTEM = Scope.system()
READ_AT_ONCE = 2000
Link = tuple[int, str]
"""Position and digest of an entry."""
NOWHERE: Link = (0, "")


class KeyMissing(RuntimeError):
    """The key that signed the ledger is not on this machine, so its signatures cannot be checked."""


@dataclass(frozen=True)
class Fault:
    """One thing that `hygie verify` found: where, and what is wrong."""

    organisation_id: int | None
    position: int | None
    what: str

    def __str__(self) -> str:
        where = f"organisation {self.organisation_id}, entry {self.position}: " if self.organisation_id else ""
        return where + self.what


def key_path() -> Path:
    """The key lives beside the database only in the demonstration; production names a place of its own."""
    return Path(os.environ.get("HYGIE_LEDGER_KEY") or Path(settings.HYGIE_HOME) / "keys" / "ledger.ed25519")


def copies_folder() -> Path:
    return Path(settings.HYGIE_HOME) / "signed-heads"


def signing_key() -> Ed25519PrivateKey:
    """Read the key, or make it at first use, readable by its owner alone."""
    path = key_path()
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
    return key


def key_id(key: Ed25519PrivateKey) -> str:
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(public).hexdigest()[:16]


def sign_heads() -> SignedHeads | None:
    """Sign the heads that moved since the last signature. Once a day: a second call that day does nothing."""
    key, day = signing_key(), today()
    with transaction.atomic():
        last = SignedHeads.objects.order_by("-day").first()
        if last is not None and last.day >= day:
            return None
        signed = signed_positions()
        heads = LedgerHead.objects.within(SYSTEM).order_by("organisation_id").iterator(READ_AT_ONCE)
        moved = [
            [head.organisation_id, head.position, head.digest]
            for head in heads
            if signed.get(head.organisation_id, NOWHERE)[0] != head.position
        ]
        before = hashlib.sha256(last.document.encode()).hexdigest() if last else ""
        document = ledger.canonical({"day": day.isoformat(), "heads": moved, "previous": before}).decode()
        signature = key.sign(document.encode()).hex()
        made = SignedHeads.objects.create(day=day, document=document, signature=signature, key_id=key_id(key))
    _copy_outside(made)
    return made


def _copy_outside(made: SignedHeads) -> None:
    folder = copies_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({"document": made.document, "signature": made.signature, "key": made.key_id})
    (folder / f"{made.day.isoformat()}.json").write_text(text, encoding="utf-8")


def signed_positions() -> dict[int, Link]:
    """Organisation → (position, digest) as last signed."""
    positions: dict[int, Link] = {}
    for document in SignedHeads.objects.order_by("day").values_list("document", flat=True):
        for organisation_id, position, digest in json.loads(document)["heads"]:
            positions[organisation_id] = (position, digest)
    return positions


def verify() -> Iterator[Fault]:
    """Find every altered, missing or reordered entry up to the last signed heads, and beyond as far as chains go."""
    yield from _faults_of_signatures()
    seen: dict[int, Link] = {}
    signed, before = signed_positions(), _heads()
    yield from _faults_of_chains(seen, signed, before)
    after = _heads()
    # People go on working meanwhile: an entry may be newer than the first reading of its head, never than the second.
    for organisation_id in sorted(before.keys() | seen.keys()):
        last = seen.get(organisation_id, NOWHERE)[0]
        if not before.get(organisation_id, NOWHERE)[0] <= last <= after.get(organisation_id, NOWHERE)[0]:
            yield Fault(organisation_id, last, "the head does not match the last entry of its chain")
    for organisation_id, (position, _digest) in signed.items():
        if seen.get(organisation_id, NOWHERE)[0] < position:
            yield Fault(organisation_id, position, "entries up to this signed position are missing")


def _faults_of_signatures() -> Iterator[Fault]:
    """Raises KeyMissing where there are signatures and no key."""
    if not SignedHeads.objects.exists() and not copies_folder().exists():
        return
    if not key_path().exists():
        raise KeyMissing(f"the key that signs the ledger is not at {key_path()}: set HYGIE_LEDGER_KEY")
    public, before = signing_key().public_key(), ""
    days: set[str] = set()
    for made in SignedHeads.objects.order_by("day"):
        days.add(made.day.isoformat())
        try:
            public.verify(bytes.fromhex(made.signature), made.document.encode())
        except (InvalidSignature, ValueError):
            yield Fault(None, None, f"the signature of {made.day} is not valid for its document")
        if json.loads(made.document)["previous"] != before:
            yield Fault(None, None, f"the signed document of {made.day} does not follow the one before")
        before = hashlib.sha256(made.document.encode()).hexdigest()
        copy = copies_folder() / f"{made.day.isoformat()}.json"
        if copy.exists() and json.loads(copy.read_text(encoding="utf-8"))["document"] != made.document:
            yield Fault(None, None, f"the signed document of {made.day} differs from its copy outside the database")
    for copy in sorted(copies_folder().glob("*.json")) if copies_folder().exists() else []:
        if copy.stem not in days:
            yield Fault(None, None, f"the signed document of {copy.stem} is no longer in the database")


def _heads() -> dict[int, Link]:
    rows = LedgerHead.objects.within(SYSTEM).order_by("organisation_id")
    return {pk: (position, digest) for pk, position, digest in rows.values_list("pk", "position", "digest")}


def _faults_of_chains(seen: dict[int, Link], signed: dict[int, Link], heads: dict[int, Link]) -> Iterator[Fault]:
    """Walk every chain in order, in bounded memory; leave in `seen` the last link of each."""
    rows = LedgerEntry.objects.within(SYSTEM).order_by("organisation_id", "position")
    bodies = _bodies_in_order()
    body = next(bodies, None)
    for entry in rows.iterator(READ_AT_ONCE):
        where = (entry.organisation_id, entry.position)
        while body is not None and body[0] < where:
            body = next(bodies, None)
        facts = body[1] if body is not None and body[0] == where else None
        yield from _faults_of_link(entry, seen.get(entry.organisation_id, NOWHERE), facts)
        position, digest = signed.get(entry.organisation_id, NOWHERE)
        if position == entry.position and digest != entry.digest:
            yield Fault(*where, "the entry differs from the one that was signed")
        position, digest = heads.get(entry.organisation_id, NOWHERE)
        if position == entry.position and digest != entry.digest:
            yield Fault(*where, "the head does not match the last entry of its chain")
        seen[entry.organisation_id] = (entry.position, entry.digest)


def _faults_of_link(
    entry: LedgerEntry, before: tuple[int, str], body: tuple[bytes, dict[str, Any]] | None
) -> Iterator[Fault]:
    where = (entry.organisation_id, entry.position)
    if entry.position != before[0] + 1:
        yield Fault(*where, f"entry {before[0] + 1} is missing")
    elif entry.previous_digest != before[1]:
        yield Fault(*where, "the entry does not follow the one before")
    if ledger.digest_of(entry) != entry.digest:
        yield Fault(*where, "the entry was altered")
    if body is not None and ledger.body_digest(body[0], body[1]) != entry.body_digest:
        yield Fault(*where, "what the entry says was altered")


def _bodies_in_order() -> Iterator[tuple[tuple[int, int], tuple[bytes, dict[str, Any]]]]:
    rows = LedgerBody.objects.within(SYSTEM).order_by("entry__organisation_id", "entry__position")
    for organisation_id, position, salt, facts in rows.values_list(
        "entry__organisation_id", "entry__position", "salt", "facts"
    ).iterator(READ_AT_ONCE):
        yield (organisation_id, position), (bytes(salt), facts)
