"""The kinds of proof that governance brings beside those of the catalogue."""

from django.utils.translation import gettext_lazy as _

from hygie.obligations.proof_kinds import Integer, Number, ProofKind
from hygie.obligations.registries import proof_kinds


def register() -> None:
    proof_kinds.register(
        ProofKind(
            code="acknowledgement_rate",
            label=_("Reading of a security policy by the staff"),
            latest=_("The latest reading of a policy by the staff"),
            help=_("Counted by a reading round; no name is kept."),
            measures=(
                Integer(code="expected", label=_("People asked"), minimum=1, maximum=200_000, required=True),
                Integer(code="read", label=_("People who have read it"), minimum=0, maximum=200_000, required=True),
                Number(code="share", label=_("Share"), minimum=0, maximum=100, unit="%", required=True),
            ),
            months=12,
            activity="governance",
        )
    )
