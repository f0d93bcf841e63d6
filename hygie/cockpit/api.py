"""Operations on the regional picture."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiPart, ApiRequest, Operations, api_parts
from hygie.core.clock import today
from hygie.core.pages import Access, Over
from hygie.obligations.enums import Nature
from hygie.obligations.queries.visible import programmes_for

from .policies import PICTURE
from .queries.sums import first_day, totals_on

ROUTES = Operations()


class TotalOut(Schema):
    """One programme on one day. `places`: establishments that it binds; `complete`: that meet the whole of it.

    The others add up requirements: judged (binding and not waived), met, verified by the ARS, overdue, missing.
    """

    programme: str
    nature: Nature
    places: int
    complete: int
    judged: int
    met: int
    verified: int
    overdue: int
    missing: int


class PictureOut(Schema):
    """The region, or the departments that one follows, on a day; `first_day` is the first that was recorded."""

    on: date
    first_day: date | None
    programmes: list[TotalOut]


@ROUTES.read(
    "/region/totals", PictureOut, Access(Over.SCOPE, PICTURE, Level.STATUS), _("Totals of the region on a day")
)
def totals(request: ApiRequest, on: date | None = None) -> PictureOut:
    """As recorded at the end of that day; as it stands now for today, or without a day."""
    day = min(on or today(), today())
    found = totals_on(request.context, day)
    programmes = [
        TotalOut(programme=one.code, nature=one.nature, **vars(found[one.code]))
        for one in programmes_for(request.context)
        if one.code in found
    ]
    return PictureOut(on=day, first_day=first_day(request.context), programmes=programmes)


def register() -> None:
    api_parts.register(ApiPart("cockpit", _("The region"), ROUTES))
