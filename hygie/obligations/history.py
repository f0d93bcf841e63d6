"""The past of a requirement, as the platform recorded it, in moments for a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hygie.core.clock import now
from hygie.web.components import Moment

from . import words
from .enums import Decision, Status
from .models import Review
from .queries.standings import Standing

FRESH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class JustChanged:
    """What a deposit changed under the reader's eyes; `before` is None when the status stayed as it was."""

    before: Status | None
    after: Status


def history_said(history: Sequence[Standing], *, explained: bool) -> list[Moment]:
    """Newest first; a gap between two intervals is a time when the requirement did not apply.

    Whoever is not `explained` the statuses reads them and their dates only.
    """
    moments: list[Moment] = []
    follower: Standing | None = None
    for standing in history:
        if standing.until is not None and (follower is None or follower.since > standing.until):
            moments.append(Moment(standing.until, Status.NOT_APPLICABLE.label, tone="neutral"))
        reasons = words.why(standing.requirement, standing.verdict) if explained else []
        moments.append(
            Moment(standing.since, standing.status.label, reasons[0] if reasons else "", tone=standing.status.tone)
        )
        follower = standing
    return moments


def just_changed(history: Sequence[Standing]) -> JustChanged | None:
    """The last change, when it is fresh enough to be the effect of what the reader has just done."""
    if not history or history[0].until is not None:
        return None
    newest = history[0]
    if now() - newest.since > FRESH:
        return JustChanged(None, newest.status)
    earlier = history[1] if len(history) > 1 and history[1].until == newest.since else None
    if earlier is None or earlier.status is newest.status:
        return JustChanged(None, newest.status)
    return JustChanged(earlier.status, newest.status)


def answers_said(reviews: Sequence[Review]) -> list[Moment]:
    """What the ARS answered, newest first, with who and why."""
    return [
        Moment(
            review.reviewed_at,
            Decision(review.decision).label,
            review.reason,
            tone=Decision(review.decision).tone,
            who=str(review.reviewed_by) if review.reviewed_by else "",
        )
        for review in reviews
    ]
