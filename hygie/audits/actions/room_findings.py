"""Findings that an auditor enters by hand in the room of their audit, and corrects while it is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Denied, Refused, demand_version
from hygie.core.clock import now
from hygie.core.tenancy import Scope
from hygie.territory.actions.changes import lock_organisations

from ..models import Audit, Finding, FindingCve, FindingEvent, Weakness
from ..policies import AUDITOR_ROOM
from ..rules.identity import fingerprint, room_lane
from .counts import recount
from .finding_moves import held, one
from .findings import HandFinding, asset_named, checked, entered, normalised
from .priority import prioritise
from .room import held_room

SYSTEM = Scope.system()


def add_in_room(ctx: Context, audit: Audit, typed: HandFinding) -> Finding:
    """A finding of this audit, apart from what the establishment entered itself: the same reference is another one.

    Raises Denied outside of the room, Refused per field.
    """
    said = replace(checked(typed), audit=audit)
    with ctx.recording(Verb.EDIT, AUDITOR_ROOM, audit.organisation) as record:
        lock_organisations(audit.organisation)
        held_room(ctx, audit)
        return entered(record, audit.organisation, room_lane(audit.uid), said)


def correct_in_room(ctx: Context, finding: Finding, seen: int, typed: HandFinding) -> Finding:
    """Correct what was entered in the room; its reference stays. The establishment's own work on it stays too.

    Raises Denied outside of the room and for what was not entered there, Stale, Refused per field.
    """
    said, organisation = checked(typed), finding.organisation
    with ctx.recording(Verb.EDIT, AUDITOR_ROOM, organisation) as record:
        lock_organisations(organisation)
        current = held(finding)
        demand_own(ctx, current)
        fields = _fields_of(current, said)
        changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
        if not changed and not _texts_differ(current, said):
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        _tell_texts(current, said)
        _written(ctx, current, changed)
        prioritise(organisation, one(current))
        record.event("finding.corrected", current, severity=current.severity)
        recount(organisation)
    return current


def demand_own(ctx: Context, finding: Finding) -> None:
    """Raises Denied for a finding that was not entered in the room of an audit that is open to the reader."""
    audit = finding.audit
    if audit is None or finding.lane != room_lane(audit.uid):
        raise Denied(Verb.EDIT, AUDITOR_ROOM)
    held_room(ctx, audit)


def _fields_of(finding: Finding, said: HandFinding) -> dict[str, Any]:
    """What the form says, as the row keeps it. Raises Refused on `asset`."""
    name = normalised(said.asset_kind, said.asset)
    identity = [finding.weakness.rule, name]
    made = fingerprint(finding.lane, identity)
    twins = Finding.objects.within(SYSTEM).filter(organisation=finding.organisation, fingerprint=made)
    if twins.exclude(pk=finding.pk).exists():
        raise Refused({"asset": _("This reference is already used for this asset: open that finding instead.")})
    asset = finding.asset if list(finding.identity) == identity else None
    return {
        "title": said.title,
        "severity": int(said.severity),
        "location": said.location,
        "cves": sorted(set(said.cves)),
        "identity": identity,
        "fingerprint": made,
        "asset": asset or asset_named(finding.organisation, said.asset_kind, name),
    }


def _texts_differ(finding: Finding, said: HandFinding) -> bool:
    known = finding.weakness
    return (known.title, known.description, known.solution) != (said.title, said.description, said.solution)


def _tell_texts(finding: Finding, said: HandFinding) -> None:
    """The same reference on several assets is one weakness: its texts are those of the latest correction."""
    weakness: Weakness = finding.weakness
    weakness.title, weakness.description, weakness.solution = said.title, said.description, said.solution
    weakness.save(update_fields=["title", "description", "solution"])


def _written(ctx: Context, finding: Finding, changed: Mapping[str, Any]) -> None:
    """The columns, the CVEs by which it is found, and what its history says."""
    before = finding.severity
    for name, value in changed.items():
        setattr(finding, name, value)
    finding.version += 1
    finding.save(update_fields=[*changed, "version"])
    place = {"organisation_id": finding.organisation_id, "region_id": finding.region_id}
    if "cves" in changed:
        FindingCve.objects.within(SYSTEM).filter(finding=finding).delete()
        FindingCve.objects.bulk_create(FindingCve(**place, finding=finding, cve=cve) for cve in finding.cves)
    kind = "severity" if "severity" in changed else "asset" if "asset" in changed else "text"
    told = {"severity": before}, {"severity": finding.severity}
    FindingEvent.objects.create(
        **place,
        finding=finding,
        at=now(),
        kind=kind,
        before=told[0] if kind == "severity" else {},
        after=told[1] if kind == "severity" else {},
        person_id=ctx.person_id,
    )
