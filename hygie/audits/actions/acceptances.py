"""The director's answer to risks that somebody proposes to accept."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..enums import AcceptanceState
from ..models import Finding, RiskAcceptance
from ..policies import FINDING
from ..workflow import OPEN
from .counts import recount
from .finding_moves import REASON_AT_MOST, Moved, Terms, accept_now

SYSTEM = Scope.system()


def sign_acceptances(
    ctx: Context, organisation: Organisation, proposals: Sequence[RiskAcceptance], signatory: Person
) -> Moved:
    """The director answers for these risks; the view has asked for a second factor.

    What was answered meanwhile, closed, or would be over already is left. One audit event.
    """
    with ctx.recording(Verb.APPROVE, FINDING, organisation) as record:
        lock_organisations(organisation)
        waiting = _waiting(organisation, proposals).filter(until__gt=today(), finding__state__in=OPEN)
        signed = 0
        for proposal in waiting.order_by("pk"):
            _answer(ctx, proposal, AcceptanceState.SIGNED)
            terms = Terms(proposal.until, proposal.reason, proposal.risk_owner)
            signed += accept_now(ctx, record, _finding_of(proposal), terms, signatory)
        if signed:
            record.event("finding.accepted", organisation, count=signed, signed=True)
            recount(organisation)
        else:
            record.nothing_changed()
    return Moved(signed, len(proposals) - signed)


def refuse_acceptances(
    ctx: Context, organisation: Organisation, proposals: Sequence[RiskAcceptance], answer: str
) -> Moved:
    """The findings stay open, to be fixed. Raises Refused on the field `answer`."""
    said = answer.strip()
    if not said or len(said) > REASON_AT_MOST:
        raise Refused({"answer": _("Say why, in %(most)d characters at most.") % {"most": REASON_AT_MOST}})
    with ctx.recording(Verb.APPROVE, FINDING, organisation) as record:
        lock_organisations(organisation)
        waiting = list(_waiting(organisation, proposals).order_by("pk"))
        for proposal in waiting:
            _answer(ctx, proposal, AcceptanceState.REFUSED, said)
        if waiting:
            record.event("finding.acceptance_refused", organisation, count=len(waiting))
        else:
            record.nothing_changed()
    return Moved(len(waiting), len(proposals) - len(waiting))


def _waiting(organisation: Organisation, proposals: Sequence[RiskAcceptance]) -> TenantQuerySet[RiskAcceptance]:
    rows = RiskAcceptance.objects.within(SYSTEM).filter(pk__in=[one.pk for one in proposals])
    return rows.filter(organisation_id=organisation.pk, state=AcceptanceState.ASKED)


def _answer(ctx: Context, proposal: RiskAcceptance, state: AcceptanceState, answer: str = "") -> None:
    proposal.state, proposal.answer = state, answer
    proposal.answered_by_id, proposal.answered_at = ctx.person_id, now()
    proposal.save(update_fields=["state", "answer", "answered_by", "answered_at"])


def _finding_of(proposal: RiskAcceptance) -> TenantQuerySet[Finding]:
    return Finding.objects.within(SYSTEM).filter(pk=proposal.finding_id)
