from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from django.utils import translation

from hygie.config import cli
from hygie.core.actions import Context, Denied
from hygie.core.clock import frozen, today
from hygie.core.files import private_folder
from hygie.core.tenancy import Reach, Scope
from hygie.territory.actions.finess import import_finess
from hygie.territory.actions.ght import GhtResult, import_ght
from hygie.territory.finess import DamagedFile
from hygie.territory.models import ImportRun, Membership, Organisation

from .registerfile import register, site
from .test_ght_reader import as_json, bundle

pytestmark = pytest.mark.django_db
SYSTEM = Context.system("test")
EVERYTHING = Scope.system()
ENTITY, SITE, OTHER = "759990013", "759990021", "779990019"


@pytest.fixture(autouse=True)
def the_register(settings, tmp_path, monkeypatch):
    """One entity with one site, and another entity, known before any GHT."""
    settings.HYGIE_HOME = tmp_path
    monkeypatch.setenv("LC_ALL", "C")
    second = site(nofinesset="779990027", nofinessej=OTHER, departement="77", commune="001")
    content = register(site(nofinesset=SITE, nofinessej=ENTITY), second)
    import_finess(SYSTEM, io.BytesIO(content), "register.csv")


def import_bundles(*bundles, region=None, ctx=SYSTEM) -> GhtResult:
    with translation.override("en"):
        return import_ght(ctx, io.BytesIO(as_json(*bundles)), "ght.json", region)


def of_number(finess: str) -> Organisation:
    return Organisation.objects.within(EVERYTHING).get(finess=finess)


def of_code(code: str) -> Organisation:
    return Organisation.objects.within(EVERYTHING).get(kind="ght", code=code)


def members(code: str, *, ended: bool = False) -> list[str]:
    rows = Membership.objects.within(EVERYTHING).filter(group=of_code(code), ends_on__isnull=not ended)
    return list(rows.order_by("organisation__finess").values_list("organisation__finess", flat=True))


def test_a_bundle_creates_its_ght_with_the_members_that_are_known():
    result = import_bundles(bundle())
    group = of_code("ght-IDF-01")
    assert (group.name, group.region.code) == ("GHT Tilleuls", "11")
    assert members("ght-IDF-01") == [ENTITY]
    assert (result.run.created, result.run.refused, result.positions) == (2, 0, 1)
    assert of_number(SITE).latitude == 48.8566


def test_whoever_holds_a_ght_reaches_its_entities_and_their_sites():
    import_bundles(bundle())
    reached = Reach.objects.filter(holder_id=of_code("ght-IDF-01").pk).values_list("organisation_id", flat=True)
    assert set(reached) == {of_code("ght-IDF-01").pk, of_number(ENTITY).pk, of_number(SITE).pk}


def test_the_same_bundle_again_changes_nothing():
    import_bundles(bundle())
    run = import_bundles(bundle()).run
    assert (run.created, run.changed, run.unchanged, run.closed) == (0, 0, 2, 0)


def test_a_member_that_leaves_is_ended_today_and_its_past_stays():
    with frozen(datetime(2026, 3, 1, tzinfo=UTC)):
        import_bundles(bundle())
    run = import_bundles(bundle(entity=OTHER)).run
    assert (run.created, run.closed) == (1, 1)
    past = Membership.objects.within(EVERYTHING).get(organisation=of_number(ENTITY))
    assert (past.starts_on.isoformat(), past.ends_on) == ("2026-03-01", today())
    assert members("ght-IDF-01") == [OTHER]
    assert not Reach.objects.filter(holder_id=of_code("ght-IDF-01").pk, organisation_id=of_number(SITE).pk).exists()


def test_joining_another_ght_ends_the_membership_before():
    import_bundles(bundle())
    import_bundles(bundle("ght-IDF-02"))
    assert members("ght-IDF-01") == []
    assert members("ght-IDF-01", ended=True) == [ENTITY]
    assert members("ght-IDF-02") == [ENTITY]


def test_ghts_that_the_file_does_not_name_are_left_as_they_are():
    import_bundles(bundle(), bundle("ght-IDF-02", entity=OTHER))
    import_bundles(bundle("ght-IDF-02", entity=OTHER))
    assert members("ght-IDF-01") == [ENTITY]


def test_a_lead_hospital_named_here_stays_the_lead():
    import_bundles(bundle())
    Membership.objects.within(EVERYTHING).update(lead=True)
    import_bundles(bundle())
    assert Membership.objects.within(EVERYTHING).get().lead


def test_a_renamed_ght_is_changed():
    import_bundles(bundle())
    renamed = bundle()
    renamed["entry"][0]["resource"]["name"] = "GHT des Érables"
    assert import_bundles(renamed).run.changed == 1
    assert of_code("ght-IDF-01").name == "GHT des Érables"


def test_a_member_that_the_register_has_not_brought_is_left_out_with_a_reason():
    result = import_bundles(bundle(entity="929990018"))
    assert result.run.refused == 1
    assert members("ght-IDF-01") == []
    assert "929990018" in (private_folder() / result.run.report_path).read_text("utf-8")


def test_an_import_of_one_region_ignores_the_ghts_of_others():
    run = import_bundles(bundle(), region="84").run
    assert (run.created, run.ignored) == (0, 1)


def test_who_may_not_edit_the_register_is_denied():
    with pytest.raises(Denied):
        import_bundles(bundle(), ctx=Context(person_id=None))


def test_a_damaged_list_writes_nothing_but_the_trace_of_its_refusal():
    with pytest.raises(DamagedFile):
        import_ght(SYSTEM, io.BytesIO(b"{"), "ght.json")
    assert not Organisation.objects.within(EVERYTHING).filter(kind="ght").exists()
    assert ImportRun.objects.filter(source="ght", refused=1).count() == 1


def test_the_command_prints_one_json_object(tmp_path, capsys):
    file = tmp_path / "ght.json"
    file.write_bytes(as_json(bundle()))
    assert cli.main(["import-ght", str(file), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["created"], printed["closed"], printed["memberships"]) == (2, 0, {"created": 1})
