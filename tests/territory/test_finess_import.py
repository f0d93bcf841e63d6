from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.utils import translation

from hygie.config import cli
from hygie.core.actions import Context, Denied, Refused, Stale
from hygie.core.clock import frozen, today
from hygie.core.files import private_folder
from hygie.core.models import AuditEvent
from hygie.core.tenancy import Reach, Scope
from hygie.territory.actions import finess as importing
from hygie.territory.actions import runs
from hygie.territory.actions.finess import ImportResult, import_finess
from hygie.territory.finess import DamagedFile
from hygie.territory.finess.numbers import key_of
from hygie.territory.france import REGIONS
from hygie.territory.models import ImportRun, Organisation
from tests.factories.territory import OrganisationFactory, make_region

from .registerfile import LAMBERT, REAL_LINES, register, site

pytestmark = pytest.mark.django_db
SYSTEM = Context.system("test")
EVERYTHING = Scope.system()

TWO = register(
    site(),
    site(nofinesset="779990019", nofinessej="590799730", departement="77", commune="001", codesph="", categetab="500"),
    positions=[["759990013", "652469.0", "6862035.3", LAMBERT]],
)


@pytest.fixture(autouse=True)
def a_home_of_its_own(settings, tmp_path, monkeypatch):
    settings.HYGIE_HOME = tmp_path
    monkeypatch.setenv("LC_ALL", "C")


def import_bytes(content: bytes, region: str | None = None, ctx: Context = SYSTEM) -> ImportResult:
    with translation.override("en"):
        return import_finess(ctx, io.BytesIO(content), "register.csv", region)


def organisations():
    return Organisation.objects.within(EVERYTHING)


def of_number(finess: str) -> Organisation:
    return organisations().get(finess=finess)


def counts(result: ImportResult) -> dict[str, int]:
    run = result.run
    return {word: getattr(run, word) for word in ("created", "changed", "unchanged", "closed")}


def report_of(result: ImportResult) -> list[list[str]]:
    path = private_folder() / result.run.report_path
    return list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))[1:]


def test_a_first_import_creates_regions_entities_and_sites_above_one_another():
    result = import_bytes(TWO)
    assert counts(result) == {"created": 4, "changed": 0, "unchanged": 0, "closed": 0}
    assert organisations().filter(kind="region").count() == len(REGIONS)
    assert all(region.region_id == region.pk for region in organisations().filter(kind="region").order_by("pk"))
    hospital, entity = of_number("759990013"), of_number("759990021")
    assert (hospital.kind, hospital.entity, hospital.region.code) == ("site", entity, "11")
    assert (hospital.public_status, hospital.postal_code, hospital.category) == ("public", "75613", "355")
    assert hospital.latitude == pytest.approx(48.856, abs=0.01)
    assert (entity.kind, entity.name) == ("entity", "HOPITAL INTERCOMMUNAL DES TILLEULS")
    assert of_number("590799730").region.code == "32", "the sites of one entity can lie in another region"


def test_whoever_holds_an_entity_reaches_its_new_sites():
    import_bytes(TWO)
    entity = of_number("759990021")
    reached = Reach.objects.filter(holder_id=entity.pk).order_by("organisation_id")
    assert [pair.organisation_id for pair in reached] == [entity.pk, of_number("759990013").pk]


@pytest.mark.skipif(not REAL_LINES.exists(), reason="the real lines are not here")
def test_the_six_real_lines_give_six_sites_and_five_entities():
    result = import_bytes(REAL_LINES.read_bytes())
    assert result.by_kind["site"]["created"] == 6
    assert result.by_kind["entity"]["created"] == 5
    assert of_number("970302287").entity == of_number("970300026").entity
    assert of_number("970302022").name == "CENTRE HOSPITALIER DE CAYENNE"


def test_the_same_file_twice_changes_nothing_but_adds_a_run():
    import_bytes(TWO)
    before = list(organisations().order_by("pk").values())
    result = import_bytes(TWO)
    assert counts(result) == {"created": 0, "changed": 0, "unchanged": 4, "closed": 0}
    assert list(organisations().order_by("pk").values()) == before
    assert report_of(result) == []
    assert ImportRun.objects.count() == 2


def test_a_change_is_written_and_reported_field_by_field():
    import_bytes(TWO)
    version = of_number("759990013").version
    result = import_bytes(register(site(telephone="0199999999", rslongue="HOPITAL NEUF")))
    hospital = of_number("759990013")
    assert (hospital.name, hospital.phone, hospital.version) == ("HOPITAL NEUF", "0199999999", version + 1)
    assert hospital.latitude is not None, "the file without positions erases none"
    changes = [line[3:] for line in report_of(result) if line[1] == "759990013"]
    assert changes == [
        ["changed", "name", "HOPITAL INTERCOMMUNAL DES TILLEULS", "HOPITAL NEUF"],
        ["changed", "phone", "0100000000", "0199999999"],
    ]


def test_a_site_that_changes_entity_is_reached_by_the_new_one_only():
    import_bytes(TWO)
    import_bytes(register(site(nofinessej="779990027")))
    hospital = of_number("759990013")
    holders = Reach.objects.filter(organisation_id=hospital.pk).values_list("holder_id", flat=True)
    assert set(holders) == {hospital.pk, hospital.entity_id}
    assert hospital.entity.finess == "779990027"


def test_a_file_of_some_lines_closes_nothing_and_says_so():
    import_bytes(register(*many(20)))
    result = import_bytes(register(*many(3)))
    assert counts(result)["closed"] == 0
    assert result.missing == 17
    assert not organisations().filter(closed_on__isnull=False).exists()


def test_a_full_stock_closes_what_it_no_longer_lists_and_keeps_it():
    import_bytes(register(*many(20)))
    result = import_bytes(register(*many(19)))
    gone = of_number(many(20)[-1]["nofinesset"])
    assert counts(result)["closed"] == 1
    assert gone.closed_on == result.stated_on
    assert [line[3] for line in report_of(result)] == ["closed"]
    assert counts(import_bytes(register(*many(19)))) == {"created": 0, "changed": 0, "unchanged": 20, "closed": 0}
    again = import_bytes(register(*many(20)))
    assert counts(again)["changed"] == 1
    assert of_number(many(20)[-1]["nofinesset"]).closed_on is None


def test_an_invented_hospital_is_never_closed_by_the_register():
    region = make_region()
    mine = OrganisationFactory(kind="site", finess="759990039", region=region, department="75")
    import_bytes(register(*many(20)))
    import_bytes(register(*many(19)))
    mine.refresh_from_db()
    assert mine.closed_on is None


def many(count: int) -> list[dict[str, str]]:
    numbers = [f"7599{rank:04}" for rank in range(100, 100 + count)]
    return [site(nofinesset=number + key_of(number)) for number in numbers]


# One region


def test_an_import_of_one_region_ignores_and_counts_the_others():
    other = site(nofinesset="010000024", nofinessej="010780054", departement="01", commune="451")
    result = import_bytes(register(site(), other), region="11")
    assert counts(result)["created"] == 2
    assert result.run.ignored == 1
    assert result.run.region.code == "11"


def test_an_unknown_region_is_refused_by_name():
    with pytest.raises(Refused, match="99"):
        import_bytes(TWO, region="99")


def test_who_may_not_edit_the_register_is_denied_before_anything_is_read():
    import_bytes(TWO)
    with pytest.raises(Denied):
        import_bytes(b"", region="11", ctx=Context(person_id=None))
    with pytest.raises(Denied):
        import_bytes(b"", ctx=Context(person_id=None))


# All or nothing


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", TWO[:-60], TWO.replace(b";75;", b";7;"), TWO.replace(b"LILAS", b"LIL\xc0S")]
)
def test_a_damaged_file_writes_nothing_but_the_trace_of_its_refusal(content):
    with pytest.raises(DamagedFile):
        import_bytes(content)
    assert not organisations().exists()
    run = ImportRun.objects.get()
    assert (run.created, run.refused) == (0, len(run.reasons))
    assert AuditEvent.objects.within(EVERYTHING).get().kind == "register.refused"


def test_a_failure_in_the_middle_of_the_writing_leaves_nothing(monkeypatch):
    def fail(_organisations):
        raise OSError("the disk is full")

    monkeypatch.setattr(importing, "refresh_reach", fail)
    with pytest.raises(OSError, match="full"):
        import_bytes(TWO)
    assert not organisations().exists()
    assert not ImportRun.objects.exists()
    assert not list(private_folder().glob("imports/*"))


def test_an_import_that_compared_with_older_facts_starts_again(monkeypatch):
    monkeypatch.setattr(runs, "last_run", lambda: 7)
    with pytest.raises(Stale):
        import_bytes(TWO)
    assert not organisations().exists()


KILLED = """
import io, os, signal, sys
import django; django.setup()
from hygie.core.actions import Context
from hygie.territory.actions import finess
finess.refresh_reach = lambda organisations: os.kill(os.getpid(), signal.SIGKILL)
finess.import_finess(Context.system("test"), io.BytesIO(sys.stdin.buffer.read()), "f.csv")
"""
COUNTED = """
import django; django.setup()
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation
print(Organisation.objects.within(Scope.system()).count())
"""


def test_a_killed_process_leaves_no_half_import(tmp_path):
    environment = os.environ | {
        "HYGIE_HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "HYGIE_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "hygie.config.settings.dev",
    }

    def python(*arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, *arguments], env=environment, input=content, capture_output=True, check=False
        )

    assert python("-m", "hygie", "migrate", "--quiet").returncode == 0
    assert python("-c", KILLED, content=TWO).returncode == -signal.SIGKILL
    assert python("-c", COUNTED).stdout.strip() == b"0"
    assert python("-m", "hygie", "import-finess", "--json", "/dev/stdin", content=TWO).returncode == 1
    file = tmp_path / "register.csv"
    file.write_bytes(TWO)
    assert json.loads(python("-m", "hygie", "import-finess", "--json", str(file)).stdout)["created"] == 4


# What is told


def test_a_run_tells_file_date_counts_and_audit():
    moment = datetime(2026, 6, 1, 8, tzinfo=UTC)
    with frozen(moment):
        result = import_bytes(TWO)
    run = result.run
    assert (run.file_name, run.at, run.source) == ("register.csv", moment, "finess-csv")
    assert result.stated_on.isoformat() == "2026-05-12"
    event = AuditEvent.objects.within(EVERYTHING).get()
    assert event.details["counts"]["created"] == 4


def test_the_report_lists_refused_lines_with_line_and_reason():
    islands = site(nofinesset="779990019", departement="9E", commune="502")
    result = import_bytes(register(site(nofinesset="759990014"), islands))
    assert (result.run.refused, result.run.warnings) == (1, 1)
    told = {line[3]: (line[0], line[4]) for line in report_of(result)}
    assert told["left out"] == ("3", "departement")
    assert told["warning"] == ("2", "nofinesset")


def test_a_name_that_looks_like_a_formula_cannot_run_from_the_report():
    result = import_bytes(register(site(rslongue="=HYPERLINK(1)")))
    assert "'=HYPERLINK(1)" in {line[2] for line in report_of(result)}


def test_the_command_prints_one_json_object(tmp_path, capsys):
    file = tmp_path / "register.csv"
    file.write_bytes(TWO)
    assert cli.main(["import-finess", str(file), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {word: printed[word] for word in ("created", "changed", "unchanged", "closed", "refused")} == {
        "created": 4, "changed": 0, "unchanged": 0, "closed": 0, "refused": 0,
    }  # fmt: skip


def test_the_command_answers_a_damaged_file_in_one_line_on_standard_error(tmp_path, capsys):
    file = tmp_path / "register.csv"
    file.write_bytes(TWO.replace(b";75;", b";7;"))
    assert cli.main(["import-finess", str(file)]) == 1
    told = capsys.readouterr().err.strip().splitlines()[-1]
    assert "line 2, departement" in told
    assert "Traceback" not in told


def test_the_command_names_a_file_that_is_not_there(tmp_path, capsys):
    assert cli.main(["import-finess", str(tmp_path / "absent.csv")]) == 1
    assert "absent.csv" in capsys.readouterr().err


def test_today_is_the_day_of_a_file_that_tells_none():
    result = import_bytes(register(site(), header="finess;etalab;1;1900-01-01"))
    assert result.stated_on == today()
