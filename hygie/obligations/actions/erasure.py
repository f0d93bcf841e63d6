"""Erases what a proof says of people: its file, its free text, and the ledger's body with its salt.

The chain keeps its links: `hygie verify` still proves that nothing else was touched. What was measured, the dates and
the decisions stay, so that the statuses stay explained.
"""

from __future__ import annotations

from collections.abc import Sequence

from hygie.core import ledger
from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.core.clock import now
from hygie.core.models import StoredFile

from ..models import Proof
from ..policies import PROOF
from . import statuses
from .common import SYSTEM, fresh, recorded
from .contents import reason_given


def erase_proof_file(ctx: Context, proof: Proof, reason: str) -> Proof:
    """Erase the file and free text of a proof, and of its revisions that show the same file. Nothing gives them back.

    The bytes go by a job of the same transaction, so that neither is done without the other. Erased already, it stays
    so. Raises Refused on the field `reason`.
    """
    said = reason_given(reason)
    with ctx.recording(Verb.ADMINISTER, PROOF, proof.organisation) as record:
        statuses.hold(proof.organisation)
        current = fresh(proof)
        if current.erased_at is not None:
            record.nothing_changed()
            return current
        erased = _with_the_same_file(current)
        _erase_texts(erased)
        ledger.erase_bodies([each.uid for each in erased], ("proof.deposited", "proof.revised"))
        if current.file is not None:
            _erase_name(current.file)
            record.after_commit("obligations.erase_file", file=current.file.pk)
        recorded(record, "proof.erased", current, {"reason": said})
    return fresh(proof)


def _with_the_same_file(proof: Proof) -> Sequence[Proof]:
    mine = Proof.objects.within(SYSTEM).filter(organisation=proof.organisation)
    chosen = mine.filter(file=proof.file) if proof.file is not None else mine.filter(pk=proof.pk)
    return list(chosen.order_by("pk"))


def _erase_texts(proofs: Sequence[Proof]) -> None:
    for proof in proofs:
        proof.title = proof.comment = ""
        proof.erased_at = now()
        proof.version += 1
        proof.save(update_fields=["title", "comment", "erased_at", "version"])


def _erase_name(file: StoredFile) -> None:
    """A name may name a person; a digest without salt could be guessed back from the file."""
    file.name, file.sha256, file.erased_at = "", "", now()
    file.save(update_fields=["name", "sha256", "erased_at"])
