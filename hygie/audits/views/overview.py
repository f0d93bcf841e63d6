"""The findings of an establishment at a glance: what to do now, how many, how old, how late, over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from hygie.core.access import Level, Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404
from hygie.web.charts import Chart
from hygie.web.components import Tile
from hygie.web.formats import day, number
from hygie.web.tones import Tone

from .. import pictures
from ..enums import AuditState, FindingSeverity
from ..models import Audit, FindingSummary
from ..policies import FINDING
from ..queries.overview import ages_of, days_of, latest_reports, next_audits, summary_of
from ..rules.pictures import days_shown
from .addresses import address_of
from .common import tabs_of

WEEK = timedelta(days=7)
CRITICAL, HIGH = FindingSeverity.CRITICAL.value, FindingSeverity.HIGH.value


@dataclass(frozen=True)
class Todo:
    """One thing to begin with. `url` is empty where the reader has no page to act on."""

    title: str
    note: str
    tone: Tone
    icon: str
    url: str = ""


@page(FINDING, see=Level.STATUS)
@require_GET
def overview(request: Request, uid: UUID) -> HttpResponse:
    """Counts only: the ARS reads it too, and nothing here says what or where a finding is."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    detail = request.context.sees(Level.DETAIL, FINDING, organisation)
    edits = request.context.may(Verb.EDIT, FINDING, organisation)
    summary, audits = summary_of(request.context, organisation), next_audits(request.context, organisation)
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "overview"),
        "summary": summary,
        "detail": detail,
        "edits": edits,
        "todos": _todos(summary, audits, organisation, detail=detail, edits=edits),
        "reports": latest_reports(request.context, organisation) if summary else [],
        "import_url": address_of("audits:send_report", organisation.uid) if edits else "",
        "tiles": _tiles(summary, organisation, detail=detail) if summary else [],
        "charts": _charts(request.context, organisation, summary) if summary else [],
    }
    return render(request, "audits/overview.html", context)


def _todos(
    summary: FindingSummary | None, audits: list[Audit], organisation: Organisation, *, detail: bool, edits: bool
) -> list[Todo]:
    """The most pressing first; nothing to do is an empty list. What to do about it is said to those who may do it."""
    findings = address_of("audits:findings", organisation.uid) if detail else ""
    found = []
    if summary is not None:
        for late, words, tone, severity in (
            (summary.overdue_critical, _late_critical(summary.overdue_critical), Tone.DANGER, CRITICAL),
            (summary.overdue_high, _late_high(summary.overdue_high), Tone.WARNING, HIGH),
        ):
            if late:
                note = _("Its date has gone: fix it, or say why it stays.") if edits else ""
                url = f"{findings}?view=late&severity={severity}" if findings else ""
                found.append(Todo(words, note, tone, "alert-triangle", url))
        if summary.level is not None and summary.level < 3:
            title = _("Active Directory at level %(level)d of 5") % {"level": summary.level}
            note = _("The way to the next level says what to change.")
            found.append(Todo(title, note, Tone.DANGER, "sitemap", address_of("audits:directory", organisation.uid)))
        if summary.to_verify:
            note = _("Look again, or ask for a counter-audit: until then it counts as open.") if edits else ""
            url = f"{findings}?view=to_verify" if findings else ""
            found.append(Todo(_to_verify(summary.to_verify), note, Tone.INFO, "eye-check", url))
    return found + [_audit_todo(audit, organisation) for audit in audits]


def _late_critical(count: int) -> str:
    words = ngettext("%(n)s critical finding is late", "%(n)s critical findings are late", count)
    return words % {"n": number(count)}


def _late_high(count: int) -> str:
    words = ngettext("%(n)s high finding is late", "%(n)s high findings are late", count)
    return words % {"n": number(count)}


def _to_verify(count: int) -> str:
    words = ngettext("%(n)s repair to verify", "%(n)s repairs to verify", count)
    return words % {"n": number(count)}


def _audit_todo(audit: Audit, organisation: Organisation) -> Todo:
    kind, state = audit.get_kind_display(), AuditState(audit.state)
    if state is AuditState.IN_PROGRESS:
        title = _("Audit under way: %(kind)s") % {"kind": kind}
        note = _("Until %(day)s.") % {"day": day(audit.ends_on)}
    else:
        title = _("Next audit: %(kind)s") % {"kind": kind}
        begun = audit.starts_on <= today()
        note = _("Until %(day)s.") % {"day": day(audit.ends_on)} if begun else _from(audit)
    tone = Tone.WARNING if audit.ends_on < today() else Tone.NEUTRAL
    return Todo(title, note, tone, "calendar-event", address_of("audits:audits", organisation.uid))


def _from(audit: Audit) -> str:
    return _("From %(day)s.") % {"day": day(audit.starts_on)}


def _tiles(summary: FindingSummary, organisation: Organisation, *, detail: bool) -> list[Tile]:
    here = address_of("audits:findings", organisation.uid) if detail else ""
    weaker = summary.level is not None and summary.level < 3
    return [
        Tile(
            pgettext("findings", "Critical"),
            summary.open_critical,
            note=_late_note(summary.overdue_critical),
            tone=Tone.DANGER if summary.open_critical else Tone.SUCCESS,
            url=here and f"{here}?severity={CRITICAL}",
        ),
        Tile(
            pgettext("findings", "High"),
            summary.open_high,
            note=_late_note(summary.overdue_high),
            tone=Tone.WARNING if summary.open_high else Tone.SUCCESS,
            url=here and f"{here}?severity={HIGH}",
        ),
        Tile(_("Medium and low"), summary.open_medium + summary.open_low),
        Tile(
            _("Exposed assets"),
            summary.exposed,
            note=_("with an open finding, on the Internet"),
            tone=Tone.WARNING if summary.exposed else Tone.NEUTRAL,
        ),
        Tile(
            _("Active Directory"),
            summary.level,
            unit="/ 5" if summary.level else "",
            note=_("ANSSI level") if summary.level else _("not audited yet"),
            tone=Tone.DANGER if weaker else Tone.NEUTRAL,
            url=address_of("audits:directory", organisation.uid),
        ),
    ]


def _late_note(count: int) -> str:
    if not count:
        return _("none is late")
    return ngettext("%(n)s is late", "%(n)s are late", count) % {"n": number(count)}


def _charts(context: Context, organisation: Organisation, summary: FindingSummary) -> list[Chart]:
    kept = days_of(context, organisation, days_shown(today(), WEEK)[:-1])
    past = [(row.day, model_to_dict(row)) for row in kept] + [(today(), model_to_dict(summary))]
    found = (
        pictures.burn_down(past),
        pictures.ages(ages_of(context, organisation)),
        pictures.late(model_to_dict(summary)),
        pictures.exposure(past),
        pictures.levels(past),
    )
    return [chart for chart in found if chart is not None]
