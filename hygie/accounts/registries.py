"""What upper floors tell this one: what an invitation brings, and who must not be deactivated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.registry import Registry


@dataclass(frozen=True)
class InvitationHandler:
    """`on_accept(ctx, person, payload)` gives the person what the invitation promised, in the same transaction.

    It raises Refused when the promise can no longer be kept (an organisation closed since); nothing is then written.
    `describe(payload)` says in words what is promised, for the page and the mail.
    """

    code: str
    on_accept: Callable[[Context, Person, dict[str, Any]], None]
    describe: Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class DeactivationGuard:
    """`objection(person)` says why the person must stay, or returns None."""

    code: str
    objection: Callable[[Person], str | Promise | None]


invitation_handlers: Registry[InvitationHandler] = Registry("invitation handlers", key=lambda handler: handler.code)
deactivation_guards: Registry[DeactivationGuard] = Registry("deactivation guards", key=lambda guard: guard.code)
