import argparse
import io
import json

import pytest

from hygie.accounts.demo import demo_code, demo_person
from hygie.accounts.models import Person
from hygie.core.commands import CommandError, commands
from tests.factories.accounts import PASSWORD

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
