"""ADS: the level of a directory, and controls that passed, failed or were not evaluated."""

import pytest

from hygie.audits.formats.ads import Ads, AdsTable
from hygie.audits.formats.observation import AssetKind, Covered, Outcome, Severity

from .reports import SID, ads, as_json, broken, control, read

TABLE = "vuln_id\tniveau\tstatut\tnombre\tsid\tdomaine\nvuln_weak_hash\t1\tÉchec\t12\t{sid}\tHOPITAL.example\n"


def level_of(*controls):
    reader = Ads()
    read(reader, as_json(ads(*controls)))
    return reader.facts.level


def test_a_failed_control_is_found_with_its_level_and_its_number_of_objects():
    reader = Ads()
    (found,) = read(reader, as_json(ads(control(level=1, count=12, title="Weak hashes"))))
    assert found.identity == ("vuln_weak_hash", SID)
    assert (found.asset, found.asset_kind) == ("hopital.example", AssetKind.DOMAIN)
    assert (found.level, found.objects, found.severity) == (1, 12, Severity.CRITICAL)
    assert reader.facts.covered == {Covered(AssetKind.DOMAIN, "hopital.example")}
    assert reader.facts.made_at is found.seen_at
    assert found.seen_at.day == 4


def test_the_level_is_the_lowest_of_a_failed_control():
    assert level_of(control(level=4), control("vuln_b", 3), control("vuln_c", 1, "passed")) == 3


def test_the_level_is_5_where_no_control_failed():
    assert level_of(control(level=1, status="passed"), control("vuln_b", 2, "not evaluated")) == 5


def test_a_directory_of_which_nothing_was_evaluated_has_no_level():
    assert level_of(control(status="not evaluated")) is None


def test_a_control_that_cannot_be_read_may_be_the_worst_so_that_no_level_is_said():
    assert level_of(control(level=4), control("vuln_b", level=9)) is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("failed", Outcome.FOUND),
        ("Non conforme", Outcome.FOUND),
        ("Échec", Outcome.FOUND),
        ("passed", Outcome.ABSENT),
        ("Conforme", Outcome.ABSENT),
        ("Réussi", Outcome.ABSENT),
        ("not_evaluated", Outcome.NOT_EVALUATED),
        ("Non évalué", Outcome.NOT_EVALUATED),
    ],
)
def test_a_control_passed_failed_or_was_not_evaluated(status, outcome):
    (found,) = read(Ads(), as_json(ads(control(status=status))))
    assert found.outcome is outcome


def test_what_was_not_evaluated_is_counted():
    reader = Ads()
    read(reader, as_json(ads(control(), control("vuln_b", status="Non évalué"), control("vuln_c", status="n/a"))))
    assert reader.facts.not_evaluated == 2


def test_level_and_number_of_objects_are_no_part_of_the_identity():
    first, second = read(Ads(), as_json(ads(control(level=1, count=3), control(level=4, count=0, title="x"))))
    assert first.identity == second.identity


def test_objects_that_are_listed_are_counted_and_their_names_forgotten():
    (found,) = read(Ads(), as_json(ads(control(objects=["svc-backup", "adm-durand"]))))
    assert found.objects == 2
    assert "durand" not in repr(found)


def test_a_list_alone_says_its_domain_in_each_control():
    reader = Ads()
    (found,) = read(reader, as_json([control(sid=SID), control(sid="?")]))
    assert (found.asset, found.identity[1]) == (SID, SID)
    assert reader.facts.refused == 1


def test_what_is_common_may_come_after_the_controls():
    last = dict(sorted(ads(control()).items()))
    assert next(iter(last)) == "controls"
    assert read(Ads(), as_json(last)) == read(Ads(), as_json(ads(control())))


def test_what_was_left_out_may_be_any_control_so_that_nothing_closes_by_silence():
    reader = Ads()
    read(reader, as_json(ads(control(), control("vuln_b", level=9))))
    assert reader.facts.covered == set()


def test_a_table_was_made_on_the_latest_of_its_days():
    lines = f"id,level,status,sid,date\nvuln_a,1,ok,{SID},2026-05-02\nvuln_b,1,ok,{SID},2026-05-03\n"
    reader = AdsTable()
    read(reader, lines.encode())
    assert reader.facts.made_at.day == 3


def test_french_columns_in_any_separator_say_the_same_as_json():
    (from_json,) = read(Ads(), as_json(ads(control(level=1, status="failed", count=12))))
    for separator in "\t;,":
        content = TABLE.format(sid=SID).replace("\t", separator).encode()
        assert AdsTable.recognises(content)
        (found,) = read(AdsTable(), content)
        assert found._replace(seen_at=None, line=0) == from_json._replace(seen_at=None, line=0)


@pytest.mark.parametrize("missing", ["vuln_id", "niveau", "statut"])
def test_a_missing_column_is_named(missing):
    assert "is missing" in broken(AdsTable(), TABLE.replace(missing, "x").encode())


@pytest.mark.parametrize(
    ("reader", "raw"),
    [
        (Ads, b"MLA\x01\x00\x00\x00rest"),
        (AdsTable, b"MLA\x01\x00\x00\x00rest"),
        (AdsTable, b"distinguishedName\tobjectClass\tobjectSid\nCN=a\tuser\tS-1-5\n"),
        (AdsTable, b"dn;sAMAccountName;pwdLastSet\nCN=a;a;0\n"),
    ],
)
def test_a_raw_collection_is_recognised_and_refused_with_a_kind_reason(reader, raw):
    assert reader.recognises(raw)
    assert "never has to be sent" in broken(reader(), raw)


@pytest.mark.parametrize(
    "wrong",
    [
        {"vuln_id": "other"},
        {"vuln_id": None},
        {"status": "perhaps"},
        {"status": None},
        {"level": 0},
        {"level": 6},
        {"level": "1.5"},
        {"level": True},
        {"level": 10**30},
    ],
)
def test_a_control_without_identifier_status_or_level_is_left_out(wrong):
    reader = Ads()
    assert len(read(reader, as_json(ads(control(), control("vuln_b") | wrong)))) == 1
    assert reader.facts.refused == 1


@pytest.mark.parametrize("content", [as_json(ads()), b"{}", b"[]", b"", as_json({"controls": {}}), as_json([1, 2])])
def test_a_report_without_controls_is_broken(content):
    assert broken(Ads(), content)


def test_a_table_without_controls_is_broken():
    assert broken(AdsTable(), TABLE.splitlines()[0].encode())
