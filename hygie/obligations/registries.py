"""What the pillars offer to the obligations: the kinds of proof they deposit."""

from hygie.core.registry import Registry

from .proof_kinds import ProofKind

proof_kinds: Registry[ProofKind] = Registry("proof kinds", key=lambda kind: kind.code)
