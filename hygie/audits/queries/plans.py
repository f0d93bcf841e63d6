"""Remediation plans: how far each is, and one of them whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.models import Organisation
from hygie.web.tones import Tone

from ..enums import ActionState, PlanState
from ..models import Finding, PlanAction, PlannedFinding, RemediationPlan
from ..rules.plans import Line, Progress, Signed, digest_of, is_late, progress_of

SIZE = 20
FINDINGS_AT_MOST = 1000
COVERS_SHOWN = 10
SYSTEM = Scope.system()


@dataclass(frozen=True)
class ActionLine:
    """One action with the findings that it covers, and how many of those are closed."""

    action: PlanAction
    findings: int
    closed: int

    @property
    def is_late(self) -> bool:
        return is_late(self.action.state, self.action.due_on, today())

    @property
    def tone(self) -> Tone:
        return ActionState(self.action.state).tone

    @property
    def line(self) -> Line:
        one = self.action
        return Line(one.state, one.due_on, one.cost, self.findings, self.closed)


@dataclass(frozen=True)
class PlanLine:
    plan: RemediationPlan
    progress: Progress

    @property
    def tone(self) -> Tone:
        return PlanState(self.plan.state).tone


def plans_of(context: Context, organisation: Organisation, cursor: str) -> tuple[Page[RemediationPlan], list[PlanLine]]:
    """The newest first, with how far each is. Three queries."""
    rows = RemediationPlan.objects.within(context.scope).filter(organisation=organisation)
    page = paginate(rows, ["-pk"], cursor, SIZE)
    lines = lines_of(context, page.rows)
    return page, [PlanLine(plan, progress_of(_values(lines.get(plan.pk, ())), today())) for plan in page.rows]


def lines_of(context: Context, plans: Sequence[RemediationPlan]) -> Mapping[int, list[ActionLine]]:
    """The actions of each plan in their order. Two queries, none without a plan."""
    if not plans:
        return {}
    actions = PlanAction.objects.within(context.scope).filter(plan__in=plans).select_related("proof")
    counts = _covered(context, plans)
    found: dict[int, list[ActionLine]] = {}
    for action in actions.order_by("plan_id", "rank", "pk"):
        found.setdefault(action.plan_id, []).append(ActionLine(action, *counts.get(action.pk, (0, 0))))
    return found


def _covered(context: Context, plans: Collection[RemediationPlan]) -> dict[int, tuple[int, int]]:
    rows = PlannedFinding.objects.within(context.scope).filter(action__plan__in=plans)
    groups: Any = rows.order_by("action_id").values("action_id")
    counted = groups.annotate(n=Count("pk"), n_closed=Count("pk", filter=Q(finding__is_open=False)))
    return {row["action_id"]: (row["n"], row["n_closed"]) for row in counted}


def _values(lines: Sequence[ActionLine]) -> list[Line]:
    return [one.line for one in lines]


def progress_now(lines: Sequence[ActionLine]) -> Progress:
    return progress_of(_values(lines), today())


def plan_or_404(context: Context, uid: UUID) -> RemediationPlan:
    rows = RemediationPlan.objects.within(context.scope).select_related("organisation__region", "approved_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def action_or_404(context: Context, uid: UUID) -> PlanAction:
    rows = PlanAction.objects.within(context.scope).select_related("plan", "organisation__region", "proof")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def planned_of(context: Context, action: PlanAction) -> list[PlannedFinding]:
    """The findings that an action covers, the most pressing first; a bounded number."""
    rows = PlannedFinding.objects.within(context.scope).filter(action=action)
    rows = rows.select_related("finding__asset", "finding__weakness")
    return list(rows.order_by("-finding__weight", "pk")[:FINDINGS_AT_MOST])


def drafts_of(context: Context, organisation: Organisation) -> list[RemediationPlan]:
    """To which findings may be added."""
    rows = RemediationPlan.objects.within(context.scope).filter(organisation=organisation, state=PlanState.DRAFT)
    return list(rows.order_by("-pk")[:SIZE])


def findings_named(context: Context, organisation: Organisation, uids: Collection[UUID]) -> list[Finding]:
    """Those of the establishment in sight; others are as absent as those that do not exist."""
    rows = Finding.objects.within(context.scope).filter(organisation=organisation, uid__in=uids)
    return list(rows.select_related("weakness", "asset").order_by("-weight", "pk")[:FINDINGS_AT_MOST])


def most_pressing(rows: TenantQuerySet[Finding]) -> list[Finding]:
    """As many of the findings that the caller chose as one plan takes at once."""
    return list(rows.select_related("weakness", "asset").order_by("-weight", "pk")[:FINDINGS_AT_MOST])


@dataclass(frozen=True)
class Cover:
    """An action of a plan that is meant to fix a finding."""

    action: PlanAction

    @property
    def tone(self) -> Tone:
        return ActionState(self.action.state).tone


def covers_of(context: Context, finding: Finding) -> list[Cover]:
    """The actions that cover a finding, the latest plan first; none dropped, none of an abandoned plan. One query."""
    rows = PlanAction.objects.within(context.scope).filter(planned__finding=finding).select_related("plan")
    standing = rows.exclude(state=ActionState.DROPPED).exclude(plan__state=PlanState.ABANDONED)
    return [Cover(action) for action in standing.order_by("-plan_id", "rank", "pk")[:COVERS_SHOWN]]


def pressing_findings(organisation: Organisation, limit: int) -> list[UUID]:
    """The most pressing open findings, by their public ids; for the demonstration, whatever the sight."""
    rows = Finding.objects.within(SYSTEM).filter(organisation=organisation, is_open=True)
    return list(rows.order_by("-weight", "-pk").values_list("uid", flat=True)[:limit])


def signed_part(plan: RemediationPlan) -> tuple[str, list[Signed]]:
    """The digest of what the director signs, and what it covers; within the action, whatever the sight."""
    actions = PlanAction.objects.within(SYSTEM).filter(plan=plan).exclude(state=ActionState.DROPPED)
    covered: dict[int, list[str]] = {}
    rows = PlannedFinding.objects.within(SYSTEM).filter(action__plan=plan).order_by("pk")
    for action, finding in rows.values_list("action_id", "finding__uid"):
        covered.setdefault(action, []).append(str(finding))
    said = [
        Signed(one.title, one.owner, one.due_on, one.cost, covered.get(one.pk, []))
        for one in actions.order_by("rank", "pk")
    ]
    return digest_of(str(plan.uid), plan.title, plan.note, said), said


@dataclass(frozen=True)
class PlanNews:
    """A plan that waits for somebody: to be signed, or with actions that are late or due."""

    plan: RemediationPlan
    late: int
    due_on: Any


def plans_waiting(context: Context, organisation: Organisation) -> list[PlanNews]:
    """One query."""
    left = ~Q(actions__state__in=(ActionState.DONE, ActionState.DROPPED))
    rows: Any = RemediationPlan.objects.within(context.scope).filter(
        organisation=organisation, state__in=(PlanState.SUBMITTED, PlanState.APPROVED)
    )
    rows = rows.annotate(
        n_late=Count("actions", filter=left & Q(actions__due_on__lt=today())),
        next_due=Min("actions__due_on", filter=left),
    )
    return [PlanNews(plan, plan.n_late, plan.next_due) for plan in rows.order_by("pk")]
