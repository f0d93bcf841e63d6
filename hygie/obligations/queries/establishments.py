"""The establishments a reader answers for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Sum

from hygie.core.actions import Context
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.models import Organisation

from ..catalogue_reader import load_catalogue
from ..enums import Status
from ..models import ProgrammeSummary, StatusInterval
from .standings import Standing
from .visible import codes_of, programmes_for

LISTED_AT_MOST = 200
URGENT = (Status.REFUSED, Status.OVERDUE, Status.MISSING, Status.EXPIRES_SOON, Status.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Answered:
    """One establishment with its sums over all programmes."""

    pk: int
    uid: UUID
    name: str
    kind: str
    city: str
    overdue: int
    missing: int
    met: int
    judged: int


def answered_for(context: Context, holders: Collection[int] | None = None) -> list[Answered]:
    """The establishments in sight that something binds, the most overdue first; `holders` narrows them. One query."""
    rows = _summaries(context).filter(until__isnull=True)
    if holders is not None:
        rows = rows.filter(organisation_id__in=holders)
    place = [f"organisation__{column}" for column in ("uid", "name", "short_name", "kind", "city")]
    sums = rows.values("organisation_id", *place).annotate(
        n_overdue=Sum("overdue"),
        n_missing=Sum("missing"),
        n_met=Sum("met"),
        n_judged=Sum(F("applicable") - F("waived")),
    )
    return [
        Answered(
            row["organisation_id"],
            row["organisation__uid"],
            row["organisation__short_name"] or row["organisation__name"],
            row["organisation__kind"],
            row["organisation__city"],
            row["n_overdue"],
            row["n_missing"],
            row["n_met"],
            row["n_judged"],
        )
        for row in sums.order_by("-n_overdue", "-n_missing", "organisation__name", "organisation_id")[:LISTED_AT_MOST]
    ]


def urgent_in(context: Context, organisations: Collection[int]) -> list[tuple[Organisation, Standing]]:
    """What may be somebody's next thing, over several establishments. One query."""
    rows = StatusInterval.objects.within(context.scope).filter(
        organisation_id__in=organisations,
        programme__in=codes_of(programmes_for(context)),
        status__in=URGENT,
        until__isnull=True,
    )
    catalogue = load_catalogue()
    found: list[tuple[Organisation, Standing]] = []
    for row in rows.select_related("organisation").order_by("pk"):
        if requirement := catalogue.get(row.requirement):
            found.append((row.organisation, Standing(requirement, row.verdict, row.since)))
    return found


def summaries_of(context: Context, organisation: Organisation) -> Sequence[ProgrammeSummary]:
    rows = _summaries(context).filter(organisation=organisation, until__isnull=True)
    return list(rows.order_by("programme"))


def _summaries(context: Context) -> TenantQuerySet[ProgrammeSummary]:
    return ProgrammeSummary.objects.within(context.scope).filter(programme__in=codes_of(programmes_for(context)))
