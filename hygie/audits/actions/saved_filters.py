"""Filters of the list of findings, kept by each person for themselves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hygie.core.actions import Context, Refused
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..models import SavedFilter
from ..queries.findings import FILTERS_AT_MOST

SYSTEM = Scope.system()


def save_filter(ctx: Context, organisation: Organisation, name: str, query: str) -> SavedFilter:
    """The same name again replaces what it kept. Raises Refused."""
    said = name.strip()[:80]
    if not said:
        raise Refused({"name": _("Give the filter a name.")})
    with ctx.recording_own() as record:
        mine = SavedFilter.objects.within(SYSTEM).filter(organisation=organisation, person_id=ctx.person_id or 0)
        if mine.exclude(name=said).count() >= FILTERS_AT_MOST:
            raise Refused(_("You keep %(most)d filters already: remove one first.") % {"most": FILTERS_AT_MOST})
        saved, _made = SavedFilter.objects.within(SYSTEM).update_or_create(
            organisation=organisation,
            person_id=ctx.person_id or 0,
            name=said,
            defaults={"region_id": organisation.region_pk, "query": query[:600]},
        )
        record.nothing_changed()
    return saved


def forget_filter(ctx: Context, saved: SavedFilter) -> None:
    with ctx.recording_own() as record:
        SavedFilter.objects.within(SYSTEM).filter(pk=saved.pk, person_id=ctx.person_id or 0).delete()
        record.nothing_changed()
