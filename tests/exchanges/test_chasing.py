"""One press reminds whoever answers; never twice in a week, and never of what is done."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.actions import Denied, Refused
from hygie.core.clock import frozen, today
from hygie.core.models import AuditEvent
from hygie.core.persondata import person_data
from hygie.core.tenancy import Scope
from hygie.exchanges import actions
from hygie.exchanges.models import Notification, Reminder
from hygie.exchanges.rules import may_chase_again_on
from hygie.obligations.enums import Decision
from hygie.obligations.queries.subjects import REQUIREMENT, requirement_key
from hygie.territory.actions import rebuild_reach
from tests.budgets import at_most
from tests.factories.obligations import GhtFactory, deposited, joins, reviewed, states
from tests.obligations.page_world import YEARLY_EXERCISE, text_of, to

from .conftest import MORNING, titles_of
from .test_pages import browser

SYSTEM = Scope.system()


@pytest.fixture
def bound(world):
    """The hospital lacks its yearly exercise."""
    states(world.hospital, "candidature", "care-d2")
    world.refresh()
    world.ars = world.somebody(Role.COORDINATOR, world.region, first_name="Solène", last_name="Abadie")
    return world


def key_of(world, place=None, code=YEARLY_EXERCISE):
    return requirement_key(place or world.hospital, code)


def chase(world, message="", after=0, by=None, key=None, place=None):
    with frozen(MORNING + timedelta(days=after)):
        ctx = by or world.context(Role.COORDINATOR, world.region, person=world.ars)
        return actions.chase(ctx, place or world.hospital, REQUIREMENT, key or key_of(world), message)


def test_one_press_tells_the_directors_and_cisos_of_the_establishment(bound):
    stranger = bound.somebody(Role.CISO, bound.stranger)
    chase(bound, "We can help.")
    for person in (bound.rssi, bound.director):
        told = Notification.objects.get(person=person)
        assert told.title.startswith("Reminder: ")
        assert "Solène Abadie waits for it. We can help." in told.text
        assert told.url == to("requirement", bound.hospital.uid, YEARLY_EXERCISE)
    assert titles_of(stranger) == titles_of(bound.ars) == []
    assert AuditEvent.objects.within(SYSTEM).filter(kind="reminder.sent", organisation_id=bound.hospital.pk).exists()


def test_each_reads_it_in_their_language(bound):
    french = bound.somebody(Role.CISO, bound.hospital, language="fr")
    chase(bound)
    assert titles_of(french)[0].startswith("Relance : ")


def test_a_second_press_in_the_week_says_who_sent_the_last_and_when(bound):
    chase(bound)
    other = bound.context(Role.COORDINATOR, bound.region)
    for by in (None, other):
        with pytest.raises(Refused, match="Solène Abadie reminded them on 5"):
            chase(bound, after=6, by=by)
    assert Notification.objects.filter(person=bound.rssi).count() == 1


def test_after_seven_days_it_leaves_again_and_counts(bound):
    chase(bound)
    assert chase(bound, after=7).number == 2
    latest = Reminder.objects.within(SYSTEM).filter(latest=True).order_by("pk")
    assert [one.number for one in latest] == [2]
    assert Notification.objects.filter(person=bound.rssi).count() == 2
    assert may_chase_again_on(today()) == today() + timedelta(days=7)


def test_what_is_done_or_in_the_hands_of_the_ars_is_not_chased(bound):
    proof = deposited(bound.hospital, "crisis_exercise")
    with pytest.raises(Refused, match="Nothing is waited for"):
        chase(bound)
    reviewed(proof, Decision.REFUSED)
    chase(bound)


def test_another_requirement_may_be_chased_the_same_day(bound):
    chase(bound)
    rows = [key_of(bound), key_of(bound, code="nobody-knows"), "rubbish", key_of(bound, bound.stranger)]
    for key in rows[1:]:
        with pytest.raises(Refused):
            chase(bound, key=key)
    assert Reminder.objects.within(SYSTEM).count() == 1


def test_only_whoever_the_policy_lets_may_chase(bound):
    for role, place in ((Role.DIRECTOR, bound.hospital), (Role.EXPERT, bound.region), (Role.CISO, bound.stranger)):
        with pytest.raises(Denied):
            chase(bound, by=bound.context(role, place))


def test_nobody_is_reminded_by_themselves(bound):
    chase(bound, by=bound.context(Role.CISO, bound.hospital, person=bound.rssi))
    assert titles_of(bound.rssi) == []
    assert len(titles_of(bound.director)) == 1


def test_where_nobody_sits_those_of_the_ght_are_told_and_else_it_is_refused(bound):
    ght = GhtFactory(region=bound.region)
    states(bound.stranger, "candidature", "care-d2")
    bound.refresh()
    with pytest.raises(Refused, match="invite them"):
        chase(bound, place=bound.stranger, key=key_of(bound, bound.stranger))
    joins(bound.stranger, ght)
    rebuild_reach()
    above = bound.somebody(Role.CISO, ght)
    chase(bound, place=bound.stranger, key=key_of(bound, bound.stranger))
    assert len(titles_of(above)) == 1


def test_the_ciso_of_a_ght_reminds_a_member(bound):
    ght = GhtFactory(region=bound.region)
    joins(bound.hospital, ght)
    bound.refresh(ght)
    chase(bound, by=bound.context(Role.CISO, ght))
    assert len(titles_of(bound.rssi)) == 1


# Pages


def press(client, world, **more):
    form = {"kind": REQUIREMENT, "key": key_of(world), "next": to("call_sheet", world.hospital.uid)} | more
    return client.post(reverse("exchanges:chase", args=[world.hospital.uid]), form, follow=True)


def test_the_call_sheet_and_the_requirement_have_the_button_and_then_say_when(bound):
    client, address = browser(bound.ars), to("call_sheet", bound.hospital.uid)
    keys = re.findall(r'name="key" value="([^"]+)"', text_of(client.get(address)))
    assert len(keys) == 4
    page = press(client, bound, key=keys[0])
    assert page.redirect_chain[-1][0] == address
    assert "Reminder sent to CH premier." in text_of(page)
    of_requirement = to("requirement", bound.hospital.uid, keys[0].partition(":")[2])
    for shown, buttons in ((address, 3), (of_requirement, 0)):
        said = text_of(client.get(shown)).replace("\xa0", " ")
        assert "Last reminder on 5 Oct 2026 by Solène Abadie." in said
        assert "The next can leave on 12 Oct 2026." in said
        assert said.count("Send a reminder") == buttons
    assert "reminded them" in text_of(press(client, bound, key=keys[0]))


def test_the_establishment_sees_that_it_was_reminded_and_has_no_button_without_the_right(bound):
    chase(bound)
    page = text_of(browser(bound.director).get(to("requirement", bound.hospital.uid, YEARLY_EXERCISE)))
    assert "Last reminder" in page
    assert "Send a reminder" not in page


def test_the_expert_sees_neither(bound):
    chase(bound)
    expert = bound.client(Role.EXPERT, bound.region)
    page = text_of(expert.get(to("requirement", bound.hospital.uid, YEARLY_EXERCISE)))
    assert "reminder" not in page


def test_the_press_leads_back_and_never_to_another_site(bound):
    page = press(browser(bound.ars), bound, next="no-address")
    assert page.redirect_chain[-1][0] == reverse("exchanges:reminders")
    page = press(browser(bound.ars), bound, next="https://evil.example/")
    assert page.redirect_chain[-1][0] == reverse("exchanges:reminders")


def test_the_list_says_who_what_since_when_and_where_it_stands_today(bound):
    chase(bound, "We can help.")
    client = browser(bound.ars)
    page = text_of(client.get(reverse("exchanges:reminders")))
    for said in ("CH premier", "We can help.", "Solène Abadie", "Missing"):
        assert said in page
    deposited(bound.hospital, "crisis_exercise")
    assert "Met" in text_of(client.get(reverse("exchanges:reminders")))
    assert "CH premier" not in text_of(bound.client(Role.CISO, bound.stranger).get(reverse("exchanges:reminders")))
    exported = b"".join(client.get(reverse("exchanges:reminders_csv")).streaming_content).decode()
    assert "CH premier" in exported
    assert "2026-10-05" in exported


def test_the_list_keeps_its_budget(bound):
    chase(bound)
    client = browser(bound.ars)
    client.get(reverse("exchanges:reminders"))
    with at_most(7):
        client.get(reverse("exchanges:reminders"))


def test_what_the_ars_answers_is_told_to_the_establishment(bound):
    proof = deposited(bound.hospital, "crisis_exercise")
    reviewed(proof, Decision.REFUSED, "It is not signed.")
    told = Notification.objects.get(person=bound.director)
    assert told.title.startswith("Refused: ")
    assert told.text == "It is not signed."
    assert told.url == to("proof", proof.uid)
    reviewed(proof, Decision.ACCEPTED)
    assert titles_of(bound.rssi)[-1].startswith("Accepted: ")


def test_the_reminders_one_sent_are_handed_over_and_their_words_erased(bound):
    chase(bound, "We can help.")
    part = person_data["exchanges"]
    assert part.export(bound.ars.pk)["reminders_sent"][0]["message"] == "We can help."
    assert Notification.objects.filter(text__contains="We can help.").exists()
    part.erase(bound.ars.pk)
    assert Reminder.objects.within(SYSTEM).get().message == ""
    assert not Notification.objects.filter(text__contains="We can help.").exists()
