"""Comments on any object: read by whoever sees it, written by the same, and nobody is named who may not open it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.core.access import Level, Role, Verb
from hygie.core.actions import Denied, Refused
from hygie.core.clock import frozen, today
from hygie.core.models import AuditEvent
from hygie.core.persondata import person_data
from hygie.core.tenancy import Scope
from hygie.exchanges import actions
from hygie.exchanges.models import Comment, Notification
from hygie.exchanges.registries import subject_kinds
from hygie.territory.enums import GrantKind
from hygie.territory.models import Grant
from tests.budgets import at_most
from tests.factories.obligations import deposited, states
from tests.factories.territory import LONG_AGO
from tests.governance.test_appointments import ciso as ciso_post
from tests.obligations.page_world import YEARLY_EXERCISE, text_of, to

from .conftest import MORNING, titles_of
from .test_pages import browser

SYSTEM = Scope.system()
EVIDENCE = "obligations.proof"


@pytest.fixture
def shown(world):
    """A hospital with one proof, and the coordinator of its region."""
    states(world.hospital, "candidature", "care-d2")
    world.refresh()
    world.ars = world.somebody(Role.COORDINATOR, world.region, first_name="Solène", last_name="Abadie")
    world.stranger_ciso = world.somebody(Role.CISO, world.stranger)
    world.proof = deposited(world.hospital, "crisis_exercise")
    return world


def context_of_rssi(world):
    return world.context(Role.CISO, world.hospital, person=world.rssi)


def said(world, text="By when?", mentions=(), by=None, key=None):
    ctx = by or context_of_rssi(world)
    return actions.write_comment(ctx, world.hospital, EVIDENCE, key or str(world.proof.uid), text, mentions)


def mandate(world, person=None, role=Role.EXPERT):
    facts = {"organisation": world.hospital, "region_id": world.hospital.region_pk, "starts_on": LONG_AGO}
    facts |= {"kind": GrantKind.CONTRIBUTION, "person": person, "role": ""} if person else {}
    facts = {"kind": GrantKind.MANDATE, "role": role} | facts
    return Grant.objects.create(level=Level.DETAIL, ends_on=today() + timedelta(days=90), **facts)


def test_whoever_is_mentioned_is_told_and_led_there(shown):
    said(shown, "By when?", [shown.ars, shown.director])
    for person in (shown.ars, shown.director):
        told = Notification.objects.get(person=person)
        assert "mentions you" in told.title
        assert "By when?" not in told.title + told.text
        assert told.url == to("proof", shown.proof.uid) + "#comments"
    assert titles_of(shown.rssi) == []


def test_nobody_is_mentioned_who_may_not_see_the_object(shown):
    expert = shown.somebody(Role.EXPERT, shown.region)
    contributor = shown.somebody(Role.CONTRIBUTOR, shown.hospital)
    for person in (shown.stranger_ciso, expert, contributor):
        with pytest.raises(Refused) as refused:
            said(shown, mentions=[person])
        assert "mentions" in refused.value.problems
    mandate(shown)
    mandate(shown, contributor)
    said(shown, mentions=[expert, contributor])
    assert len(titles_of(expert)) == len(titles_of(contributor)) == 1


def test_the_picker_lists_those_who_may_see_it_and_nobody_else(shown):
    contributor = shown.somebody(Role.CONTRIBUTOR, shown.hospital)
    granted = shown.somebody(Role.CONTRIBUTOR, shown.hospital)
    mandate(shown, granted)
    page = browser(shown.rssi).get(to("proof", shown.proof.uid))
    offered = {uid for uid, _name in page.context["form"].fields["mentions"].choices}
    assert offered == {str(one.uid) for one in (shown.ars, shown.director, granted)}
    assert str(contributor.uid) not in offered


def test_pressed_twice_it_is_said_once(shown):
    assert said(shown) == said(shown)
    with frozen(MORNING + timedelta(minutes=5)):
        said(shown)
    assert Comment.objects.within(SYSTEM).count() == 2


def test_only_whoever_sees_the_object_comments_on_it(shown):
    stranger = shown.context(Role.CISO, shown.stranger, person=shown.stranger_ciso)
    with pytest.raises(Denied):
        said(shown, by=stranger)
    expert = shown.context(Role.EXPERT, shown.region)
    with pytest.raises(Refused):
        said(shown, by=expert)
    mandate(shown)
    said(shown, by=shown.context(Role.EXPERT, shown.region))


@pytest.mark.parametrize("key", ["", "rubbish", "0" * 32, "00000000-0000-0000-0000-000000000000"])
def test_what_is_not_there_is_not_commented_on(shown, key):
    with pytest.raises(Refused):
        said(shown, key=key or " ")


def test_the_object_of_another_hospital_is_not_reached_through_ones_own(shown):
    theirs = deposited(shown.stranger, "crisis_exercise")
    with pytest.raises(Refused):
        said(shown, key=str(theirs.uid))
    with pytest.raises(Refused):
        said(shown, key=str(theirs.uid), by=shown.context(Role.COORDINATOR, shown.region))


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_nothing_and_too_much_are_refused(shown, text):
    with pytest.raises(Refused) as refused:
        said(shown, text)
    assert "text" in refused.value.problems


def test_the_author_corrects_and_tells_those_newly_named_only(shown):
    comment = said(shown, mentions=[shown.ars])
    actions.edit_comment(context_of_rssi(shown), comment, "By Friday?", [shown.ars, shown.director])
    assert len(titles_of(shown.ars)) == len(titles_of(shown.director)) == 1
    with pytest.raises(Denied):
        actions.edit_comment(shown.context(Role.DIRECTOR, person=shown.director), comment, "No.", [])


def test_its_author_or_the_director_takes_it_back_and_nobody_else(shown):
    comment = said(shown, mentions=[shown.ars])
    with pytest.raises(Denied):
        actions.erase_comment(shown.context(Role.COORDINATOR, shown.region, person=shown.ars), comment)
    actions.erase_comment(shown.context(Role.DIRECTOR, person=shown.director), comment)
    erased = Comment.objects.within(SYSTEM).get()
    assert (erased.text, erased.mentions.count()) == ("", 0)
    kinds = AuditEvent.objects.within(SYSTEM).filter(kind__startswith="comment.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["comment.written", "comment.erased"]


# Pages


def write(client, world, text="By when?", **more):
    form = {"kind": EVIDENCE, "key": str(world.proof.uid), "text": text} | more
    return client.post(reverse("exchanges:comment", args=[world.hospital.uid]), form, follow=True)


def test_it_is_written_on_the_page_read_there_corrected_and_taken_back(shown):
    client = browser(shown.rssi)
    page = write(client, shown, mentions=[str(shown.ars.uid)])
    assert page.redirect_chain[-1][0] == to("proof", shown.proof.uid) + "#comments"
    assert "By when?" in text_of(page)
    assert "@Solène Abadie" in text_of(page)
    comment = Comment.objects.within(SYSTEM).get()
    page = client.get(reverse("exchanges:edit_comment", args=[comment.uid]))
    assert page.context["form"].initial["mentions"] == [str(shown.ars.uid)]
    page = client.post(reverse("exchanges:edit_comment", args=[comment.uid]), {"text": "By Friday?"}, follow=True)
    assert "By Friday?" in text_of(page)
    assert "corrected" in text_of(page)
    erasing = reverse("exchanges:erase_comment", args=[comment.uid])
    assert browser(shown.ars).get(erasing).status_code == 403
    assert "By Friday?" in text_of(browser(shown.director).get(erasing))
    page = client.post(erasing, follow=True)
    assert "By Friday?" not in text_of(page)
    assert "This comment was taken back." in text_of(page)


def test_the_ars_reads_it_and_answers(shown):
    said(shown)
    client = browser(shown.ars)
    assert "By when?" in text_of(client.get(to("proof", shown.proof.uid)))
    write(client, shown, "On Friday.", mentions=[str(shown.rssi.uid)])
    assert len(titles_of(shown.rssi)) == 1


def test_what_is_typed_is_text_and_never_markup(shown):
    page = write(browser(shown.rssi), shown, "<script>alert(1)</script> @<b>x</b> [a](javascript:b)")
    assert "<script>alert" not in text_of(page)
    assert "<b>x" not in text_of(page)
    assert "javascript:b" in text_of(page)
    assert 'href="javascript' not in text_of(page)


def test_a_name_typed_in_the_text_tells_nobody(shown):
    write(browser(shown.rssi), shown, "@Solène Abadie @all")
    assert titles_of(shown.ars) == []


def test_an_empty_comment_keeps_its_page_and_says_why(shown):
    page = write(browser(shown.rssi), shown, "")
    assert page.context["form"].errors
    assert str(page.context["subject"].url) in text_of(page)


def test_somebody_who_is_not_offered_cannot_be_named(shown):
    page = write(browser(shown.rssi), shown, mentions=[str(shown.stranger_ciso.uid)])
    assert page.context["form"].errors
    assert titles_of(shown.stranger_ciso) == []


def test_a_reader_without_the_detail_sees_no_comment(shown):
    said(shown, key=None)
    actions.write_comment(
        context_of_rssi(shown),
        shown.hospital,
        "obligations.requirement",
        f"{shown.hospital.uid}:{YEARLY_EXERCISE}",
        "Hm.",
    )
    expert = shown.client(Role.EXPERT, shown.region)
    assert "Hm." not in text_of(expert.get(to("requirement", shown.hospital.uid, YEARLY_EXERCISE)))
    thread = reverse("exchanges:thread", args=[shown.hospital.uid])
    page = expert.get(thread, {"kind": EVIDENCE, "key": str(shown.proof.uid)}, follow=True)
    assert "By when?" not in text_of(page)


def test_older_comments_are_one_press_away(shown):
    for number in range(22):
        said(shown, f"Number {number}.")
    client = browser(shown.rssi)
    page = client.get(to("proof", shown.proof.uid))
    assert "Number 1.<" not in text_of(page)
    assert "All comments" in text_of(page)
    thread = reverse("exchanges:thread", args=[shown.hospital.uid])
    whole = text_of(client.get(thread, {"kind": EVIDENCE, "key": str(shown.proof.uid)}))
    assert "Number 1.<" in whole
    with at_most(9):
        client.get(thread, {"kind": EVIDENCE, "key": str(shown.proof.uid)})


def test_another_cannot_open_the_correction(shown):
    comment = said(shown)
    assert browser(shown.ars).get(reverse("exchanges:edit_comment", args=[comment.uid])).status_code == 403
    assert browser(shown.stranger_ciso).get(reverse("exchanges:edit_comment", args=[comment.uid])).status_code == 404


def test_every_kind_of_subject_names_its_object_and_nothing_out_of_sight(shown):
    from hygie.governance import actions as governance
    from hygie.governance.enums import Theme
    from tests.permissions.samples_accreditations import accredited_system
    from tests.permissions.samples_risks import risk_of
    from tests.permissions.samples_suppliers import engagement_of

    director = shown.context(Role.DIRECTOR, person=shown.director)
    version = governance.start_policy(context_of_rssi(shown), shown.hospital, Theme.PSSI, frozenset())
    appointment = governance.appoint(director, shown.hospital, ciso_post(), [shown.hospital], today())
    keys = {
        "obligations.requirement": f"{shown.hospital.uid}:{YEARLY_EXERCISE}",
        "obligations.proof": str(shown.proof.uid),
        "governance.version": str(version.uid),
        "governance.appointment": str(appointment.uid),
        "governance.system": str(accredited_system(shown.hospital).uid),
        "governance.engagement": str(engagement_of(shown.hospital).uid),
        "governance.risk": str(risk_of(shown.hospital, None)),
    }
    assert {kind.code for kind in subject_kinds} >= set(keys)
    stranger = shown.context(Role.CISO, shown.stranger)
    client = browser(shown.rssi)
    for code, key in keys.items():
        found = subject_kinds[code].find(context_of_rssi(shown), key)
        assert found.organisation == shown.hospital
        assert found.title
        assert client.get(found.url).status_code == 200
        assert subject_kinds[code].find(stranger, key) is None
        assert subject_kinds[code].find(context_of_rssi(shown), "rubbish") is None


def test_the_ars_is_not_offered_where_it_does_not_see_the_text(shown):
    """A policy is the establishment's: the coordinator sees where it stands and never what it says."""
    from hygie.exchanges.queries.comments import people_to_mention

    offered = people_to_mention(subject_kinds["governance.version"], shown.hospital, shown.rssi.pk)
    assert offered == [shown.director]


def test_what_one_wrote_is_handed_over_and_erased(shown):
    said(shown, mentions=[shown.director])
    part = person_data["exchanges"]
    assert part.export(shown.rssi.pk)["comments"][0]["text"] == "By when?"
    part.erase(shown.director.pk)
    part.erase(shown.rssi.pk)
    erased = Comment.objects.within(SYSTEM).get()
    assert (erased.text, erased.mentions.count()) == ("", 0)


def test_what_others_were_told_under_an_erased_name_goes_with_it(shown):
    said(shown, mentions=[shown.director])
    assert shown.rssi.last_name in titles_of(shown.director)[0]
    person_data["exchanges"].erase(shown.rssi.pk)
    assert titles_of(shown.director) == []


def test_words_that_were_taken_back_do_not_come_back_with_an_old_correction(shown):
    comment = said(shown)
    seen = Comment.objects.within(SYSTEM).get(pk=comment.pk)
    actions.erase_comment(context_of_rssi(shown), comment)
    with pytest.raises(Refused):
        actions.edit_comment(context_of_rssi(shown), seen, "By when, Jean?", [shown.director])
    assert Comment.objects.within(SYSTEM).get().text == ""
    assert titles_of(shown.director) == []
    actions.erase_comment(context_of_rssi(shown), seen)
    assert AuditEvent.objects.within(SYSTEM).filter(kind="comment.erased").count() == 1


def test_an_object_has_one_thread_however_its_key_is_written(shown):
    requirement = f"{shown.hospital.uid}:{YEARLY_EXERCISE}"
    for key in (str(shown.proof.uid).upper(), shown.proof.uid.hex, f"{{{shown.proof.uid}}}"):
        with pytest.raises(Refused):
            said(shown, key=key)
    for key in (requirement, requirement.replace("-", "", 1)):
        found = subject_kinds["obligations.requirement"].find(context_of_rssi(shown), key)
        assert (found is not None) == (key == requirement)


def test_the_right_to_take_back_is_the_directors_alone():
    from hygie.exchanges.policies import COMMENT

    assert set(COMMENT.roles_that(do=Verb.ADMINISTER)) == {Role.DIRECTOR}
