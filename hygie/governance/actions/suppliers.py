"""What is entrusted to suppliers: recorded, changed, ended; their remote accesses reviewed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Recording, Refused, Stale, demand_version
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..models import Engagement, Supplier
from ..policies import SUPPLIER
from ..rules.supplier_names import key_of
from ..supplier_enums import Clause, Criticality, RemoteAccess

SYSTEM = Scope.system()
YEARS_AHEAD = timedelta(days=30 * 366)
CONTACT = ("day_name", "day_phone", "day_email", "night_name", "night_phone", "night_email")


@dataclass(frozen=True)
class Terms:
    """What an establishment says of a supplier: what it runs, how it gets in, its contract, whom to call."""

    services: str
    criticality: Criticality
    access: RemoteAccess = RemoteAccess.NONE
    contract_starts_on: date | None = None
    contract_ends_on: date | None = None
    clauses: Collection[Clause] = ()
    day_name: str = ""
    day_phone: str = ""
    day_email: str = ""
    night_name: str = ""
    night_phone: str = ""
    night_email: str = ""

    def checked(self) -> Terms:
        """Without stray spaces. Raises Refused per field."""
        problems = {}
        if not self.services.strip():
            problems["services"] = _("Say what it runs for you.")
        starts_on, ends_on = self.contract_starts_on, self.contract_ends_on
        if starts_on and ends_on and ends_on < starts_on:
            problems["contract_ends_on"] = _("The last day comes before the first one.")
        if ends_on and ends_on > today() + YEARS_AHEAD:
            problems["contract_ends_on"] = _("Choose a day within thirty years.")
        if problems:
            raise Refused(problems)
        words: dict[str, Any] = {word: " ".join(getattr(self, word).split()) for word in ("services", *CONTACT)}
        kept = [clause for clause in Clause if clause in self.clauses]
        mails = {word: words[word].lower() for word in ("day_email", "night_email")}
        return replace(self, clauses=kept, **words | mails)

    def facts(self) -> dict[str, Any]:
        """By column of the row."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return found | {"clauses": [clause.value for clause in self.clauses]}


def engage(ctx: Context, organisation: Organisation, name: str, terms: Terms) -> Engagement:
    """Record what a supplier runs here; the region's supplier of that name is found, or made.

    The same supplier, still running: the same engagement, unchanged. Raises Denied, or Refused per field.
    """
    ctx.require(Verb.EDIT, SUPPLIER, organisation)
    if not organisation.kind_value.is_establishment:
        raise Refused(_("A supplier is recorded for an establishment or a GHT."))
    called, said = " ".join(name.split()), terms.checked()
    if not key_of(called):
        raise Refused({"name": _("Give the supplier's name.")})
    with ctx.recording(Verb.EDIT, SUPPLIER, organisation) as record:
        lock_organisations(organisation)
        supplier = _supplier(organisation, called)
        if running := _running(organisation, supplier):
            record.nothing_changed()
            return running
        engagement = Engagement.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            supplier=supplier,
            **said.facts(),
            recorded_by_id=ctx.person_id,
            recorded_at=now(),
        )
        _noted(record, "supplier.engaged", engagement)
    return engagement


def _supplier(organisation: Organisation, name: str) -> Supplier:
    found, _made = Supplier.objects.get_or_create(
        region_id=organisation.region_pk, key=key_of(name), defaults={"name": name, "recorded_at": now()}
    )
    return found


def _running(organisation: Organisation, supplier: Supplier) -> Engagement | None:
    rows = Engagement.objects.within(SYSTEM).filter(organisation=organisation, supplier=supplier)
    return rows.filter(ended_on__isnull=True).select_related("supplier", "organisation").first()


def change_engagement(ctx: Context, engagement: Engagement, seen: int, terms: Terms) -> Engagement:
    """Correct or update it; another kind of access has not been reviewed yet. Raises Stale, or Refused per field."""
    said = terms.checked()
    with ctx.recording(Verb.EDIT, SUPPLIER, engagement.organisation) as record:
        current = _held(engagement)
        demand_version(current.revision, seen)
        _demand_running(current)
        if current.access != said.access:
            current.access_reviewed_on, current.access_reviewed_by = None, None
        for name, value in said.facts().items():
            setattr(current, name, value)
        current.revision += 1
        current.save()
        _noted(record, "supplier.changed", current)
    return current


def review_access(ctx: Context, engagement: Engagement, seen: int) -> Engagement:
    """The remote access was looked at today and is still right. Pressed twice in a day, it is reviewed once.

    `seen` is the revision on screen: an access that changed since has not been looked at. Raises Stale, Refused.
    """
    with ctx.recording(Verb.EDIT, SUPPLIER, engagement.organisation) as record:
        current = _held(engagement)
        if current.access_reviewed_on == today():
            record.nothing_changed()
            return current
        demand_version(current.revision, seen)
        _demand_running(current)
        if not current.access_value.is_open:
            raise Refused(_("This supplier has no remote access."))
        current.access_reviewed_on, current.access_reviewed_by_id = today(), ctx.person_id
        current.revision += 1
        current.save(update_fields=["access_reviewed_on", "access_reviewed_by", "revision"])
        _noted(record, "supplier.access_reviewed", current, access=current.access)
        record.entry("supplier.access_reviewed", current, {"access": current.access})
    return current


def end_engagement(ctx: Context, engagement: Engagement, last_day: date, reason: str) -> Engagement:
    """The service has ended, today or before; names and numbers go at once. Ended already: nothing changes."""
    if last_day > today():
        raise Refused({"last_day": _("Come back on that day: until then, the supplier is still there.")})
    with ctx.recording(Verb.EDIT, SUPPLIER, engagement.organisation) as record:
        current = _held(engagement)
        if current.ended_on is not None:
            record.nothing_changed()
            return current
        current.ended_on, current.ended_because = last_day, reason.strip()[:300]
        for name in CONTACT:
            setattr(current, name, "")
        current.revision += 1
        current.save()
        _noted(record, "supplier.ended", current)
    return current


def _held(engagement: Engagement) -> Engagement:
    rows = Engagement.objects.within(SYSTEM).select_related("organisation", "supplier")
    return rows.select_for_update(of=("self",)).get(pk=engagement.pk)


def _demand_running(engagement: Engagement) -> None:
    if engagement.ended_on is not None:
        raise Stale(_("This supplier's service has ended in the meantime."))


def _noted(record: Recording, kind: str, engagement: Engagement, **details: Any) -> None:
    record.event(kind, engagement, supplier=engagement.supplier.name, **details)
