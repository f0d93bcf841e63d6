"""The proof that an audit was done: deposited once its report has come, and judged at once.

`exposure_audit`, `directory_audit` and `security_audit` are kinds of the catalogue. What the ARS reads of a proof is
the day, the scope, the qualification or the level: never the report, nor a word of what was found.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from hygie.core.actions import Context
from hygie.core.tenancy import Scope
from hygie.obligations.actions import deposit_activity_proof, withdraw_activity_proof
from hygie.obligations.enums import ProofState
from hygie.obligations.models import Proof

from ..enums import AuditType
from ..models import Audit

SYSTEM = Scope.system()
#: what the catalogue's kind takes
NOT_EVALUATED_AT_MOST, SCOPE_AT_MOST = 1000, 200


def settle_proof(ctx: Context, audit: Audit) -> None:
    """Deposit, revise or take back the audit's proof, so that it says what the audit says today."""
    kind, measures = audit.kind_value.proof_kind, _measures_of(audit)
    if measures is None or audit.ran_on is None:
        reason = _("The report of this audit was taken back, or its level is not known.")
        withdraw_activity_proof(ctx, audit.organisation, kind, _source(audit), reason)
    else:
        deposit_activity_proof(ctx, audit.organisation, kind, audit.ran_on, measures, _source(audit))


def _measures_of(audit: Audit) -> Mapping[str, object] | None:
    """None where nothing is shown: no report came, or a directory's level is not known."""
    if audit.received_on is None:
        return None
    kind = audit.kind_value
    if kind is AuditType.EXPOSURE:
        return {}
    if kind is AuditType.DIRECTORY:
        return _directory(audit) if audit.level else None
    return {"scope": audit.perimeter[:SCOPE_AT_MOST], "qualified": audit.qualified}


def _directory(audit: Audit) -> Mapping[str, object]:
    known = audit.not_evaluated is not None
    counted = {"not_evaluated": min(audit.not_evaluated or 0, NOT_EVALUATED_AT_MOST)} if known else {}
    return {"level": audit.level, **counted}


def _source(audit: Audit) -> str:
    """The audit; numbered after a report was taken back, since the same words of one source are one proof."""
    source = f"audits.audit:{audit.uid}"
    withdrawn = Proof.objects.within(SYSTEM).filter(
        organisation=audit.organisation, source__startswith=source, state=ProofState.WITHDRAWN
    )
    taken_back = withdrawn.count()
    return f"{source}:{taken_back + 1}" if taken_back else source
