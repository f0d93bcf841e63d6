"""Every change to the obligations is one of these functions; nothing else writes."""

from .erasure import erase_proof_file
from .proofs import deposit_activity_proof, deposit_proof, revise_proof, withdraw_activity_proof, withdraw_proof
from .reviews import review_proof
from .waivers import grant_waiver, revoke_waiver

__all__ = [
    "deposit_activity_proof",
    "deposit_proof",
    "erase_proof_file",
    "grant_waiver",
    "review_proof",
    "revise_proof",
    "revoke_waiver",
    "withdraw_activity_proof",
    "withdraw_proof",
]
