"""What the actions on one proof share: reading it again under the lock, and writing down what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hygie.core.actions import Recording, Stale, demand_version
from hygie.core.tenancy import Scope

from ..enums import ProofState
from ..models import Proof

SYSTEM = Scope.system()


def fresh(proof: Proof) -> Proof:
    """The proof as it is now, read after its organisation was held."""
    return Proof.objects.within(SYSTEM).select_related("organisation", "file").get(pk=proof.pk)


def demand_standing(proof: Proof, seen: int) -> None:
    """Raises Stale when it was revised or withdrawn, or changed since it was read."""
    if proof.state != ProofState.STANDING:
        raise Stale(_("This evidence was replaced or withdrawn in the meantime. What you typed is kept below."))
    demand_version(proof.version, seen)


def recorded(record: Recording, kind: str, proof: Proof, facts: Mapping[str, Any], **details: Any) -> None:
    """The audit event says which and when; what may name somebody goes to the ledger's body, which can be erased."""
    record.event(kind, proof, kind_of_proof=proof.kind, **details)
    record.entry(kind, proof, facts)
