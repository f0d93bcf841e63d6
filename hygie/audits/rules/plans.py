"""What a remediation plan adds up to, and the digest of what is signed. Plain values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

DONE, DROPPED = "done", "dropped"
COST_AT_MOST = 100_000_000_00  # cents: beyond it somebody mistyped


@dataclass(frozen=True)
class Line:
    """One action of a plan: its state, when it is due, cost in cents, findings covered and those closed."""

    state: str
    due_on: date | None = None
    cost: int | None = None
    findings: int = 0
    closed: int = 0


@dataclass(frozen=True)
class Progress:
    """How far a plan is. What was dropped counts nowhere. `cost` is None while no action says one."""

    actions: int = 0
    done: int = 0
    late: int = 0
    findings: int = 0
    closed: int = 0
    cost: int | None = None

    @property
    def is_done(self) -> bool:
        return self.actions > 0 and self.done == self.actions


def progress_of(lines: Iterable[Line], today: date) -> Progress:
    """An action is late from the day after its date, until it is done."""
    kept = [line for line in lines if line.state != DROPPED]
    costs = [line.cost for line in kept if line.cost is not None]
    return Progress(
        actions=len(kept),
        done=sum(line.state == DONE for line in kept),
        late=sum(is_late(line.state, line.due_on, today) for line in kept),
        findings=sum(line.findings for line in kept),
        closed=sum(line.closed for line in kept),
        cost=sum(costs) if costs else None,
    )


def is_late(state: str, due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on < today and state not in {DONE, DROPPED}


@dataclass(frozen=True)
class Signed:
    """What the director reads of one action before signing."""

    title: str
    owner: str
    due_on: date | None
    cost: int | None
    findings: Sequence[str]


def digest_of(plan: str, title: str, note: str, actions: Sequence[Signed]) -> str:
    """SHA-256 of what is signed, in hexadecimal: another order, date, cost or finding is another plan."""
    said = [
        [one.title, one.owner, one.due_on.isoformat() if one.due_on else "", one.cost, sorted(one.findings)]
        for one in actions
    ]
    text = json.dumps([plan, title, note, said], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
