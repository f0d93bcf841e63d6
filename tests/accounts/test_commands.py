import argparse
import io
import json

import pytest
from allauth.mfa.models import Authenticator

from hygie.accounts.demo import demo_code, demo_person
from hygie.accounts.models import Person
from hygie.core.commands import CommandError, commands
from tests.factories.accounts import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db


def run(name, *arguments):
    parser = argparse.ArgumentParser()
    commands[name].add_arguments(parser)
    return commands[name].run(parser.parse_args(arguments))


def test_createuser_creates_an_account_and_prints_one_object(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    run("createuser", "Ada@exemple.fr", "--first-name", "Ada", "--last-name", "Byron", "--password-stdin", "--json")
    person = Person.objects.get()
    assert json.loads(capsys.readouterr().out) == {"uid": str(person.uid), "email": "ada@exemple.fr"}
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(("email", "password"), [("ada", PASSWORD), ("ada@exemple.fr", "court")])
def test_createuser_says_in_one_line_what_is_wrong(monkeypatch, email, password):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    with pytest.raises(CommandError) as problem:
        run("createuser", email, "--first-name", "Ada", "--last-name", "Byron", "--password-stdin")
    assert "\n" not in str(problem.value)
    assert not Person.objects.exists()


def test_a_code_of_the_demonstration_is_printed_there_only(settings, capsys):
    person = demo_person("rssi@demo.exemple", "Lou", "Petit", password=PASSWORD, second_factor_required=True)
    settings.HYGIE_DEMO = True
    run("demo-code", person.email)
    assert capsys.readouterr().out.strip() == demo_code(person)
    with pytest.raises(CommandError):
        run("demo-code", "nobody@exemple.fr")
    settings.HYGIE_DEMO = False
    with pytest.raises(CommandError):
        run("demo-code", person.email)


def test_a_lost_second_factor_is_removed_by_whoever_runs_the_platform(capsys):
    person = PersonFactory(app=True)
    run("reset-second-factor", person.email)
    assert not Authenticator.objects.filter(user=person).exists()


def test_an_account_is_closed_before_it_is_erased_and_then_tells_nothing(capsys):
    person = PersonFactory(email="ada@exemple.fr", last_name="Byron")
    with pytest.raises(CommandError, match="close the account first"):
        run("erase-person", person.email)
    run("close-account", person.email)
    run("erase-person", person.email)
    person.refresh_from_db()
    assert "ada" not in person.email
    assert person.last_name == ""


def test_what_is_known_of_a_person_is_handed_over_as_one_object(capsys):
    person = PersonFactory(email="ada@exemple.fr")
    run("export-person", person.email)
    assert json.loads(capsys.readouterr().out)["accounts"]["email"] == "ada@exemple.fr"


def test_a_command_about_nobody_says_so():
    with pytest.raises(CommandError, match="nobody has an account"):
        run("close-account", "nobody@exemple.fr")
