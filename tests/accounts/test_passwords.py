import pytest

from hygie.accounts.actions import check_password
from hygie.accounts.models import Person
from hygie.core.actions import Refused

CAMILLE = Person(email="camille.durand@hopital-exemple.fr", first_name="Camille", last_name="Durand")


@pytest.mark.parametrize(
    "password",
    [
        "court",
        "onze-signes",
        "passwordpassword",
        "Motdepasse2026!",
        "H0pital-123456",
        "azertyazerty",
        "Septembre2026!!",
        "aaaaaaaaaaaaaaaa",
        "camille.durand",
        "Durand-Camille-1984",
        "x" * 201,
    ],
)
def test_short_common_obvious_and_overlong_passwords_are_refused(password):
    with pytest.raises(Refused) as refusal:
        check_password(password, CAMILLE)
    assert set(refusal.value.problems) == {"password"}


@pytest.mark.parametrize("password", ["quatre chevaux bleus", "lampevertetiroirnuage", "ζεστή σοκολάτα το βράδυ"])
def test_a_long_password_needs_no_digit_capital_or_sign(password):
    check_password(password, CAMILLE)
