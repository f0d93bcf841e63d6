"""What the pictures of findings show elsewhere, in counts only: menu, map and cockpit, an organisation's summary."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation
from hygie.web.formats import number
from hygie.web.indicators import Count, Indicator, IndicatorValue, indicators
from hygie.web.map import LegendEntry
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.slots import SlotItem, slot_items
from hygie.web.tones import Tone

from .heat import level_tone
from .policies import FINDING
from .queries.indicated import critical_of_each, levels_of_each
from .queries.overview import summary_of

LATE_LEGEND = (
    LegendEntry(Tone.SUCCESS, gettext_lazy("No critical finding open")),
    LegendEntry(Tone.WARNING, gettext_lazy("Critical findings open, none late")),
    LegendEntry(Tone.DANGER, gettext_lazy("Critical findings past their date")),
)
LEVEL_LEGEND = (
    LegendEntry(Tone.SUCCESS, gettext_lazy("Level 4 or 5")),
    LegendEntry(Tone.WARNING, gettext_lazy("Level 3")),
    LegendEntry(Tone.DANGER, gettext_lazy("Level 1 or 2")),
)


def register() -> None:
    navigation.register(
        NavItem(
            "audits.region",
            gettext_lazy("Audits and findings"),
            "audits:region",
            "shield-search",
            30,
            _reads_counts,
            section=Section.ACTIVITIES,
            app="audits",
        )
    )
    for slot in ("organisation.summary", "establishment.summary"):
        slot_items.register(SlotItem(f"audits.{slot}", slot, 30, organisation_summary))
    indicators.register(
        Indicator(
            "audits.late",
            gettext_lazy("Critical findings past their date"),
            gettext_lazy(
                "Critical findings still open after the day set for their repair, at establishments that brought in "
                "at least one report."
            ),
            LATE_LEGEND,
            _late,
            count=count_late,
            lacking=gettext_lazy("With critical findings past their date"),
        )
    )
    indicators.register(
        Indicator(
            "audits.directory",
            gettext_lazy("Level of the Active Directory"),
            gettext_lazy(
                "ANSSI level from 1 (worst) to 5, as the latest report of each establishment gave it; those that were "
                "not audited are not counted."
            ),
            LEVEL_LEGEND,
            _levels,
            count=count_levels,
            lacking=gettext_lazy("With an Active Directory below level 3"),
        )
    )


def _reads_counts(request: HttpRequest) -> bool:
    return FINDING.may(_context_of(request).role).allows(see=Level.STATUS)


def _context_of(request: HttpRequest) -> Context:
    """The reader's context, also on pages that no seat middleware went through."""
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _late(scope: Scope, region: int | None) -> Iterator[IndicatorValue]:
    for place, critical, late in critical_of_each(scope, region):
        if late:
            words = ngettext("%(n)s late", "%(n)s late", late) % {"n": number(late)}
            yield IndicatorValue(place, Tone.DANGER, words)
        elif critical:
            words = ngettext("%(n)s open, none late", "%(n)s open, none late", critical) % {"n": number(critical)}
            yield IndicatorValue(place, Tone.WARNING, words)
        else:
            yield IndicatorValue(place, Tone.SUCCESS, _("None open"))


def count_late(scope: Scope, region: int | None) -> Count | None:
    """Establishments where no critical finding is late, of those with a report."""
    found = [late for _place, _critical, late in critical_of_each(scope, region)]
    return Count(sum(not late for late in found), len(found)) if found else None


def _levels(scope: Scope, region: int | None) -> Iterator[IndicatorValue]:
    for place, level in levels_of_each(scope, region):
        yield IndicatorValue(place, level_tone(level), _("Level %(level)d") % {"level": level})


def count_levels(scope: Scope, region: int | None) -> Count | None:
    """Directories at level 3 or more, of those audited."""
    found = [level for _place, level in levels_of_each(scope, region)]
    return Count(sum(level >= 3 for level in found), len(found)) if found else None


def organisation_summary(request: HttpRequest, **context: object) -> str:
    """The way to the findings, on the organisation's own page in the territory. One query."""
    organisation, reader = context.get("organisation"), _context_of(request)
    if not isinstance(organisation, Organisation) or not organisation.kind_value.is_establishment:
        return ""
    if not reader.sees(Level.STATUS, FINDING, organisation):
        return ""
    shown = {"organisation": organisation, "summary": summary_of(reader, organisation)}
    return render_to_string("audits/_organisation_summary.html", shown, request=request)
