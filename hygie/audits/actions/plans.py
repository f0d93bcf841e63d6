"""A remediation plan from its first draft to its signature, and after. Events name no action and no finding."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.accounts.queries import has_second_factor
from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, Stale, demand_version
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.obligations.actions import deposit_activity_proof, withdraw_activity_proof
from hygie.territory.models import Organisation

from ..enums import ActionState, PlanState
from ..models import Finding, PlanAction, PlannedFinding, RemediationPlan
from ..policies import FINDING, REMEDIATION_PLAN
from ..proofs import REMEDIATION_PLAN_KIND
from ..queries.plans import findings_named, signed_part
from ..workflow import PLAN_MOVES, move_named

SYSTEM = Scope.system()
ACTIONS_AT_MOST = 200
#: an approval is not one of them: it asks for a signature
SIMPLE_MOVES = frozenset({"submit", "redraft", "finish", "abandon"})


def start_plan(
    ctx: Context, organisation: Organisation, title: str, findings: Collection[UUID] = (), note: str = ""
) -> RemediationPlan:
    """A draft with one action for each weakness among the chosen findings; nothing chosen, an empty one.

    The same title pressed twice is one draft. Raises Refused on `title`.
    """
    words = " ".join(title.split())
    if not words:
        raise Refused({"title": _("Give the plan a title.")})
    if not organisation.kind_value.is_establishment:
        raise Refused(_("A remediation plan belongs to an establishment or a GHT."))
    chosen = _chosen(ctx, organisation, findings)
    with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, organisation) as record:
        drafts = RemediationPlan.objects.within(SYSTEM).filter(organisation=organisation, state=PlanState.DRAFT)
        twin = drafts.filter(title=words, made_by_id=ctx.person_id).select_for_update().order_by("pk").first()
        plan = twin or RemediationPlan.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            title=words,
            note=note.strip(),
            made_by_id=ctx.person_id,
            made_at=now(),
        )
        added = _cover(plan, chosen)
        if twin is None:
            record.event("plan.started", plan, findings=added)
        elif added:
            _changed(plan)
            record.event("plan.changed", plan, findings=added)
        else:
            record.nothing_changed()
    return plan


def add_findings(ctx: Context, plan: RemediationPlan, findings: Collection[UUID]) -> RemediationPlan:
    """Cover more findings by a draft; those that it covers already stay where they are."""
    chosen = _chosen(ctx, plan.organisation, findings)
    with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, plan.organisation) as record:
        current = held(plan)
        demand_draft(current)
        if added := _cover(current, chosen):
            _changed(current)
            record.event("plan.changed", current, findings=added)
        else:
            record.nothing_changed()
    return current


def _chosen(ctx: Context, organisation: Organisation, findings: Collection[UUID]) -> list[Finding]:
    """Naming a finding asks for the right to change findings there."""
    if not findings:
        return []
    ctx.require(Verb.EDIT, FINDING, organisation)
    return findings_named(ctx, organisation, findings)


def _cover(plan: RemediationPlan, findings: list[Finding]) -> int:
    """One action for each weakness, in the findings' order. Returns how many findings were not covered before."""
    known = PlannedFinding.objects.within(SYSTEM).filter(action__plan=plan)
    before = set(known.order_by("pk").values_list("finding_id", flat=True))
    fresh = [finding for finding in findings if finding.pk not in before]
    actions = {one.title: one for one in PlanAction.objects.within(SYSTEM).filter(plan=plan).order_by("-rank", "-pk")}
    rank = max((one.rank for one in actions.values()), default=0)
    rows = []
    for finding in fresh:
        title = (finding.weakness.title or finding.title or finding.weakness.rule)[:200]
        if title not in actions:
            if len(actions) >= ACTIONS_AT_MOST:
                raise Refused(_("A plan holds 200 actions at most: choose fewer weaknesses, or make two plans."))
            rank += 1
            actions[title] = PlanAction.objects.create(**place_of(plan), plan=plan, title=title, rank=rank)
        rows.append(PlannedFinding(**place_of(plan), action=actions[title], finding=finding))
    PlannedFinding.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def change_plan(ctx: Context, plan: RemediationPlan, seen: int, title: str, note: str) -> RemediationPlan:
    """Title and note of a draft. Raises Stale, or Refused on `title`."""
    words = " ".join(title.split())
    if not words:
        raise Refused({"title": _("Give the plan a title.")})
    with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, plan.organisation) as record:
        current = held(plan)
        if (current.title, current.note) == (words, note.strip()):
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        demand_draft(current)
        current.title, current.note = words, note.strip()
        _changed(current)
        record.event("plan.changed", current)
    return current


def move_plan(ctx: Context, plan: RemediationPlan, seen: int, code: str) -> RemediationPlan:
    """Send a plan on: `submit`, `redraft`, `finish`, `abandon`. Pressed again, nothing changes.

    Abandoned, what it proved counts no more. Raises Stale, or Refused where it is not ready.
    """
    if code not in SIMPLE_MOVES:
        raise ValueError(f"{code} is not a simple move")
    move = move_named(PLAN_MOVES, code)
    with ctx.recording(move.verb, REMEDIATION_PLAN, plan.organisation) as record:
        current = held(plan)
        if current.state == move.after:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        if PlanState(current.state) not in move.before:
            raise Stale(_("This plan has moved on in the meantime: look at where it stands now."))
        _demand_ready(current, code)
        was_approved = current.state == PlanState.APPROVED
        current.state = move.after
        _changed(current)
        record.event("plan.moved", current, move=code)
        if code == "abandon" and was_approved:
            record.entry("plan.abandoned", current, {})
            withdraw_activity_proof(
                ctx, current.organisation, REMEDIATION_PLAN_KIND, source_of(current), _("The plan was abandoned.")
            )
    return current


def _demand_ready(plan: RemediationPlan, code: str) -> None:
    actions = PlanAction.objects.within(SYSTEM).filter(plan=plan).exclude(state=ActionState.DROPPED)
    if code == "submit" and not actions.exists():
        raise Refused(_("Add at least one action before the signature."))
    if code == "submit" and actions.filter(due_on__isnull=True).exists():
        raise Refused(_("Give every action a date before the signature."))
    if code == "finish" and actions.exclude(state=ActionState.DONE).exists():
        raise Refused(_("Some actions are not done yet: finish them, or drop them."))


def approve_plan(ctx: Context, plan: RemediationPlan, seen: int, signatory: Person, digest: str) -> RemediationPlan:
    """Sign: the plan is approved and its proof deposited, in counts and cost only, since the ARS reads proofs.

    The page has asked for a code or a passkey; without a second factor there is no signature. `digest` is what was on
    screen. Raises Stale when it is no longer, Refused without a second factor.
    """
    organisation = plan.organisation
    ctx.require(Verb.APPROVE, REMEDIATION_PLAN, organisation)
    if not has_second_factor(signatory):
        raise Refused(_("A signature asks for a second factor on your account."))
    with ctx.recording(Verb.APPROVE, REMEDIATION_PLAN, organisation) as record:
        current = held(plan)
        if current.state == PlanState.APPROVED:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        if current.state != PlanState.SUBMITTED:
            raise Stale(_("This plan has moved on in the meantime: look at where it stands now."))
        found, actions = signed_part(current)
        if found != digest:
            raise Stale(_("The plan changed since you read it. Read it again, then sign."))
        current.state, current.approved_by, current.approved_at = PlanState.APPROVED, signatory, now()
        current.version += 1
        current.save(update_fields=["state", "approved_by", "approved_at", "version"])
        covered = {finding for one in actions for finding in one.findings}
        costs = [one.cost for one in actions if one.cost is not None]
        measures = {"actions": len(actions), "findings": len(covered), "cost": round(sum(costs) / 100, 2)}
        record.event("plan.approved", current, actions=len(actions), findings=len(covered))
        record.entry("plan.approved", current, {"digest": digest, **measures})
        deposit_activity_proof(ctx, organisation, REMEDIATION_PLAN_KIND, today(), measures, source_of(current))
    return current


def held(plan: RemediationPlan) -> RemediationPlan:
    """The plan as it is now, locked until the end of the action."""
    rows = RemediationPlan.objects.within(SYSTEM).select_related("organisation__region")
    return rows.select_for_update(of=("self",)).get(pk=plan.pk)


def demand_draft(plan: RemediationPlan) -> None:
    if plan.state != PlanState.DRAFT:
        raise Refused(_("Only a draft can be changed. Take it back to draft first."))


def place_of(plan: RemediationPlan) -> dict[str, int]:
    return {"organisation_id": plan.organisation_id, "region_id": plan.region_id}


def source_of(plan: RemediationPlan) -> str:
    return f"audits.plan:{plan.uid}"


def _changed(plan: RemediationPlan) -> None:
    plan.version += 1
    plan.save(update_fields=["title", "note", "state", "version"])
