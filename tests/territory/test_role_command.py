import argparse

import pytest

from hygie.core.access import Role
from hygie.core.commands import CommandError, commands
from hygie.territory.models import Seat
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    parser = argparse.ArgumentParser()
    commands["give-role"].add_arguments(parser)
    return commands["give-role"].run(parser.parse_args(arguments))


def test_a_new_platform_gets_its_first_administrator(capsys):
    person = PersonFactory()
    run(person.email, "administrator", "11")
    seat = Seat.objects.select_related("organisation").get()
    assert (seat.person, seat.role, seat.organisation.name) == (person, Role.ADMINISTRATOR, "Île-de-France")


@pytest.mark.parametrize(("role", "place"), [("ciso", "11"), ("administrator", "nowhere")])
def test_a_role_that_cannot_be_is_told_in_one_line(role, place):
    with pytest.raises(CommandError) as problem:
        run(PersonFactory().email, role, place)
    assert "\n" not in str(problem.value)
    assert not Seat.objects.exists()


def test_a_role_for_nobody_is_told_so():
    with pytest.raises(CommandError, match="nobody has an account"):
        run("nobody@exemple.fr", "administrator", "11")
