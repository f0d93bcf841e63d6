import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from hygie.accounts import actions
from hygie.accounts.models import Person, PersonSession
from hygie.accounts.registries import DeactivationGuard, deactivation_guards
from hygie.core.actions import Context, Refused
from hygie.core.models import AuditEvent
from hygie.core.tenancy import Scope
from tests.accounts.helpers import is_signed_in, run_jobs, sign_in_fully
from tests.factories.accounts import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
SYSTEM = Context.system("test")


def create(**changes):
    facts = {"email": "Ada@Exemple.FR ", "first_name": " Ada ", "last_name": "Byron", "password": PASSWORD}
    return actions.create_person(SYSTEM, **facts | changes)


def kinds():
    return list(AuditEvent.objects.within(Scope.system()).order_by("pk").values_list("kind", flat=True))


def test_an_address_is_kept_in_lower_case_and_found_in_any_case():
    person = create()
    assert person.email == "ada@exemple.fr"
    assert Person.objects.get_by_natural_key("ADA@exemple.fr") == person
    assert kinds() == ["person.created"]


def test_one_address_is_one_account_whatever_its_case():
    create()
    with pytest.raises(Refused) as refusal:
        create(email="ADA@EXEMPLE.FR")
    assert set(refusal.value.problems) == {"email"}


def test_the_database_itself_refuses_capitals_in_an_address():
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="Ada@exemple.fr", first_name="Ada", last_name="Byron")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "ada"}, "email"),
        ({"email": ""}, "email"),
        ({"first_name": "   "}, "first_name"),
        ({"last_name": "x" * 101}, "last_name"),
        ({"password": "court"}, "password"),
    ],
)
def test_a_wrong_fact_is_refused_with_its_field_and_nothing_is_written(wrong, field):
    with pytest.raises(Refused) as refusal:
        create(**wrong)
    assert set(refusal.value.problems) == {field}
    assert not Person.objects.exists()
    assert kinds() == []


def test_a_person_without_password_cannot_sign_in():
    assert not create(password=None).has_usable_password()


def test_a_closed_account_is_signed_out_everywhere_and_stays_out(client):
    person = PersonFactory()
    sign_in_fully(person, client)
    actions.deactivate(SYSTEM, person)
    assert client.get("/account/").status_code == 302
    assert not is_signed_in(sign_in_fully_or_not(person))
    assert not PersonSession.objects.filter(person=person).exists()


def sign_in_fully_or_not(person):
    from django.test import Client

    client = Client()
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client


def test_closing_twice_changes_nothing_more_and_reopening_undoes_it():
    person = PersonFactory()
    actions.deactivate(SYSTEM, person)
    actions.deactivate(SYSTEM, person)
    actions.reactivate(SYSTEM, person)
    assert kinds() == ["person.deactivated", "person.reactivated"]
    assert Person.objects.get(pk=person.pk).is_active


def test_whoever_a_guard_protects_cannot_be_deactivated(monkeypatch):
    person = PersonFactory()
    guards = dict(deactivation_guards._items)
    guard = DeactivationGuard("test", lambda who: "last administrator" if who == person else None)
    monkeypatch.setattr(deactivation_guards, "_items", guards | {"test": guard})
    with pytest.raises(Refused, match="last administrator"):
        actions.deactivate(SYSTEM, person)
    actions.deactivate(SYSTEM, PersonFactory())
    assert Person.objects.get(pk=person.pk).is_active


def test_another_address_signs_in_and_the_one_before_is_told(client):
    person, before = PersonFactory(), "camille@exemple.fr"
    actions.change_email(SYSTEM, person, before)
    actions.change_email(SYSTEM, person, "Camille.Durand@exemple.fr")
    sign_in_fully(person, client)
    assert client.session["_auth_user_id"] == str(person.pk)
    run_jobs()
    assert mail.outbox[-1].to == [before]
    with pytest.raises(Refused):
        actions.change_email(SYSTEM, PersonFactory(), "CAMILLE.durand@exemple.fr")


def test_the_language_is_one_the_platform_speaks():
    person = PersonFactory(language="fr")
    actions.change_language(person, "en")
    assert Person.objects.get(pk=person.pk).language == "en"
    with pytest.raises(Refused):
        actions.change_language(person, "xx")


def test_erasing_leaves_a_nameless_row(client):
    from hygie.accounts.actions.personal_data import PERSON_DATA

    person = PersonFactory(app=True, email="zoe@exemple.fr")
    sign_in_fully(person, client)
    assert PERSON_DATA.export(person.pk)["sign_ins"][0]["outcome"] == "succeeded"
    PERSON_DATA.erase(person.pk)
    left = Person.objects.get(pk=person.pk)
    assert "zoe" not in left.email
    assert (left.first_name, left.last_name, left.is_active) == ("", "", False)
    assert not left.sign_ins.exists()
    assert not left.authenticator_set.exists()
