"""Console commands about people: create, help out, close, hand over and erase."""

import argparse
import getpass
import json
import sys
from typing import Final

from django.conf import settings

from hygie.accounts import actions, queries
from hygie.accounts.demo import demo_code
from hygie.accounts.enums import Language
from hygie.accounts.models import Person
from hygie.core.actions import Context, Refused
from hygie.core.commands import Command, CommandError
from hygie.core.persondata import person_data


def _createuser_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="address of the person, which is also their login")
    parser.add_argument("--first-name", required=True)
    parser.add_argument("--last-name", required=True)
    parser.add_argument("--language", choices=Language.values, default=Language.FRENCH.value)
    parser.add_argument("--second-factor", action="store_true", help="require a second factor from the first sign-in")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def createuser(options: argparse.Namespace) -> int:
    """Create an account with a password. The role is given afterwards, in the territory."""
    try:
        person = actions.create_person(
            Context.system("hygie createuser"),
            email=options.email,
            first_name=options.first_name,
            last_name=options.last_name,
            language=options.language,
            password=_password(from_stdin=options.password_stdin),
            second_factor_required=options.second_factor,
        )
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    if options.json:
        print(json.dumps({"uid": str(person.uid), "email": person.email}))
    else:
        print(f"{person.email}: account created")
    return 0


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandError("no terminal to ask the password on: use --password-stdin")
    first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != second:
        raise CommandError("the two passwords differ: nothing was created")
    return first


def _demo_code_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="address of a person of the demonstration")


def print_demo_code(options: argparse.Namespace) -> int:
    """Print the second-factor code a person of the demonstration would read on their phone."""
    if not settings.HYGIE_DEMO:
        raise CommandError("codes are shown in the demonstration only (HYGIE_DEMO=1, development settings)")
    person = queries.person_by_email(options.email)
    code = demo_code(person) if person else None
    if code is None:
        raise CommandError(f"{options.email} is nobody of the demonstration with a second factor")
    print(code)
    return 0


def _person_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="address with which the person signs in")


def _person_named(email: str) -> Person:
    person = queries.person_by_email(email)
    if person is None:
        raise CommandError(f"{email}: nobody has an account with this address")
    return person


def reset_second_factor(options: argparse.Namespace) -> int:
    """Help somebody who lost phone and recovery codes, once you have checked who is asking."""
    actions.reset_second_factor(Context.system("hygie reset-second-factor"), _person_named(options.email))
    print(f"{options.email}: second factor removed, sessions ended, and the person was told by mail")
    return 0


def close_account(options: argparse.Namespace) -> int:
    """Close a leaver's account; refused for an organisation's last administrator."""
    try:
        actions.deactivate(Context.system("hygie close-account"), _person_named(options.email))
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    print(f"{options.email}: account closed")
    return 0


def export_person(options: argparse.Namespace) -> int:
    """Print all that the platform knows of a person, app by app, as one JSON object (RGPD, article 15)."""
    person = _person_named(options.email)
    print(json.dumps({part.code: part.export(person.pk) for part in person_data}, ensure_ascii=False, indent=2))
    return 0


def erase_person(options: argparse.Namespace) -> int:
    """Erase what says who a person was, once their account is closed (RGPD, article 17)."""
    person = _person_named(options.email)
    if person.is_active:
        raise CommandError(f"{options.email}: close the account first (hygie close-account)")
    erased = sum(part.erase(person.pk) for part in person_data)
    print(f"{options.email}: erased ({erased} rows)")
    return 0


COMMANDS: Final[tuple[Command, ...]] = (
    Command("createuser", "create an account", createuser, _createuser_arguments),
    Command(
        "reset-second-factor",
        "remove the second factor of somebody who lost it",
        reset_second_factor,
        _person_arguments,
    ),
    Command("close-account", "close the account of somebody who left", close_account, _person_arguments),
    Command("export-person", "print all that is known of a person", export_person, _person_arguments),
    Command("erase-person", "erase what says who a person was", erase_person, _person_arguments),
    Command("demo-code", "print a demonstration person's second-factor code", print_demo_code, _demo_code_arguments),
)
