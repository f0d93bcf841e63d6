"""One remediation plan of the demonstration: signed a month ago, half of it done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from django.utils import translation

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.clock import frozen, today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation, Seat

from ..actions import plan_lines, plans
from ..actions.plan_lines import ActionFacts
from ..models import RemediationPlan
from ..queries.plans import lines_of, pressing_findings, signed_part

SYSTEM = Scope.system()
CISO, DIRECTOR = "rssi@hygie.example", "direction@hygie.example"
TITLE = "Fermer les portes les plus dangereuses"
OWNERS = ("Équipe systèmes", "Équipe réseau", "Prestataire d’infogérance")
FINDINGS, SIGNED_AGO = 8, timedelta(days=30)


def load(say: Callable[[str], None]) -> None:
    """Nothing without findings at the CISO's hospital, or when its plan is already there."""
    with aside(SYSTEM), translation.override("fr"):
        seat = Seat.objects.filter(person__email=CISO).select_related("organisation__region").order_by("pk").first()
        director = Person.objects.filter(email=DIRECTOR).first()
        if seat is None or director is None or RemediationPlan.objects.within(SYSTEM).exists():
            return
        with frozen(datetime.combine(today() - SIGNED_AGO, time(9, 30), UTC)):
            plan = _signed(seat.organisation, director)
        if plan is not None:
            _half_done(plan)
            say("Findings: one remediation plan, signed")


def _signed(place: Organisation, director: Person) -> RemediationPlan | None:
    ctx = Context.system("demonstration")
    chosen = pressing_findings(place, FINDINGS)
    if not chosen:
        return None
    plan = plans.start_plan(ctx, place, TITLE, chosen, "Priorité à ce qui est joignable depuis Internet.")
    for rank, line in enumerate(lines_of(ctx, [plan]).get(plan.pk, [])):
        due_on = today() + timedelta(days=21 + 14 * rank)
        facts = ActionFacts(line.action.title, OWNERS[rank % len(OWNERS)], due_on, (rank + 1) * 120_000)
        plan_lines.change_action(ctx, line.action, line.action.version, facts)
    plan.refresh_from_db()
    plan = plans.move_plan(ctx, plan, plan.version, "submit")
    return plans.approve_plan(ctx, plan, plan.version, director, signed_part(plan)[0])


def _half_done(plan: RemediationPlan) -> None:
    ctx = Context.system("demonstration")
    lines = lines_of(ctx, [plan])[plan.pk]
    for line in lines[: (len(lines) + 1) // 2]:
        plan_lines.finish_action(ctx, line.action, line.action.version, today() - timedelta(days=5))
    for line in lines[(len(lines) + 1) // 2 :][:1]:
        plan_lines.begin_action(ctx, line.action, line.action.version)
