"""What the ARS answers to a proof."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now, today
from hygie.exchanges.actions import Words, notify
from hygie.exchanges.queries.people import answering_for

from ..enums import Decision
from ..expectations import kind_label
from ..models import Proof, Review
from ..policies import PROOF
from . import statuses
from .common import SYSTEM, demand_standing, fresh, recorded
from .contents import TEXT_AT_MOST, problems_of_text, reason_given

ANSWER = "obligations.answer"


def review_proof(ctx: Context, proof: Proof, decision: Decision, reason: str, seen: int) -> Review:
    """Accept a proof, refuse it with a reason, or ask for more; a later review stands over an earlier one.

    `seen`: the version that was on screen. Raises Stale when another reviewer answered or the proof changed in the
    meantime, Refused on the field `reason`.
    """
    said = _reason(decision, reason)
    with ctx.recording(Verb.REVIEW, PROOF, proof.organisation) as record:
        held = statuses.hold(proof.organisation)
        current = fresh(proof)
        if twin := _said_already(ctx, current, decision, said, seen):
            record.nothing_changed()
            return twin
        demand_standing(current, seen)
        review = Review.objects.create(
            organisation=current.organisation,
            region_id=current.region_id,
            proof=current,
            decision=decision,
            reason=said,
            reviewed_by_id=ctx.person_id,
            reviewed_at=now(),
        )
        current.decision, current.decided_on = decision, today()
        current.version += 1
        current.save(update_fields=["decision", "decided_on", "version"])
        facts = {"review": str(review.uid), "decision": decision.value, "reason": said}
        recorded(record, "proof.reviewed", current, facts, decision=decision.value)
        statuses.follow_proof(record, current.organisation, held, current.kind)
        _tell(ctx, review)
    return review


def _tell(ctx: Context, review: Review) -> None:
    """Whoever answers for the establishment learns what the ARS said, and why."""
    proof = review.proof
    notify(
        [person for person in answering_for(proof.organisation) if person.pk != ctx.person_id],
        ANSWER,
        proof.organisation,
        url=reverse("obligations:proof", args=[proof.uid]),
        key=f"{ANSWER}:{review.uid}",
        say=lambda: Words(
            _("%(decision)s: %(kind)s")
            % {"decision": Decision(review.decision).label, "kind": proof.title or kind_label(proof.kind)},
            review.reason,
        ),
    )


def _reason(decision: Decision, reason: str) -> str:
    """Whoever is refused, or asked for more, is told why."""
    if decision is not Decision.ACCEPTED:
        return reason_given(reason)
    if problems := problems_of_text("reason", reason, TEXT_AT_MOST):
        raise Refused(problems)
    return reason.strip()


def _said_already(ctx: Context, proof: Proof, decision: Decision, reason: str, seen: int) -> Review | None:
    """The same answer by the same person on the same reading: the button was pressed twice."""
    if proof.version != seen + 1:
        return None
    last = Review.objects.within(SYSTEM).filter(proof=proof).order_by("-pk").first()
    if last is None or last.reviewed_by_id != ctx.person_id:
        return None
    return last if (last.decision, last.reason) == (decision, reason) else None
