"""The establishments behind an indicator's figure."""

from __future__ import annotations

from hygie.core.actions import Context
from hygie.core.paging import Page, paginate
from hygie.territory.models import Organisation
from hygie.web.indicators import Indicator, IndicatorValue
from hygie.web.tones import Tone


def lacking_of(
    context: Context, indicator: Indicator, cursor: str
) -> tuple[Page[Organisation], list[tuple[Organisation, IndicatorValue]]]:
    """Those in the red, by name. One query, and the indicator's own."""
    red = {one.organisation_id: one for one in indicator.values(context.scope, None) if one.tone == Tone.DANGER}
    places = Organisation.objects.within(context.scope).filter(pk__in=red)
    page = paginate(places, ("name", "pk"), cursor)
    return page, [(place, red[place.pk]) for place in page.rows]
