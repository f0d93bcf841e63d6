"""What each establishment shows on the map and the cockpit, from the summaries alone.

Sensitive programmes never enter: an indicator is read by everyone who sees a status.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, F, IntegerField, Min, Value, When

from hygie.core.tenancy import Scope, TenantQuerySet

from ..catalogue_reader import load_catalogue
from ..enums import Status
from ..models import ProgrammeSummary


def worst_of_each(scope: Scope, region: int | None) -> Iterator[tuple[int, Status]]:
    """The most urgent status of each organisation. One query."""
    urgency = Case(
        *(When(worst=status.value, then=Value(status.urgency)) for status in Status), output_field=IntegerField()
    )
    by_urgency = {status.urgency: status for status in Status}
    rows = _open(scope, region).order_by("organisation_id").values("organisation_id")
    for row in rows.annotate(urgency=Min(urgency)):
        yield row["organisation_id"], by_urgency[row["urgency"]]


def shares_of_each(scope: Scope, region: int | None, programme: str) -> Iterator[tuple[int, int, int]]:
    """Organisation, requirements met, requirements judged, for one programme. One query."""
    rows = _open(scope, region).filter(programme=programme, applicable__gt=F("waived")).order_by("organisation_id")
    for place, met, applicable, waived in rows.values_list("organisation_id", "met", "applicable", "waived"):
        yield place, met, applicable - waived


def _open(scope: Scope, region: int | None) -> TenantQuerySet[ProgrammeSummary]:
    shown = [programme.code for programme in load_catalogue().programmes if not programme.sensitive]
    rows = ProgrammeSummary.objects.within(scope).filter(until__isnull=True, programme__in=shown)
    return rows.filter(region_id=region) if region is not None else rows
