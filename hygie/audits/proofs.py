"""The kinds of proof that plans and repairs bring beside those of the catalogue. Counts only: the ARS reads proofs."""

from django.utils.translation import gettext_lazy as _

from hygie.obligations.proof_kinds import Integer, Number, ProofKind
from hygie.obligations.registries import proof_kinds

REMEDIATION_PLAN_KIND = "remediation_plan"
FIXED_SHARE_KIND = "critical_fixed_share"
MANY = 1_000_000


def register() -> None:
    proof_kinds.register(
        ProofKind(
            code=REMEDIATION_PLAN_KIND,
            label=_("Remediation plan"),
            latest=_("The latest remediation plan"),
            help=_("Approved by the director; what it does stays with the establishment."),
            measures=(
                Integer(code="actions", label=_("Actions"), minimum=1, maximum=MANY, required=True),
                Integer(code="findings", label=_("Findings covered"), minimum=0, maximum=MANY, required=True),
                Number(code="cost", label=_("Cost"), minimum=0, maximum=1e9, unit="€"),
            ),
            months=12,
            activity="audits",
        )
    )
    proof_kinds.register(
        ProofKind(
            code=FIXED_SHARE_KIND,
            label=_("Critical and high findings fixed on time"),
            latest=_("The latest share of critical and high findings fixed on time"),
            help=_("Counted here, of the findings opened in the last twelve months."),
            measures=(
                Integer(code="due", label=_("Findings due or fixed"), minimum=1, maximum=MANY, required=True),
                Integer(code="fixed", label=_("Fixed on time"), minimum=0, maximum=MANY, required=True),
                Number(code="share", label=_("Share"), minimum=0, maximum=100, unit="%", required=True),
            ),
            months=6,
            by_hand=False,
            activity="audits",
        )
    )
