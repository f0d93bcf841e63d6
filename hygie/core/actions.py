"""The one way to change something: a short transaction that checks the policy, writes and records (DESIGN §2.5).

with ctx.recording(Verb.EDIT, PROOF, organisation) as record:
    proof = Proof.objects.create(...)
    record.event("proof.deposited", proof)
    record.entry("proof.deposited", proof, facts)
    record.after_commit("obligations.reassess", organisation=organisation)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import ledger, rowsecurity
from .access import Level, Resource, Role, Verb
from .audit import audit_kinds
from .clock import now
from .models import AuditEvent
from .tenancy import Scope

Message = str | Promise


class Refused(Exception):
    """Bad input: which field, and what to do. The form shows it, the API returns it; nothing was written.

    The field "" speaks of the whole.
    """

    def __init__(self, problems: Mapping[str, Message] | Message) -> None:
        self.problems: dict[str, Message] = dict(problems) if isinstance(problems, Mapping) else {"": problems}
        super().__init__("; ".join(f"{name}: {text}" if name else str(text) for name, text in self.problems.items()))


class Denied(Exception):
    """The policy says no. Pages answer 403."""

    def __init__(self, verb: Verb | None, resource: Resource) -> None:
        self.verb, self.resource = verb, resource
        super().__init__(f"{verb or 'see'} {resource.code}")


class Stale(Exception):
    """Somebody else changed the same thing since it was read. Pages answer 409 and keep what was typed."""


class Place(Protocol):
    """An organisation, as far as this floor knows."""

    @property
    def pk(self) -> int: ...
    @property
    def region_id(self) -> int | None: ...


class Subject(Protocol):
    """Anything an event can speak of."""

    uid: Any


class Authority(Protocol):
    """Answers from role, reach and grants together; the territory builds it, once a request."""

    def sees(self, level: Level, resource: Resource, place: Place) -> bool: ...
    def may(self, verb: Verb, resource: Resource, place: Place) -> bool: ...


class SystemAuthority:
    """Jobs and commands: everything, said explicitly."""

    def sees(self, level: Level, resource: Resource, place: Place) -> bool:
        return True

    def may(self, verb: Verb, resource: Resource, place: Place) -> bool:
        return True


class NoAuthority:
    """Nobody signed in, or no role."""

    def sees(self, level: Level, resource: Resource, place: Place) -> bool:
        return False

    def may(self, verb: Verb, resource: Resource, place: Place) -> bool:
        return False


@dataclass(frozen=True)
class Context:
    """On whose behalf something is read or done."""

    scope: Scope = field(default_factory=Scope)
    authority: Authority = field(default_factory=NoAuthority)
    person_id: int | None = None
    role: Role | None = None
    reason: str = ""

    @classmethod
    def system(cls, reason: str) -> Context:
        return cls(scope=Scope.system(), authority=SystemAuthority(), reason=reason)

    def sees(self, level: Level, resource: Resource, place: Place) -> bool:
        return self.authority.sees(level, resource, place)

    def may(self, verb: Verb, resource: Resource, place: Place) -> bool:
        return self.authority.may(verb, resource, place)

    def require(self, verb: Verb, resource: Resource, place: Place) -> None:
        if not self.may(verb, resource, place):
            raise Denied(verb, resource)

    @contextmanager
    def recording(self, verb: Verb, resource: Resource, place: Place) -> Iterator[Recording]:
        """Open the transaction, check the policy inside it, and write down at its end what happened."""
        with transaction.atomic(), self._sight():
            self.require(verb, resource, place)
            record = Recording(self, place)
            yield record
            record.close()

    @contextmanager
    def recording_own(self) -> Iterator[Recording]:
        """A person's own affairs (account, language), or the system's: no organisation, no policy line."""
        with transaction.atomic(), self._sight():
            record = Recording(self, None)
            yield record
            record.close()

    def _sight(self) -> AbstractContextManager[None]:
        """What the system does inside somebody's request is not bounded by that person's sight."""
        return rowsecurity.aside(self.scope) if self.scope.everything else nullcontext()


class Recording:
    """Collects what an action did; `close` writes it last, so that ledger heads are locked as briefly as possible."""

    def __init__(self, context: Context, place: Place | None) -> None:
        self._context, self._place = context, place
        self._events: list[AuditEvent] = []
        self._entries: list[ledger.Draft] = []
        self._unchanged = False

    @property
    def context(self) -> Context:
        """On whose behalf: what is recorded here may be the beginning of another action's work."""
        return self._context

    def event(self, kind: str, subject: Subject, /, *, place: Place | None = None, **details: Any) -> None:
        """Note an audit event; a bulk action notes one event with its list in `details`."""
        if kind not in audit_kinds:
            raise RuntimeError(f"audit event kind {kind} is not registered")
        where = place or self._place
        self._events.append(
            AuditEvent(
                at=now(),
                kind=kind,
                person_id=self._context.person_id,
                role=self._context.role or "",
                organisation_id=where.pk if where else None,
                region_id=where.region_id if where else None,
                subject_type=_label_of(subject),
                subject_uid=subject.uid,
                details=details | ({"reason": self._context.reason} if self._context.reason else {}),
            )
        )

    def entry(self, kind: str, subject: Subject, facts: Mapping[str, Any], place: Place | None = None) -> None:
        """Note a ledger entry in the chain of the organisation."""
        where = place or self._place
        if where is None or where.region_id is None:
            raise RuntimeError("a ledger entry belongs to an organisation in a region")
        self._entries.append(ledger.Draft(where.pk, where.region_id, kind, UUID(str(subject.uid)), dict(facts)))

    def after_commit(
        self, job_kind: str, *, once: str | None = None, place: Place | None = None, **payload: Any
    ) -> None:
        """Queue a job in this very transaction: it exists if and only if the change does."""
        from .jobs import schedule  # jobs run actions, actions queue jobs: the one knot, tied late

        schedule(job_kind, payload, place=place or self._place, person_id=self._context.person_id, once=once)

    def nothing_changed(self) -> None:
        """Say that a repeated action found its work done."""
        self._unchanged = True

    def close(self) -> None:
        if not self._events and not self._unchanged:
            raise RuntimeError("an action ended without recording an event")
        # The trail is the platform's own: also where an event concerns no organisation, or one out of sight.
        with rowsecurity.aside(Scope.system()):
            AuditEvent.objects.bulk_create(self._events)
            ledger.append(self._entries)


def _label_of(subject: Subject) -> str:
    meta = getattr(subject, "_meta", None)
    return str(meta.label_lower) if meta else type(subject).__name__.lower()


def demand_version(current: int, seen: int) -> None:
    """Refuse a change made on an old reading. Raises Stale."""
    if current != seen:
        raise Stale(
            _("Someone else changed this in the meantime. What you typed is kept below: compare, then save again.")
        )
