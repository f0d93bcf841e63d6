"""The risk register: risks added, changed, closed; the review of the whole, which is the proof of a risk analysis."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Recording, Refused, Stale, demand_version
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.obligations.actions import deposit_activity_proof
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..models import Risk, RiskReview
from ..policies import RISK
from ..risk_enums import Gravity, Likelihood, Treatment
from ..risk_models import risk_models
from ..rules.dates import latest_review
from ..rules.risks import fingerprint_of, usual_next_review

SYSTEM = Scope.system()
#: A register that is read holds the few risks that matter: beyond, one is closed first.
RISKS_AT_MOST = 12
PROOF = "risk_analysis"


@dataclass(frozen=True)
class Rating:
    """What an establishment says of a risk."""

    title: str
    gravity: Gravity
    likelihood: Likelihood
    treatment: Treatment
    review_on: date
    scenario: str = ""
    measures: str = ""
    owner: str = ""

    def checked(self) -> Rating:
        """Without stray spaces. Raises Refused per field."""
        problems = {}
        if not self.title.strip():
            problems["title"] = _("Name the risk in a few words.")
        if not today() <= self.review_on <= latest_review(today()):
            problems["review_on"] = _("Choose a day to come, within three years.")
        if self.treatment != Treatment.ACCEPT and not self.measures.strip():
            problems["measures"] = _("Say what is done about it, or accept the risk.")
        if problems:
            raise Refused(problems)
        words = {word: getattr(self, word).strip() for word in ("title", "scenario", "measures", "owner")}
        return replace(self, **words)


def add_risk(ctx: Context, organisation: Organisation, rating: Rating) -> Risk:
    """Add a risk of one's own; the same said twice is one. Raises Denied, or Refused per field, or when it is full."""
    said = rating.checked()
    with ctx.recording(Verb.EDIT, RISK, organisation) as record:
        lock_organisations(organisation)
        if twin := _open(organisation).filter(code="", **vars(said)).order_by("pk").first():
            record.nothing_changed()
            return twin
        _demand_room(organisation, 1)
        risk = _written(ctx, organisation, said)
        record.event("risk.added", risk, titles=[risk.title])
    return risk


def add_from_models(ctx: Context, organisation: Organisation, codes: Collection[str]) -> list[Risk]:
    """Add scenarios of the starting set, in the reader's language; those already there stay as they are."""
    chosen = [model for model in risk_models().values() if model.code in codes]
    if not chosen:
        raise Refused({"codes": _("Choose at least one scenario.")})
    with ctx.recording(Verb.EDIT, RISK, organisation) as record:
        lock_organisations(organisation)
        there = set(_open(organisation).order_by("pk").values_list("code", flat=True))
        new = [model for model in chosen if model.code not in there]
        if not new:
            record.nothing_changed()
            return []
        _demand_room(organisation, len(new))
        risks = [
            _written(
                ctx,
                organisation,
                Rating(
                    title=str(model.title),
                    scenario=str(model.scenario),
                    measures=str(model.measures),
                    gravity=model.gravity,
                    likelihood=model.likelihood,
                    treatment=model.treatment,
                    review_on=usual_next_review(today()),
                ),
                model.code,
            )
            for model in new
        ]
        record.event("risk.added", risks[0], titles=[risk.title for risk in risks])
    return risks


def change_risk(ctx: Context, risk: Risk, seen: int, rating: Rating) -> Risk:
    """Rate or word it anew. Raises Stale, or Refused per field."""
    said = rating.checked()
    with ctx.recording(Verb.EDIT, RISK, risk.organisation) as record:
        current = _held(risk)
        demand_version(current.revision, seen)
        _demand_open(current)
        for name, value in vars(said).items():
            setattr(current, name, value)
        current.revision += 1
        current.save()
        record.event("risk.changed", current, titles=[current.title])
    return current


def close_risk(ctx: Context, risk: Risk, reason: str) -> Risk:
    """Take it out of the register; it stays readable. Closed already: nothing changes. Raises Refused on `reason`."""
    if not reason.strip():
        raise Refused({"reason": _("Say why, in a few words.")})
    with ctx.recording(Verb.EDIT, RISK, risk.organisation) as record:
        current = _held(risk)
        if current.closed_on is not None:
            record.nothing_changed()
            return current
        current.closed_on, current.closed_because = today(), reason.strip()[:300]
        current.revision += 1
        current.save(update_fields=["closed_on", "closed_because", "revision"])
        record.event("risk.closed", current, titles=[current.title])
    return current


def review_register(ctx: Context, organisation: Organisation, next_on: date, seen: str) -> RiskReview:
    """The register was looked at whole today and is right: the proof of a risk analysis, good until the next review.

    `seen` is the `fingerprint_of` what was on screen. Once a day: again with another day for the next review corrects
    the first. Raises Stale, Refused.
    """
    if not today() < next_on <= latest_review(today()):
        raise Refused({"next_on": _("Choose a day to come, within three years.")})
    with ctx.recording(Verb.REVIEW, RISK, organisation) as record:
        risks = list(_open(organisation).select_for_update().order_by("pk"))
        if not risks:
            raise Refused(_("The register is empty: begin with the risks that hospitals share."))
        review = _review_of_today(organisation)
        if review and (review.next_on, review.risks) == (next_on, len(risks)):
            record.nothing_changed()
            return review
        if fingerprint_of((risk.pk, risk.revision) for risk in risks) != seen:
            raise Stale(_("Someone else changed the register in the meantime: look at it again."))
        review = review or RiskReview(organisation=organisation, region_id=organisation.region_pk, reviewed_on=today())
        review.next_on, review.risks, review.reviewed_by_id = next_on, len(risks), ctx.person_id
        review.save()
        _look_again_by(risks, next_on)
        _recorded(record, review, risks)
        deposit_activity_proof(
            ctx,
            organisation,
            PROOF,
            review.reviewed_on,
            {},
            f"governance.risk_review:{review.uid}",
            expires_on=next_on,
            title=_("Review of the risk register"),
        )
    return review


def _review_of_today(organisation: Organisation) -> RiskReview | None:
    rows = RiskReview.objects.within(SYSTEM).filter(organisation=organisation, reviewed_on=today())
    return rows.select_for_update().first()


def _look_again_by(risks: Collection[Risk], next_on: date) -> None:
    """Every risk was looked at: each has the day of the next review, until somebody wants one sooner."""
    for risk in risks:
        risk.review_on = next_on
        risk.revision += 1
        risk.save(update_fields=["review_on", "revision"])


def _recorded(record: Recording, review: RiskReview, risks: Collection[Risk]) -> None:
    ratings = sorted([risk.gravity, risk.likelihood] for risk in risks)
    record.event("risk.reviewed", review, risks=len(risks))
    record.entry("risk.reviewed", review, {"next_on": review.next_on.isoformat(), "ratings": ratings})


def _open(organisation: Organisation) -> TenantQuerySet[Risk]:
    return Risk.objects.within(SYSTEM).filter(organisation=organisation, closed_on__isnull=True)


def _demand_room(organisation: Organisation, wanted: int) -> None:
    if not organisation.kind_value.is_establishment:
        raise Refused(_("A risk register belongs to an establishment or a GHT."))
    if _open(organisation).count() + wanted > RISKS_AT_MOST:
        raise Refused(_("%(most)s risks at most: a short register is read. Close one first.") % {"most": RISKS_AT_MOST})


def _written(ctx: Context, organisation: Organisation, said: Rating, code: str = "") -> Risk:
    return Risk.objects.create(
        organisation=organisation,
        region_id=organisation.region_pk,
        code=code,
        **vars(said),
        recorded_by_id=ctx.person_id,
        recorded_at=now(),
    )


def _held(risk: Risk) -> Risk:
    rows = Risk.objects.within(SYSTEM).select_related("organisation").select_for_update(of=("self",))
    return rows.get(pk=risk.pk)


def _demand_open(risk: Risk) -> None:
    if risk.closed_on is not None:
        raise Stale(_("This risk was closed in the meantime."))
