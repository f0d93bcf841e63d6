"""The list of an establishment's findings: what is asked of it, its lines, what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.models import Organisation

from ..enums import Decision, DueBecause, Exploitation, FindingSeverity, FindingState, FindingView
from ..models import Finding, FindingCve, FindingSummary, SavedFilter
from ..words import lane_words
from ..workflow import RESTING

#: the most pressing first; what weighs the same, the newest first
KEYS = ("-weight", "-pk")
SHOWN_AT_MOST = 1_000
EXPORTED_AT_ONCE = 2_000
#: what a line of a list says; the rest of a row of fifty columns stays where it is
LISTED = (
    *("uid", "title", "location", "lane", "severity", "level", "count", "kev", "decision", "state", "is_open"),
    *("until", "due_on", "weight", "organisation__name", "organisation__short_name", "asset__name", "asset__label"),
    *("assignee__first_name", "assignee__last_name", "assignee__email"),
)
#: long texts stay where they are
TOLD = (
    *(name for name in LISTED if not name.startswith("organisation")),
    *("weakness__rule", "due_because", "cves", "epss", "opened_at", "closed_at", "first_seen_at", "last_seen_at"),
)
EXPORTED = (
    *("uid", "title", "location", "severity", "decision", "state", "is_open", "due_on", "cves", "lane"),
    *("first_seen_at", "last_seen_at", "organisation__name", "asset__name", "weakness__rule"),
    *("assignee__first_name", "assignee__last_name", "assignee__email"),
)
FILTERS_AT_MOST = 20
#: value of a filter that keeps what is assigned to no one
NOBODY = "nobody"
NOT_ASKED = (None, "")
REFERENCE = re.compile(r"[0-9a-fA-F]{6}")
#: SQLite finds by its index what equals a value; of a bare boolean it reads every row
IS_OPEN = Q(is_open__in=[True])


@dataclass(frozen=True)
class Asked:
    """What narrows the list; empty fields narrow nothing."""

    view: FindingView = FindingView.OPEN
    state: str = ""
    severity: int | None = None
    decision: int | None = None
    exposure: str = ""
    lane: str = ""
    assignee: str = ""
    kev: bool = False
    text: str = ""
    rule: str = ""
    cve: str = ""
    asset: UUID | None = None
    audit: UUID | None = None


@dataclass(frozen=True)
class FindingLine:
    """A finding as a page says it."""

    finding: Finding
    today: date

    @property
    def title(self) -> str:
        return self.finding.title or _("Masked finding")

    @property
    def spot(self) -> str:
        """Where on its asset; its source where the report tells nothing that helps."""
        return self.finding.location.strip("/") or self.source

    @property
    def is_masked(self) -> bool:
        """An extract tells the level and how many objects, and keeps the rest at the establishment."""
        return not self.finding.title

    @property
    def reference(self) -> str:
        """Short, and tells nothing: how people and notifications name it."""
        return reference_of(self.finding)

    @property
    def source(self) -> str:
        return lane_words(self.finding.lane)

    @property
    def state(self) -> FindingState:
        return FindingState(self.finding.state)

    @property
    def severity(self) -> FindingSeverity:
        return FindingSeverity(self.finding.severity)

    @property
    def decision(self) -> Decision:
        return Decision(self.finding.decision)

    @property
    def exploitation(self) -> Exploitation:
        return Exploitation(self.finding.exploitation)

    @property
    def due_because(self) -> DueBecause:
        return DueBecause(self.finding.due_because)

    @property
    def is_late(self) -> bool:
        due = self.finding.due_on
        return self.finding.is_open and due is not None and due < self.today


def reference_of(finding: Finding) -> str:
    return str(finding.uid)[-6:].upper()


def line_of(finding: Finding) -> FindingLine:
    return FindingLine(finding, today())


def findings_of(context: Context, organisation: Organisation, asked: Asked) -> TenantQuerySet[Finding]:
    """What the filter keeps of one establishment's findings; the caller has checked the reader."""
    rows = Finding.objects.within(context.scope).filter(organisation=organisation)
    return rows.filter(_condition(context, organisation, asked))


def findings_named(context: Context, organisation: Organisation, uids: Collection[UUID]) -> TenantQuerySet[Finding]:
    """Those that somebody ticked."""
    rows = Finding.objects.within(context.scope).filter(organisation=organisation)
    return rows.filter(uid__in=list(uids)[:SHOWN_AT_MOST])


def assigned_to_me(context: Context, view: FindingView) -> TenantQuerySet[Finding]:
    """What was given to the reader, at every place where they have a role."""
    rows = Finding.objects.within(context.scope).filter(assignee_id=context.person_id or 0)
    return rows.filter(_of_view(view)).select_related("asset", "organisation")


def lines_page(rows: TenantQuerySet[Finding], cursor: str) -> tuple[Page[Finding], list[FindingLine]]:
    """One page, one query."""
    wanted = rows.select_related("asset", "assignee", "organisation").only(*LISTED)
    found = paginate(wanted, KEYS, cursor)
    return found, [line_of(finding) for finding in found.rows]


def told_page(rows: TenantQuerySet[Finding], cursor: str) -> Page[Finding]:
    """One page for a machine, with the rule and what the report said in short. One query."""
    return paginate(rows.select_related("asset", "assignee", "weakness").only(*TOLD), KEYS, cursor)


def exported(rows: TenantQuerySet[Finding]) -> Iterator[FindingLine]:
    """Every row, in the order of the list, in bounded memory."""
    wanted = rows.select_related("asset", "assignee", "weakness", "organisation").only(*EXPORTED).order_by(*KEYS)
    return (line_of(finding) for finding in wanted.iterator(EXPORTED_AT_ONCE))


def summary_of(context: Context, organisation: Organisation) -> FindingSummary:
    """The counts kept beside the findings; zeros where nothing was ever counted. One query."""
    rows = FindingSummary.objects.within(context.scope).filter(organisation=organisation)
    return rows.order_by("pk").first() or FindingSummary(organisation=organisation, day=today())


def lanes_of(context: Context, organisation: Organisation) -> list[str]:
    """The kinds of source that found something here. One query."""
    rows = Finding.objects.within(context.scope).filter(organisation=organisation)
    return sorted(set(rows.order_by("lane").values_list("lane", flat=True).distinct()))


def saved_filters(context: Context, organisation: Organisation) -> Sequence[SavedFilter]:
    rows = SavedFilter.objects.within(context.scope).filter(organisation=organisation, person_id=context.person_id or 0)
    return list(rows.order_by("name", "pk")[:FILTERS_AT_MOST])


def _condition(context: Context, organisation: Organisation, asked: Asked) -> Q:
    columns = {
        "state": asked.state,
        "severity": asked.severity,
        "decision": asked.decision,
        "asset__exposure": asked.exposure,
        "lane": asked.lane,
        "kev": True if asked.kev else None,
        "weakness__rule": asked.rule,
        "asset__uid": asked.asset,
        "audit__uid": asked.audit,
    }
    kept = _of_view(asked.view) & Q(**{column: value for column, value in columns.items() if value not in NOT_ASKED})
    if asked.assignee:
        kept &= Q(assignee__isnull=True) if asked.assignee == NOBODY else Q(assignee__uid=asked.assignee)
    if asked.cve:
        kept &= Q(pk__in=_speaking_of(context, organisation, asked.cve))
    if asked.text:
        kept &= _saying(context, organisation, asked.text)
    return kept


def _of_view(view: FindingView) -> Q:
    views = {
        FindingView.OPEN: IS_OPEN,
        FindingView.LATE: IS_OPEN & Q(due_on__lt=today()),
        FindingView.TO_VERIFY: Q(state=FindingState.TO_VERIFY),
        FindingView.RESTING: Q(state__in=RESTING),
        FindingView.CLOSED: Q(state=FindingState.CLOSED),
        FindingView.ALL: Q(),
    }
    return views[view]


def _speaking_of(context: Context, organisation: Organisation, cve: str) -> QuerySet[FindingCve, Any]:
    rows = FindingCve.objects.within(context.scope).filter(organisation=organisation, cve=cve.upper())
    return rows.values("finding_id")


def _saying(context: Context, organisation: Organisation, text: str) -> Q:
    """Words of the title, the name of the asset, how a rule or a CVE begins, the short reference of a finding."""
    said = Q(title__icontains=text) | Q(asset__name__icontains=text) | Q(asset__label__icontains=text)
    said |= Q(weakness__rule__istartswith=text)
    if REFERENCE.fullmatch(text):
        said |= Q(uid__iendswith=text)
    if text.upper().startswith("CVE-"):
        said |= Q(pk__in=_speaking_of(context, organisation, text))
    return said
