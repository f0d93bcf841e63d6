"""How a version of a policy goes from draft to force: one table."""

from __future__ import annotations

from dataclasses import dataclass

from hygie.core.access import Verb

from .enums import VersionState


@dataclass(frozen=True)
class Move:
    """One way between two states, and the verb that it asks for."""

    code: str
    before: frozenset[VersionState]
    after: VersionState
    verb: Verb = Verb.EDIT


MOVES = {
    move.code: move
    for move in (
        Move("consult", frozenset({VersionState.DRAFT}), VersionState.CONSULTATION),
        Move("redraft", frozenset({VersionState.CONSULTATION, VersionState.SUBMITTED}), VersionState.DRAFT),
        Move("submit", frozenset({VersionState.DRAFT, VersionState.CONSULTATION}), VersionState.SUBMITTED),
        Move("approve", frozenset({VersionState.SUBMITTED}), VersionState.IN_FORCE, Verb.APPROVE),
        Move("supersede", frozenset({VersionState.IN_FORCE}), VersionState.SUPERSEDED, Verb.APPROVE),
        Move("withdraw", frozenset({VersionState.IN_FORCE}), VersionState.WITHDRAWN, Verb.APPROVE),
        Move("discard", frozenset({VersionState.DRAFT, VersionState.CONSULTATION}), VersionState.WITHDRAWN),
    )
}


def moves_from(state: VersionState) -> list[Move]:
    """The ways on from a state, in the table's order."""
    return [move for move in MOVES.values() if state in move.before]
