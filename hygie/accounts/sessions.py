"""Browser sessions in our own table, so that people see and end theirs.

What a session says of itself lives in its data under the keys below; the store copies it to columns at each save.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.functional import cached_property

from hygie.core import clock
from hygie.core.identifiers import new_uid

UID, STARTED, SEEN, AGENT = "hygie.uid", "hygie.started", "hygie.seen", "hygie.agent"
#: when the person last proved who they are, by password or second factor
PROVED = "hygie.proved"
#: when the person last gave a code or a passkey, which a signature asks for
FACTOR_PROVED = "hygie.factor_proved"
#: the person of this session has a second factor: spares a query at each request
SECOND_FACTOR = "hygie.second_factor"
#: how the person is signing in, until the sign-in is written down
METHOD = "hygie.method"

SECONDS_BETWEEN_VISITS = 300


class SessionStore(DatabaseStore):
    """Django's database store, with the owner of each session beside it."""

    @cached_property
    def model(self) -> Any:
        from hygie.accounts.models import PersonSession  # middleware imports this module before the apps are ready

        return PersonSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        if SESSION_KEY in data and UID in data:
            session.person_id = int(data[SESSION_KEY])
            session.uid = UUID(data[UID])
            session.started_at = _moment(data[STARTED])
            session.seen_at = _moment(data[SEEN])
            session.agent = data[AGENT]
        return session


def open_session(session: SessionBase, agent: str, *, second_factor: bool) -> None:
    """Note, at sign-in, whose browser this is; the key itself has just been changed by Django."""
    moment = _stamp()
    session.update({UID: str(new_uid()), STARTED: moment, SEEN: moment, AGENT: agent, SECOND_FACTOR: second_factor})


def is_over(session: SessionBase) -> bool:
    """However busy, a session ends after `HYGIE_SESSION_LIFETIME` and the person signs in again."""
    return _stamp() - int(session.get(STARTED, 0)) > settings.HYGIE_SESSION_LIFETIME.total_seconds()


def visit(session: SessionBase) -> None:
    """Push the idle deadline back, at most every five minutes: a write per page would be a write too many."""
    if _stamp() - int(session.get(SEEN, 0)) >= SECONDS_BETWEEN_VISITS:
        session[SEEN] = _stamp()


def prove(session: SessionBase) -> None:
    session[PROVED] = _stamp()


def proved_recently(session: SessionBase) -> bool:
    return _stamp() - int(session.get(PROVED, 0)) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def prove_factor(session: SessionBase) -> None:
    session[FACTOR_PROVED] = _stamp()


def proved_factor_recently(session: SessionBase) -> bool:
    return _stamp() - int(session.get(FACTOR_PROVED, 0)) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _stamp() -> int:
    return int(clock.now().timestamp())


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
