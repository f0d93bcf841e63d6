"""What surrounds one finding: its history, its evidence, the signature that it waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.models import Organisation
from hygie.web.components import Moment
from hygie.web.formats import day

from ..access import OVER
from ..enums import AcceptanceState, FindingSeverity, FindingState
from ..models import Asset, Audit, Finding, FindingEvent, FindingFile, RiskAcceptance
from ..words import lane_words
from .findings import Asked, FindingLine, line_of

EVENTS_SHOWN = 50


@dataclass(frozen=True)
class AcceptanceLine:
    """A proposal to accept a risk, with its finding."""

    proposal: RiskAcceptance
    line: FindingLine


def history_of(context: Context, finding: Finding) -> list[Moment]:
    """What changed, the latest first, down to its arrival. One query."""
    rows = FindingEvent.objects.within(context.scope).filter(finding=finding).select_related("person", "report")
    found = list(rows.order_by("-pk")[: EVENTS_SHOWN + 1])
    told = [_moment(event) for event in found[:EVENTS_SHOWN]]
    return told if len(found) > EVENTS_SHOWN else [*told, _arrival(finding)]


def files_of(context: Context, finding: Finding) -> list[FindingFile]:
    rows = FindingFile.objects.within(context.scope).filter(finding=finding).select_related("file")
    return list(rows.order_by("pk"))


def proposal_of(context: Context, finding: Finding) -> RiskAcceptance | None:
    """The acceptance that waits for the director, or the last one that they refused. One query."""
    rows = RiskAcceptance.objects.within(context.scope).filter(finding=finding)
    last = rows.select_related("asked_by", "answered_by").order_by("-pk").first()
    told = (AcceptanceState.ASKED, AcceptanceState.REFUSED)
    return last if last is not None and last.state in told and finding.is_open else None


def proposals_to_sign(context: Context, organisation: Organisation) -> list[AcceptanceLine]:
    """What waits for the director, the oldest first. One query."""
    rows = _to_sign(context, organisation).select_related("finding", "finding__asset", "asked_by")
    return [AcceptanceLine(one, line_of(one.finding)) for one in rows.order_by("pk")[:500]]


def count_to_sign(context: Context, organisation: Organisation) -> int:
    return _to_sign(context, organisation).count()


def _to_sign(context: Context, organisation: Organisation) -> TenantQuerySet[RiskAcceptance]:
    rows = RiskAcceptance.objects.within(context.scope).filter(organisation=organisation)
    return rows.filter(state=AcceptanceState.ASKED, finding__is_open=True, until__gt=today())


def _arrival(finding: Finding) -> Moment:
    if finding.first_import is not None:
        source = finding.first_import.tool or lane_words(finding.lane)
        return Moment(finding.first_seen_at, _("First seen"), source, icon="file-import")
    return Moment(finding.first_seen_at, _("Entered by hand"), icon="plus")


def _moment(event: FindingEvent) -> Moment:
    title, tone, icon = _told(event)
    who = event.person.full_name if event.person else ""
    if event.report is not None:
        who = event.report.tool or lane_words(event.report.lane)
    return Moment(event.at, title, event.note, tone=tone, icon=icon, who=who)


def _told(event: FindingEvent) -> tuple[str, str, str]:
    """What one event says, its tone and its icon."""
    after: Mapping[str, Any] = event.after
    if event.kind == "state" and after.get("state") in FindingState.values:
        state = FindingState(after["state"])
        title = f"{state.label} {day(_day_of(after))}" if after.get("until") else str(state.label)
        return title, state.tone, "arrow-right"
    if event.kind == "severity" and after.get("severity") in FindingSeverity.values:
        severity = FindingSeverity(after["severity"])
        return _("Severity: %(severity)s") % {"severity": severity.label}, severity.tone, "gauge"
    if event.kind == "due" and after.get("due_on"):
        moved = datetime.fromisoformat(str(after["due_on"])).date()
        return _("To be fixed by %(day)s") % {"day": day(moved)}, "neutral", "calendar"
    return _other(event)


def _other(event: FindingEvent) -> tuple[str, str, str]:
    words = {
        "assigned": (_("Assigned"), "user-check"),
        "evidence": (_("Evidence added"), "paperclip"),
        "text": (_("Its description changed"), "pencil"),
        "asset": (_("Moved to another asset"), "arrows-join"),
    }
    title, icon = words.get(event.kind, (_("Changed"), "pencil"))
    if event.kind == "assigned" and not event.after.get("assignee_id"):
        title = _("No longer assigned")
    return title, "neutral", icon


def _day_of(after: Mapping[str, Any]) -> Any:
    return datetime.fromisoformat(str(after["until"])).date()


def references_of(finding: Finding) -> Sequence[tuple[str, bool]]:
    """What the report refers to, and whether it is an address that a browser may open."""
    told = [str(one) for one in finding.weakness.references][:30]
    return [(one, one.lower().startswith(("http://", "https://"))) for one in told]


def audits_here(context: Context, organisation: Organisation) -> list[Audit]:
    """The audits to which a finding entered by hand may belong: those that are not over. One query."""
    rows = Audit.objects.within(context.scope).filter(organisation=organisation)
    return list(rows.exclude(state__in=OVER).order_by("-starts_on", "-pk")[:100])


def narrowed_words(context: Context, organisation: Organisation, asked: Asked) -> list[tuple[str, str, str]]:
    """The parameter, its label and its value, for what a link asked: at most one query for each."""
    told = []
    if asked.rule:
        told.append(("rule", _("Weakness"), asked.rule))
    if asked.cve:
        told.append(("cve", "CVE", asked.cve.upper()))
    if asked.asset:
        assets = Asset.objects.within(context.scope).filter(organisation=organisation, uid=asked.asset)
        told.append(("asset", _("Asset"), str(assets.order_by("pk").first() or "–")))
    if asked.audit:
        audits = Audit.objects.within(context.scope).filter(organisation=organisation, uid=asked.audit)
        told.append(("audit", pgettext("of a finding", "Audit"), str(audits.order_by("pk").first() or "–")))
    return told
