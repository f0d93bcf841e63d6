"""How an audit, a finding and a plan go from state to state: one table each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hygie.core.access import Verb

from .enums import AuditState, FindingState, PlanState

State = TypeVar("State", AuditState, FindingState, PlanState)


@dataclass(frozen=True)
class Move(Generic[State]):
    """One way between states, and the verb that it asks for."""

    code: str
    before: frozenset[State]
    after: State
    verb: Verb = Verb.EDIT


A, F, P = AuditState, FindingState, PlanState
OPEN = frozenset({F.NEW, F.CONFIRMED, F.IN_PROGRESS, F.TO_VERIFY, F.REOPENED})
RESTING = frozenset({F.ACCEPTED, F.FALSE_POSITIVE})

AUDIT_MOVES: Sequence[Move[AuditState]] = (
    Move("start", frozenset({A.PLANNED}), A.IN_PROGRESS),
    Move("receive", frozenset({A.PLANNED, A.IN_PROGRESS}), A.RECEIVED),
    Move("close", frozenset({A.RECEIVED}), A.CLOSED),
    Move("reopen", frozenset({A.CLOSED}), A.RECEIVED),
    #: the report was recorded by mistake: its proof goes with it
    Move("take_back", frozenset({A.RECEIVED}), A.IN_PROGRESS),
    Move("cancel", frozenset({A.PLANNED, A.IN_PROGRESS}), A.CANCELLED),
)

#: what a person does; imports move findings by `rules/reimport.py`
FINDING_MOVES: Sequence[Move[FindingState]] = (
    Move("confirm", frozenset({F.NEW, F.REOPENED}), F.CONFIRMED),
    Move("take_up", frozenset({F.NEW, F.CONFIRMED, F.REOPENED, F.TO_VERIFY}), F.IN_PROGRESS),
    Move("say_fixed", frozenset({F.NEW, F.CONFIRMED, F.IN_PROGRESS, F.REOPENED}), F.TO_VERIFY),
    Move("verify", frozenset({F.TO_VERIFY}), F.CLOSED),
    Move("accept", OPEN, F.ACCEPTED),
    Move("set_aside", OPEN, F.FALSE_POSITIVE),
    Move("reopen", frozenset({F.CLOSED}) | RESTING, F.REOPENED),
)

PLAN_MOVES: Sequence[Move[PlanState]] = (
    Move("submit", frozenset({P.DRAFT}), P.SUBMITTED),
    Move("redraft", frozenset({P.SUBMITTED}), P.DRAFT),
    Move("approve", frozenset({P.SUBMITTED}), P.APPROVED, Verb.APPROVE),
    Move("finish", frozenset({P.APPROVED}), P.DONE),
    Move("abandon", frozenset({P.DRAFT, P.SUBMITTED, P.APPROVED}), P.ABANDONED),
)


def moves_from(table: Sequence[Move[State]], state: State) -> list[Move[State]]:
    """The ways on from a state, in the table's order."""
    return [move for move in table if state in move.before]


def move_named(table: Sequence[Move[State]], code: str) -> Move[State]:
    """Raises KeyError where the table has no such move."""
    return {move.code: move for move in table}[code]
