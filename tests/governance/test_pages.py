"""What each person sees and does on the pages of governance."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.clock import today
from hygie.core.tenancy import Scope
from hygie.governance import actions
from hygie.governance.enums import Function, Theme, VersionState
from hygie.governance.models import Acknowledgement, Appointment, PolicyVersion
from hygie.governance.reading_links import reading_link
from hygie.governance.reading_offers import tasks_of as reading_tasks
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.governance.test_appointments import ciso
from tests.governance.test_policies import P1, signed, submitted
from tests.obligations.page_world import text_of

SYSTEM = Scope.system()


def to(name, *args):
    return reverse(f"governance:{name}", args=args)


def the_version():
    return PolicyVersion.objects.within(SYSTEM).order_by("-pk").first()


def test_from_the_model_to_the_signature_by_the_pages_alone(world):
    ciso_client, director = world.ciso, world.signing_client()
    ciso_client.post(to("start", world.hospital.uid, "pssi"), {})
    version = the_version()
    page = ciso_client.get(to("edit", version.uid))
    typed = {"title": "PSSI 2026", "summary": "", "seen": version.revision}
    typed |= {name: field.initial for name, field in page.context["form"].fields.items() if name.startswith("chapter.")}
    ciso_client.post(to("edit", version.uid), typed | {"chapter.scope": "Tous nos sites."})
    version = the_version()
    assert version.title == "PSSI 2026"
    ciso_client.post(to("move", version.uid), {"move": "submit", "seen": version.revision})
    page = director.get(to("sign", version.uid))
    initial = page.context["form"].initial
    signature = initial | {"review_on": initial["review_on"].isoformat(), "read": "on"}
    answer = director.post(to("sign", version.uid), signature, follow=True)
    assert "the policy is in force" in text_of(answer)
    assert world.status(world.hospital, P1) == "met"


def test_signing_asks_first_for_a_code(world):
    version, client = submitted(world), Client()
    client.force_login(world.director)
    answer = client.get(to("sign", version.uid))
    assert answer.url.startswith(reverse("accounts:prove_by_code"))
    assert the_version().state == VersionState.SUBMITTED


def test_whoever_signs_is_led_to_the_signature_from_the_list(world):
    version, address = submitted(world), to("policies", world.hospital.uid)
    assert to("sign", version.uid) in text_of(world.client(Role.DIRECTOR).get(address))
    assert to("sign", version.uid) not in text_of(world.client(Role.CISO).get(address))


def test_a_director_without_a_second_factor_is_led_to_set_one_up(world):
    version, client = submitted(world), world.client(Role.DIRECTOR)
    assert client.get(to("sign", version.uid)).url == reverse("accounts:second_factor")


def test_the_ars_sees_where_a_policy_stands_and_never_its_text(world):
    version = signed(world, submitted(world))
    page = world.coordinator.get(to("policies", world.hospital.uid))
    assert "In force" in text_of(page)
    assert str(version.uid) not in text_of(page)
    assert world.coordinator.get(to("version", version.uid)).status_code == 404
    assert world.coordinator.get(to("paper", version.uid)).status_code == 404


def test_another_hospital_sees_nothing(world):
    version = signed(world, submitted(world))
    stranger = world.client(Role.CISO, world.stranger)
    for address in (to("policies", world.hospital.uid), to("version", version.uid), to("paper", version.uid)):
        assert stranger.get(address).status_code == 404


def test_the_list_and_a_version_keep_their_budgets(world):
    version = signed(world, submitted(world))
    client = world.signing_client()
    with at_most(14):
        client.get(to("policies", world.hospital.uid))
    with at_most(17):
        client.get(to("version", version.uid))


def test_the_pdf_of_a_draft_and_of_a_signed_policy_are_served(world):
    version = submitted(world)
    assert world.ciso.get(to("paper", version.uid)).content.startswith(b"%PDF-")
    signed(world, version)
    copy = world.ciso.get(to("paper", version.uid))
    assert b"".join(copy.streaming_content).startswith(b"%PDF-")


def test_differences_are_shown_word_by_word(world):
    first, ctx = signed(world, submitted(world)), world.ciso_context
    version = actions.start_policy(ctx, world.hospital, Theme.PSSI, frozenset())
    text = first.chapters[1]["text"] + " Et le site de Valmont."
    actions.change_draft(ctx, version, 1, title="PSSI", summary="", texts={first.chapters[1]["code"]: text})
    page = text_of(world.ciso.get(to("changes", version.uid)))
    assert re.search(r"<ins>[^<]*Valmont", page)


def test_text_typed_in_a_policy_is_never_markup(world):
    ctx = world.ciso_context
    version = actions.start_policy(ctx, world.hospital, Theme.PSSI, frozenset())
    actions.change_draft(ctx, version, 1, title="<b>x", summary="", texts={"scope": "<script>alert(1)</script>"})
    page = text_of(world.ciso.get(to("version", version.uid)))
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_the_staff_read_by_one_link_without_an_account_and_count_once_a_browser(world):
    version = signed(world, submitted(world))
    link = reading_link(actions.open_reading(world.ciso_context, version, 10))
    reader = Client()
    assert version.chapters[0]["text"][:20] in reader.get(link).content.decode()
    for _twice in range(2):
        answer = reader.post(link, {"department": "Bloc"}, follow=True)
    assert answer.context["done"]
    assert Acknowledgement.objects.within(SYSTEM).count() == 1
    Client().post(link, {})
    assert Acknowledgement.objects.within(SYSTEM).count() == 2


def test_the_link_serves_whoever_has_it_signed_in_elsewhere_or_nowhere(world):
    """Row-level security follows the reader's own rights; here the signed link is the right."""
    version = signed(world, submitted(world))
    link = reading_link(actions.open_reading(world.ciso_context, version, 10))
    for stranger in (PersonFactory(app=True), world.person(Role.CISO, world.stranger)):
        client = Client()
        client.force_login(stranger)
        assert client.get(link).status_code == 200
        assert client.post(link, {}, follow=True).context["done"]
    assert Acknowledgement.objects.within(SYSTEM).count() == 2


def test_the_staff_with_an_account_are_asked_to_read_until_they_did_and_again_for_a_new_version(world):
    version = signed(world, submitted(world))
    person = world.person(Role.CONTRIBUTOR, world.hospital)
    context, client = world.context(Role.CONTRIBUTOR, person=person), Client()
    client.force_login(person)
    assert reading_tasks(context, world.hospital) == []
    reading = actions.open_reading(world.ciso_context, version, 10)
    (task,) = reading_tasks(context, world.hospital)
    assert task.due_on > today()
    client.post(task.url, {})
    assert reading_tasks(context, world.hospital) == []
    actions.close_reading(world.ciso_context, reading)
    second = signed(world, submitted(world))
    actions.open_reading(world.ciso_context, second, 10)
    (again,) = reading_tasks(context, world.hospital)
    assert again.url != task.url
    assert reading_tasks(world.context(Role.COORDINATOR, world.region), world.hospital) == []


def test_a_link_that_was_changed_shows_nothing(world):
    version = signed(world, submitted(world))
    link = reading_link(actions.open_reading(world.ciso_context, version, 10))
    assert Client().get(link[:-3] + "x/").status_code == 404


def test_an_appointment_is_made_and_ended_by_the_pages(world):
    client = world.client(Role.DIRECTOR)
    form = {
        "function": "ciso",
        "first_name": "Karim",
        "last_name": "Delorme",
        "phone_at_night": "01 99 00 00 24",
        "places": [str(world.hospital.uid)],
        "starts_on": today().isoformat(),
    }
    client.post(to("appoint", world.hospital.uid), form)
    page = text_of(client.get(to("appointments", world.hospital.uid)))
    assert "Karim Delorme" in page
    assert "01 99 00 00 24" in page
    appointment = Appointment.objects.within(SYSTEM).get()
    client.post(to("end_appointment", appointment.uid), {"last_day": (today() + timedelta(days=1)).isoformat()})
    appointment.refresh_from_db(from_queryset=Appointment.objects.within(SYSTEM))
    assert appointment.ends_on == today() + timedelta(days=1)


def test_the_directory_holds_the_contacts_in_the_order_of_the_call(world):
    ctx = world.context(Role.DIRECTOR)
    actions.appoint(ctx, world.hospital, ciso(phone_at_night="01 99 00 11 24"), [world.hospital], today())
    crisis = ciso()
    crisis = type(crisis)(Function.CRISIS_DIRECTOR, "Luce", "Aubin", phone_at_night="01 99 00 22 24")
    actions.appoint(ctx, world.hospital, crisis, [world.hospital], today())
    page = text_of(world.coordinator.get(to("directory")))
    assert page.index("Luce Aubin") < page.index("Karim Delorme")
    assert world.coordinator.get(to("directory_pdf")).content.startswith(b"%PDF-")
    stranger = world.client(Role.CISO, world.stranger)
    assert "Delorme" not in text_of(stranger.get(to("directory")))


def test_the_expert_sees_that_somebody_is_appointed_and_not_who(world):
    actions.appoint(world.context(Role.DIRECTOR), world.hospital, ciso(), [world.hospital], today())
    expert = world.client(Role.EXPERT, world.region)
    page = text_of(expert.get(to("appointments", world.hospital.uid)))
    assert "Appointed" in page
    assert "Delorme" not in page
    assert expert.get(to("directory")).status_code == 403
