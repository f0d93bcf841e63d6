"""What findings add up to over a territory: how many, how bad, how late, who has a CVE. Never what or where."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from hygie.core.access import Level
from hygie.core.api import ApiRequest, Cursor, Listed, Typed
from hygie.core.pages import Access, Over
from hygie.territory.api import PlaceOut

from ..models import FindingSummary
from ..policies import FINDING
from ..queries.advisories import advisories_of
from ..queries.cves import CvePlace, places_with, shown_of
from ..queries.region import RegionFilter, page_of
from ..rules.products import keys_of
from .routes import ROUTES

CveNumber = Annotated[str, Field(pattern=r"^[Cc][Vv][Ee]-[12][0-9]{3}-[0-9]{4,11}$")]


class OpenOut(Schema):
    """How many are open, by severity."""

    critical: int
    high: int
    medium: int
    low: int
    info: int


class LateOut(Schema):
    """How many are past their date; information has none."""

    critical: int
    high: int
    medium: int
    low: int


class CountsOut(Schema):
    """One establishment. `exposed`: assets on the Internet with an open weakness; `level`: of its directory.

    `resting`: accepted risks and false positives. `late` was counted on `counted_on`.
    """

    organisation: PlaceOut
    open: OpenOut
    late: LateOut
    to_verify: int
    resting: int
    exposed: int
    level: int | None
    oldest_opened_at: datetime | None
    last_report_at: datetime | None
    counted_on: date

    @classmethod
    def of(cls, one: FindingSummary) -> CountsOut:
        return cls(
            organisation=PlaceOut.of(one.organisation),
            open=OpenOut(**{word: getattr(one, f"open_{word}") for word in OpenOut.model_fields}),
            late=LateOut(**{word: getattr(one, f"overdue_{word}") for word in LateOut.model_fields}),
            to_verify=one.to_verify,
            resting=one.resting,
            exposed=one.exposed,
            level=one.level,
            oldest_opened_at=one.oldest_opened_at,
            last_report_at=one.last_report_at,
            counted_on=one.day,
        )


@ROUTES.read(
    "/finding-counts",
    Listed[CountsOut],
    Access(Over.SCOPE, FINDING, Level.STATUS),
    _("Counts of findings, by establishment"),
)
def finding_counts(request: ApiRequest, department: Typed = "", page: Cursor = "") -> Listed[CountsOut]:
    """Those in reach where something was ever counted, the worst first."""
    found = page_of(request.context, RegionFilter(department), "", page)
    return Listed(rows=[CountsOut.of(row) for row in found.rows], next=found.next_cursor)


class CvePlaceOut(Schema):
    """An establishment that still has a CVE, or whose inventory lists a product that an advisory of it names."""

    organisation: UUID
    name: str
    department: str
    open: int
    late: int
    accepted: int
    since: datetime | None
    products: int

    @classmethod
    def of(cls, one: CvePlace) -> CvePlaceOut:
        return cls(
            organisation=one.uid,
            name=one.name,
            department=one.department,
            open=one.open,
            late=one.late,
            accepted=one.accepted,
            since=one.since,
            products=one.products,
        )


@ROUTES.read(
    "/cves/{cve}/establishments",
    Listed[CvePlaceOut],
    Access(Over.SCOPE, FINDING, Level.STATUS),
    _("Establishments that still have a CVE"),
)
def establishments_with_cve(request: ApiRequest, cve: CveNumber, page: Cursor = "") -> Listed[CvePlaceOut]:
    """Those in reach, the latest and the most first; one that brought in no report is not told to be safe."""
    number = cve.upper()
    keys = keys_of(part for one in advisories_of([number]) for part in one.products)
    found = shown_of(places_with(request.context, number, keys), page)
    return Listed(rows=[CvePlaceOut.of(row) for row in found.rows], next=found.next_cursor)
