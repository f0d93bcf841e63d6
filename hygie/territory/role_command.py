"""`hygie give-role`: how a new platform gets its first administrator."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.utils.translation import gettext as _

from hygie.accounts.queries import person_by_email
from hygie.core.access import Role
from hygie.core.actions import Context, Refused
from hygie.core.commands import Command, CommandError, commands

from . import queries
from .actions import give_seat
from .actions.authorities import ensure_authorities


def register() -> None:
    commands.register(Command("give-role", "give a role to somebody who has an account", _give_role, _arguments))


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email", help="address of the account")
    parser.add_argument("role", choices=Role.values)
    parser.add_argument("organisation", help="FINESS number, GHT code, INSEE code of a region (11), or FR")


def _give_role(options: Namespace) -> int:
    """The nation and its regions are made when missing: they come before any import."""
    ensure_authorities()
    person = person_by_email(options.email)
    if person is None:
        raise CommandError(_("%(email)s: nobody has an account with this address") % {"email": options.email})
    organisation = queries.organisation_named(options.organisation)
    if organisation is None:
        raise CommandError(_("%(name)s: no organisation has this number or code") % {"name": options.organisation})
    try:
        give_seat(Context.system("hygie give-role"), person, Role(options.role), organisation)
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    print(f"{person.email}: {Role(options.role).label} – {organisation.name}")
    return 0
