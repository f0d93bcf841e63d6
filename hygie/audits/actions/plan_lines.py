"""The actions of a remediation plan: added, changed, put in order, dropped, begun and done with their proof."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from hygie.core import files
from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, demand_version
from hygie.core.clock import today
from hygie.core.files import Upload
from hygie.core.tenancy import Scope

from ..enums import ActionState, PlanState
from ..models import PlanAction, PlannedFinding, RemediationPlan
from ..policies import REMEDIATION_PLAN
from ..rules.plans import COST_AT_MOST
from .plans import ACTIONS_AT_MOST, demand_draft, held, place_of

SYSTEM = Scope.system()
OPEN_PLANS = frozenset({PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED})


@dataclass(frozen=True)
class ActionFacts:
    """What is to be done, by whom, until when. Cost in cents."""

    title: str
    owner: str = ""
    due_on: date | None = None
    cost: int | None = None
    note: str = ""

    def checked(self) -> ActionFacts:
        """Without stray spaces. Raises Refused per field."""
        title = " ".join(self.title.split())
        problems = {}
        if not title:
            problems["title"] = _("Say what is to be done.")
        if self.cost is not None and not 0 <= self.cost <= COST_AT_MOST:
            problems["cost"] = _("This amount cannot be right.")
        if problems:
            raise Refused(problems)
        return ActionFacts(title, " ".join(self.owner.split()), self.due_on, self.cost, self.note.strip())


def add_action(ctx: Context, plan: RemediationPlan, facts: ActionFacts) -> PlanAction:
    """At the end of a draft; the same said twice is one action. Raises Refused per field."""
    said = facts.checked()
    with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, plan.organisation) as record:
        current = held(plan)
        demand_draft(current)
        rows = PlanAction.objects.within(SYSTEM).filter(plan=current)
        if twin := rows.filter(**vars(said)).order_by("pk").first():
            record.nothing_changed()
            return twin
        if rows.count() >= ACTIONS_AT_MOST:
            raise Refused(_("A plan holds 200 actions at most: choose fewer weaknesses, or make two plans."))
        rank = (rows.aggregate(last=Max("rank"))["last"] or 0) + 1
        action = PlanAction.objects.create(**place_of(current), plan=current, rank=rank, **vars(said))
        _bump(current)
        record.event("plan.changed", current)
    return action


def change_action(
    ctx: Context, action: PlanAction, seen: int, facts: ActionFacts, uncovered: Collection[UUID] = ()
) -> PlanAction:
    """Correct an action of a draft; findings `uncovered` are no longer meant to be fixed by it.

    Raises Stale, or Refused per field.
    """
    said = facts.checked()
    with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, action.organisation) as record:
        plan, current = held(action.plan), _held(action)
        demand_draft(plan)
        rows = PlannedFinding.objects.within(SYSTEM).filter(action=current, finding__uid__in=uncovered)
        same = all(getattr(current, name) == value for name, value in vars(said).items())
        if same and not rows.exists():
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        rows.delete()
        for name, value in vars(said).items():
            setattr(current, name, value)
        current.version += 1
        current.save()
        _bump(plan)
        record.event("plan.changed", plan)
    return current


def shift_action(ctx: Context, action: PlanAction, *, up: bool) -> None:
    """One place up or down among the actions of a draft; at the edge, nothing changes."""
    with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, action.organisation) as record:
        plan = held(action.plan)
        demand_draft(plan)
        order = list(PlanAction.objects.within(SYSTEM).filter(plan=plan).order_by("rank", "pk"))
        place = [one.pk for one in order].index(action.pk)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(order):
            record.nothing_changed()
            return
        order[place], order[other] = order[other], order[place]
        for rank, one in enumerate(order, start=1):
            one.rank = rank
        PlanAction.objects.within(SYSTEM).bulk_update(order, ["rank"])
        _bump(plan)
        record.event("plan.changed", plan)


def drop_action(ctx: Context, action: PlanAction, seen: int) -> PlanAction:
    """It will not be done: of a draft it goes away whole, of a signed plan it stays to be read. Raises Stale."""
    with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, action.organisation) as record:
        plan, current = held(action.plan), _held(action)
        if current.state == ActionState.DROPPED:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        _demand_open(plan)
        if plan.state == PlanState.DRAFT and current.proof_id is None:
            current.delete()
            current.state = ActionState.DROPPED
        else:
            current.state, current.version = ActionState.DROPPED, current.version + 1
            current.save(update_fields=["state", "version"])
        _bump(plan)
        record.event("plan.changed", plan, dropped=1)
    return current


def begin_action(ctx: Context, action: PlanAction, seen: int) -> PlanAction:
    """Somebody works on it. Raises Stale."""
    return _set_state(ctx, action, seen, ActionState.DOING, None)


def finish_action(
    ctx: Context, action: PlanAction, seen: int, done_on: date, upload: Upload | None = None
) -> PlanAction:
    """It is done, on a day, with what shows it. Raises Stale, or Refused on `done_on` or `file`."""
    ctx.require(Verb.EDIT, REMEDIATION_PLAN, action.organisation)
    if done_on > today():
        raise Refused({"done_on": _("Choose today or a day before.")})
    document = files.store(upload, action.organisation, ctx.person_id) if upload else None
    try:
        with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, action.organisation) as record:
            plan, current = held(action.plan), _held(action)
            if (current.state, current.done_on) == (ActionState.DONE, done_on) and document is None:
                record.nothing_changed()
                return current
            demand_version(current.version, seen)
            _demand_open(plan)
            if document is not None:
                document.save()
                current.proof = document
            current.state, current.done_on, current.version = ActionState.DONE, done_on, current.version + 1
            current.save(update_fields=["state", "done_on", "proof", "version"])
            record.event("plan.changed", plan, done=1)
    except BaseException:
        if document is not None:
            files.discard(document)
        raise
    return current


def _set_state(ctx: Context, action: PlanAction, seen: int, state: ActionState, done_on: date | None) -> PlanAction:
    with ctx.recording(Verb.EDIT, REMEDIATION_PLAN, action.organisation) as record:
        plan, current = held(action.plan), _held(action)
        if current.state == state:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        _demand_open(plan)
        current.state, current.done_on, current.version = state, done_on, current.version + 1
        current.save(update_fields=["state", "done_on", "version"])
        record.event("plan.changed", plan)
    return current


def _demand_open(plan: RemediationPlan) -> None:
    if PlanState(plan.state) not in OPEN_PLANS:
        raise Refused(_("This plan is over."))


def _held(action: PlanAction) -> PlanAction:
    rows = PlanAction.objects.within(SYSTEM).select_related("plan", "organisation__region", "proof")
    return rows.get(pk=action.pk)


def _bump(plan: RemediationPlan) -> None:
    """What whoever signs had read is no longer what is there."""
    plan.version += 1
    plan.save(update_fields=["version"])
