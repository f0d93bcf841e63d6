"""Who may see which finding: the doors through which a reader comes, and the one function that opens them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from hygie.core.access import Level, Resource, Role, Verb
from hygie.core.actions import Context
from hygie.core.tenancy import Scope, TenantQuerySet

from .enums import AuditState, FindingState
from .models import AuditorAccess, Finding, FindingFile
from .policies import ASSIGNED_FINDING, AUDITOR_ROOM, FINDING
from .rules.identity import room_lane
from .workflow import FINDING_MOVES, Move, moves_from

OVER = (AuditState.CLOSED, AuditState.CANCELLED)
SYSTEM = Scope.system()


class Door(Enum):
    """Why somebody sees a finding; each has its own line of the policy."""

    HOUSE = "house"
    ASSIGNED = "assigned"
    AUDIT = "audit"

    @property
    def resource(self) -> Resource:
        return {Door.HOUSE: FINDING, Door.ASSIGNED: ASSIGNED_FINDING, Door.AUDIT: AUDITOR_ROOM}[self]

    def opens(self, code: str) -> bool:
        """A contributor takes up and says fixed; an auditor only reads."""
        return self is Door.HOUSE or (self is Door.ASSIGNED and code in {"take_up", "say_fixed"})


@dataclass(frozen=True)
class SeenFinding:
    """A finding, and the door through which its reader came."""

    finding: Finding
    door: Door

    def moves(self, context: Context) -> list[Move[FindingState]]:
        """What the reader may do of its state now, in the table's order."""
        ways = moves_from(FINDING_MOVES, FindingState(self.finding.state))
        return [move for move in ways if self.door.opens(move.code) and self.may(context, move.verb)]

    def may(self, context: Context, verb: Verb) -> bool:
        return context.may(verb, self.door.resource, self.finding.organisation)

    @property
    def is_correctable(self) -> bool:
        """Whether an auditor entered it in the room of the audit through which it is read."""
        audit = self.finding.audit
        return self.door is Door.AUDIT and audit is not None and self.finding.lane == room_lane(audit.uid)

    @property
    def is_whole(self) -> bool:
        """Whether the reader also sees what surrounds it: other findings, assets, signatures."""
        return self.door is Door.HOUSE


def finding_or_404(context: Context, uid: UUID) -> SeenFinding:
    """The finding, if one of the doors is open to the reader: detail by role or mandate, assigned to them, audited.

    Out of reach and out of sight are the same: it does not exist. At most two queries more than the finding's own.
    """
    rows = Finding.objects.within(context.scope).filter(uid=uid)
    columns = ("organisation", "organisation__region", "weakness", "asset", "audit", "assignee", "signed_by")
    finding = rows.select_related(*columns, "first_import", "last_import").first()
    door = door_to(context, finding) if finding else None
    if finding is None or door is None:
        raise Http404
    return SeenFinding(finding, door)


def door_to(context: Context, finding: Finding) -> Door | None:
    if context.sees(Level.DETAIL, FINDING, finding.organisation):
        return Door.HOUSE
    if not context.person_id:
        return None
    if finding.assignee_id == context.person_id and context.sees(Level.DETAIL, ASSIGNED_FINDING, finding.organisation):
        return Door.ASSIGNED
    if finding.audit_id and context.sees(Level.DETAIL, AUDITOR_ROOM, finding.organisation):
        return Door.AUDIT if finding.audit_id in _audits_opened(context) else None
    return None


def _audits_opened(context: Context) -> set[int]:
    rows = AuditorAccess.objects.within(context.scope).filter(person_id=context.person_id or 0, ended_at__isnull=True)
    return set(rows.exclude(audit__state__in=OVER).order_by("pk").values_list("audit_id", flat=True))


def findings_in_sight(context: Context) -> TenantQuerySet[Finding]:
    """Every finding that the reader's role opens whole: by its own line, or because each is theirs to fix.

    A mandate or an auditor's access opens an establishment or an audit, not a search over all of them.
    """
    rows = Finding.objects.within(context.scope)
    if FINDING.may(context.role).allows(see=Level.DETAIL):
        return rows
    if context.role == Role.CONTRIBUTOR and context.person_id:
        return rows.filter(assignee_id=context.person_id)
    return rows.filter(Q(pk__in=[]))


def file_or_404(context: Context, uid: UUID) -> tuple[SeenFinding, FindingFile]:
    """A piece of evidence, through the door of its finding."""
    rows = FindingFile.objects.within(context.scope).select_related("file", "finding")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return finding_or_404(context, found.finding.uid), found
