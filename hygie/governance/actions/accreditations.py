"""Security accreditations: a system enters the register, is decided on, decided on again, or its accreditation ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.accounts.queries import has_second_factor
from hygie.core.access import Verb
from hygie.core.actions import Context, Recording, Refused, demand_version
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.obligations.actions import deposit_activity_proof, withdraw_activity_proof
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation
from hygie.web.formats import day

from ..accreditation_enums import DecisionState, Outcome
from ..models import Accreditation, AccreditedSystem
from ..policies import ACCREDITATION
from ..rules.accreditations import latest_end

SYSTEM = Scope.system()
#: the kind of proof that the catalogue's rule 3 of OSE reads
PROOF_KIND = "accreditation"


@dataclass(frozen=True)
class SystemFacts:
    """What the register says of a system before anything is decided of it."""

    name: str
    scope: str
    essential: bool = False
    audit_used: str = ""

    def checked(self) -> SystemFacts:
        """Without stray spaces. Raises Refused per field."""
        name, scope = " ".join(self.name.split()), self.scope.strip()
        problems = {}
        if not name:
            problems["name"] = _("Give the system a name.")
        if not scope:
            problems["scope"] = _("Say what the accreditation covers.")
        if problems:
            raise Refused(problems)
        return SystemFacts(name, scope, self.essential, self.audit_used.strip())


@dataclass(frozen=True)
class DecisionFacts:
    """What the accreditation authority decided. `valid_until`: the last day; none for a refusal."""

    outcome: Outcome
    authority: str
    decided_on: date
    valid_until: date | None = None
    conditions: str = ""

    def checked(self) -> DecisionFacts:
        """Without stray spaces, nor an end where nothing begins. Raises Refused per field."""
        problems = {}
        if not self.authority.strip():
            problems["authority"] = _("Say in what capacity it was decided.")
        if self.decided_on > today():
            problems["decided_on"] = _("A decision to come is not a decision yet.")
        elif self.outcome.grants and not self._ends_in_time():
            problems["valid_until"] = _("Choose a day to come, within three years of the decision.")
        if self.outcome is Outcome.RESERVED and not self.conditions.strip():
            problems["conditions"] = _("Say what the reservations are.")
        if problems:
            raise Refused(problems)
        until = self.valid_until if self.outcome.grants else None
        return DecisionFacts(self.outcome, self.authority.strip(), self.decided_on, until, self.conditions.strip())

    def _ends_in_time(self) -> bool:
        return self.valid_until is not None and today() < self.valid_until <= latest_end(self.decided_on)


def add_system(ctx: Context, organisation: Organisation, facts: SystemFacts) -> AccreditedSystem:
    """Enter a system in the register. The same said twice is one system. Raises Refused per field."""
    said = facts.checked()
    if not organisation.kind_value.is_establishment:
        raise Refused(_("A system belongs to an establishment or a GHT."))
    with ctx.recording(Verb.EDIT, ACCREDITATION, organisation) as record:
        lock_organisations(organisation)
        if twin := _named(organisation, said.name):
            if _said_by(twin) != said:
                raise Refused({"name": _("A system of this name is already in the register.")})
            record.nothing_changed()
            return twin
        system = AccreditedSystem.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            **vars(said),
            recorded_by_id=ctx.person_id,
            recorded_at=now(),
        )
        record.event("accreditation.recorded", system, system=said.name)
    return system


def change_system(ctx: Context, system: AccreditedSystem, seen: int, facts: SystemFacts) -> AccreditedSystem:
    """Correct what the register says; the decision that stands keeps what it was taken on.

    Raises Stale, or Refused per field.
    """
    said = facts.checked()
    with ctx.recording(Verb.EDIT, ACCREDITATION, system.organisation) as record:
        current = _held(system)
        if _said_by(current) == said:
            record.nothing_changed()
            return current
        demand_version(current.revision, seen)
        twin = _named(current.organisation, said.name)
        if twin is not None and twin.pk != current.pk:
            raise Refused({"name": _("A system of this name is already in the register.")})
        for name, value in vars(said).items():
            setattr(current, name, value)
        current.revision += 1
        current.save()
        record.event("accreditation.changed", current, system=said.name)
    return current


def decide(ctx: Context, system: AccreditedSystem, seen: int, signatory: Person, facts: DecisionFacts) -> Accreditation:
    """Sign what was decided of a system; the decision that stood is replaced, and its proof with it.

    The page has asked for a code or a passkey; without a second factor there is no signature. The same pressed twice is
    one decision. Raises Stale, or Refused per field.
    """
    organisation = system.organisation
    ctx.require(Verb.APPROVE, ACCREDITATION, organisation)
    if not has_second_factor(signatory):
        raise Refused(_("A signature asks for a second factor on your account."))
    said = facts.checked()
    with ctx.recording(Verb.APPROVE, ACCREDITATION, organisation) as record:
        current = _held(system)
        before = _standing_of(current)
        if before is not None and _decided_by(before) == said:
            record.nothing_changed()
            return before
        demand_version(current.revision, seen)
        if before is not None and said.decided_on < before.decided_on:
            raise Refused({"decided_on": _("The decision that stands is more recent.")})
        decision = _signed(ctx, current, before, signatory, said)
        _told(record, "accreditation.decided", decision, {"outcome": said.outcome, **_days_of(said)})
        _prove(ctx, decision)
        if before is not None:
            _take_back(ctx, before, _("Replaced by the decision of %(day)s.") % {"day": day(said.decided_on)})
    return decision


def _signed(
    ctx: Context, system: AccreditedSystem, before: Accreditation | None, signatory: Person, said: DecisionFacts
) -> Accreditation:
    if before is not None:
        before.state = DecisionState.REPLACED
        before.save(update_fields=["state"])
    last = Accreditation.objects.within(SYSTEM).filter(system=system).aggregate(last=Max("number"))["last"]
    decision = Accreditation.objects.create(
        organisation=system.organisation,
        region_id=system.region_id,
        system=system,
        number=(last or 0) + 1,
        **vars(said),
        scope=system.scope,
        essential=system.essential,
        audit_used=system.audit_used,
        signed_by=signatory,
        signed_as=signatory.full_name,
        signed_at=now(),
    )
    system.revision += 1
    system.save(update_fields=["revision"])
    return decision


def withdraw_accreditation(ctx: Context, system: AccreditedSystem, seen: int, reason: str) -> AccreditedSystem:
    """The decision stands no more and its proof counts no more. Nothing stands: nothing changes. Raises Refused."""
    because = reason.strip()[:500]
    if not because:
        raise Refused({"reason": _("Say why, in a few words.")})
    with ctx.recording(Verb.APPROVE, ACCREDITATION, system.organisation) as record:
        current = _held(system)
        decision = _standing_of(current)
        if decision is None:
            record.nothing_changed()
            return current
        demand_version(current.revision, seen)
        decision.state, decision.withdrawn_because, decision.withdrawn_at = DecisionState.WITHDRAWN, because, now()
        decision.save(update_fields=["state", "withdrawn_because", "withdrawn_at"])
        current.revision += 1
        current.save(update_fields=["revision"])
        _told(record, "accreditation.withdrawn", decision, {"reason": because})
        _take_back(ctx, decision, because)
    return current


def _held(system: AccreditedSystem) -> AccreditedSystem:
    rows = AccreditedSystem.objects.within(SYSTEM).select_related("organisation")
    return rows.select_for_update(of=("self",)).get(pk=system.pk)


def _named(organisation: Organisation, name: str) -> AccreditedSystem | None:
    rows = AccreditedSystem.objects.within(SYSTEM).select_related("organisation")
    return rows.filter(organisation=organisation, name__iexact=name).order_by("pk").first()


def _standing_of(system: AccreditedSystem) -> Accreditation | None:
    rows = Accreditation.objects.within(SYSTEM).select_related("organisation", "system")
    return rows.filter(system=system, state=DecisionState.STANDING).order_by("pk").first()


def _said_by(system: AccreditedSystem) -> SystemFacts:
    return SystemFacts(system.name, system.scope, system.essential, system.audit_used)


def _decided_by(decision: Accreditation) -> DecisionFacts:
    return DecisionFacts(
        decision.outcome_value, decision.authority, decision.decided_on, decision.valid_until, decision.conditions
    )


def _days_of(said: DecisionFacts) -> dict[str, str]:
    until = {"valid_until": said.valid_until.isoformat()} if said.valid_until else {}
    return {"decided_on": said.decided_on.isoformat(), **until}


def _told(record: Recording, kind: str, decision: Accreditation, facts: dict[str, str]) -> None:
    record.event(kind, decision, system=decision.system.name, outcome=decision.outcome)
    record.entry(kind, decision, facts)


def _source(decision: Accreditation) -> str:
    return f"governance.accreditation:{decision.uid}"


def _prove(ctx: Context, decision: Accreditation) -> None:
    """Rule 3 speaks of essential information systems only: another one, or a refusal, shows nothing of it."""
    if not decision.essential or not decision.outcome_value.grants:
        return
    deposit_activity_proof(
        ctx,
        decision.organisation,
        PROOF_KIND,
        decision.decided_on,
        {"system": decision.system.name},
        _source(decision),
        expires_on=decision.valid_until,
        title=f"{decision.system.name} – {decision.outcome_value.label}",
    )


def _take_back(ctx: Context, decision: Accreditation, reason: str) -> None:
    withdraw_activity_proof(ctx, decision.organisation, PROOF_KIND, _source(decision), reason)
