"""What an import of one region leaves alone, and what follows an organisation into another region."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.core.access import Role
from hygie.core.actions import Context, Refused
from hygie.core.clock import now, today
from hygie.core.files import private_folder
from hygie.core.jobs import run_job
from hygie.core.models import AuditEvent, Job, LedgerEntry
from hygie.core.tenancy import Scope
from hygie.territory import actions
from hygie.territory.actions import imports
from hygie.territory.actions.finess import import_finess
from hygie.territory.actions.ght import import_ght
from hygie.territory.enums import MembershipKind, OrganisationKind, Provider
from hygie.territory.models import Fact, ImportRun, Membership, Organisation, Seat
from tests.factories.accounts import PersonFactory
from tests.factories.territory import MembershipFactory, OrganisationFactory, SeatFactory, context_at
from tests.territory.registerfile import register, site
from tests.territory.test_ght_reader import as_json, bundle

pytestmark = pytest.mark.django_db
EVERYTHING = Scope.system()
SYSTEM = Context.system("test")


@pytest.fixture(autouse=True)
def a_home_of_its_own(settings, tmp_path):
    settings.HYGIE_HOME = tmp_path


def load(content, region=None):
    return import_finess(SYSTEM, io.BytesIO(content), "register.csv", region).run


def known_elsewhere(w, finess="759990013", kind=OrganisationKind.SITE, entity=None):
    return OrganisationFactory(
        kind=kind, finess=finess, region=w.other_region, department="29", entity=entity, name="Known elsewhere"
    )


def test_an_import_of_one_region_leaves_what_another_region_knows_and_says_so(w):
    mine = known_elsewhere(w, entity=w.far)
    run = load(register(site()), region="11")
    mine.refresh_from_db()
    assert (mine.region_id, mine.entity_id, mine.name) == (w.other_region.pk, w.far.pk, "Known elsewhere")
    assert run.refused == 1
    assert "759990013" in (private_folder() / run.report_path).read_text("utf-8")


def test_what_belongs_to_an_organisation_follows_it_into_its_new_region_and_the_record_stays(w):
    mine = known_elsewhere(w, entity=w.far)
    actions.record_fact(SYSTEM, mine, "beds", 100, Provider.DECLARED)
    load(register(site()))
    mine.refresh_from_db()
    assert mine.region_id == w.region.pk
    assert Fact.objects.within(EVERYTHING).get(organisation=mine).region_id == w.region.pk
    assert LedgerEntry.objects.within(EVERYTHING).get(organisation_id=mine.pk).region_id == w.other_region.pk
    recorded = AuditEvent.objects.within(EVERYTHING).get(kind="fact.recorded", organisation_id=mine.pk)
    assert recorded.region_id == w.other_region.pk


def test_a_ght_list_of_one_region_neither_ends_nor_begins_memberships_of_anothers_entities(w):
    entity = known_elsewhere(w, kind=OrganisationKind.ENTITY)
    before = OrganisationFactory(ght=True, region=w.other_region, code="ght-BRE-01")
    MembershipFactory(organisation=entity, group=before)
    run = import_ght(SYSTEM, io.BytesIO(as_json(bundle())), "ght.json", "11").run
    assert [one.group_id for one in Membership.objects.within(EVERYTHING).filter(organisation=entity)] == [before.pk]
    assert Membership.objects.within(EVERYTHING).get(organisation=entity).ends_on is None
    assert run.refused == 1


def test_a_ght_known_in_another_region_is_left_to_it(w):
    OrganisationFactory(ght=True, region=w.other_region, code="ght-IDF-01", name="Theirs")
    import_ght(SYSTEM, io.BytesIO(as_json(bundle())), "ght.json", "11")
    assert Organisation.objects.within(EVERYTHING).get(code="ght-IDF-01").name == "Theirs"


def test_a_member_recorded_again_as_lead_is_refused_with_words(w):
    with pytest.raises(Refused) as refused:
        actions.start_membership(SYSTEM, w.clinic, w.group, MembershipKind.GROUP, lead=True)
    assert set(refused.value.problems) == {"lead"}


def test_a_role_given_today_that_was_to_begin_later_is_one_role_from_today_on(w):
    later = SeatFactory(organisation=w.north, starts_on=today() + timedelta(days=9))
    given = actions.give_seat(SYSTEM, later.person, Role.CISO, w.north)
    assert (given.pk, given.starts_on) == (later.pk, today())
    assert Seat.objects.filter(person=later.person).count() == 1


def test_an_office_created_from_the_page_bears_its_departments_code(w):
    context = context_at(Role.COORDINATOR, w.region)
    made = actions.create_organisation(context, w.region, OrganisationKind.DELEGATION, "Délégation 77", department="77")
    assert made.code == "77"


def test_a_replaced_fact_leaves_its_end_and_its_number_in_the_record(w):
    first = actions.record_fact(SYSTEM, w.north, "beds", 100, Provider.DECLARED, today() - timedelta(days=9))
    second = actions.record_fact(SYSTEM, w.north, "beds", 120, Provider.DECLARED)
    actions.end_fact(SYSTEM, second)
    *_, event = AuditEvent.objects.within(EVERYTHING).filter(kind="fact.recorded").order_by("pk")
    assert (event.details["value"], event.details["replaced"]) == (120, str(first.uid))
    assert event.details["until"] is None
    kinds = LedgerEntry.objects.within(EVERYTHING).filter(organisation_id=w.north.pk).order_by("position")
    assert [entry.kind for entry in kinds] == ["fact.recorded", "fact.recorded", "fact.ended"]


# The file of a job


def sent(w, content):
    person = PersonFactory()
    context = context_at(Role.COORDINATOR, w.region, person=person)
    return imports.send_file(context, w.region, "finess", SimpleUploadedFile("stock.csv", content))


def test_a_job_that_failed_on_the_way_finds_its_file_again(w, monkeypatch):
    job = sent(w, register(site()))

    def fail(*arguments):
        raise OSError("busy")

    with monkeypatch.context() as broken:
        broken.setattr(imports, "import_finess", fail)
        run_job.call(str(job.uid))
    assert len(list((private_folder() / "incoming").iterdir())) == 1
    run_job.call(str(job.uid))
    assert Job.objects.within(EVERYTHING).get(pk=job.pk).state == "done"
    assert not list((private_folder() / "incoming").iterdir())


def test_a_refused_file_leads_to_its_own_run_whatever_others_recorded_meanwhile(w, monkeypatch):
    recorded = imports.import_finess

    def overtaken(*arguments):
        try:
            return recorded(*arguments)
        finally:
            ImportRun.objects.create(source="ght", file_name="other.json", file_sha256="0" * 64, at=now())

    monkeypatch.setattr(imports, "import_finess", overtaken)
    job = sent(w, b"NOM;VILLE\n")
    run_job.call(str(job.uid))
    job = Job.objects.within(EVERYTHING).get(pk=job.pk)
    assert job.result == {"run": str(ImportRun.objects.get(source="finess").uid), "refused": True}
