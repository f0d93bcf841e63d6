"""What the apps above offer to exchanges: the objects that people may chase or talk about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hygie.core.access import Level, Resource
from hygie.core.actions import Context
from hygie.core.registry import Registry
from hygie.territory.models import Organisation


@dataclass(frozen=True)
class Subject:
    """One object, as somebody in whose sight it is names it, in the language of the moment."""

    organisation: Organisation
    title: str
    url: str


@dataclass(frozen=True)
class Standing:
    """Where a thing that can be chased stands today. `settled`: nobody waits for it any more."""

    title: str
    label: str
    tone: str
    settled: bool
    since: date


@dataclass(frozen=True)
class SubjectKind:
    """`find(context, key)` gives the object whose key it is, None out of sight.

    Whoever sees `level` of `resource` at its organisation may know the object. Other lines of the policy (`also`) open
    some of the objects only, for which `find` answers. `standings(context, keys)`, for kinds that can be chased, says
    where several stand, in few queries; keys out of sight are left out.
    """

    code: str
    find: Callable[[Context, str], Subject | None]
    resource: Resource
    level: Level = Level.DETAIL
    also: Sequence[Resource] = ()
    standings: Callable[[Context, Collection[str]], Mapping[str, Standing]] | None = None


def uid_written(key: str) -> UUID | None:
    """The public id that a key is, in its one way of writing: another one would name a second thread, unseen."""
    try:
        uid = UUID(key)
    except ValueError:
        return None
    return uid if str(uid) == key else None


subject_kinds: Registry[SubjectKind] = Registry("kinds of subjects", key=lambda kind: kind.code)
