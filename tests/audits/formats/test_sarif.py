"""SARIF: a result keeps its identity when lines move; what people suppressed neither opens nor closes anything."""

import pytest

from hygie.audits.formats.observation import AssetKind, Covered, Outcome, Severity
from hygie.audits.formats.sarif import Sarif

from .reports import as_json, broken, read, result, sample, sarif


def one(driver=None, run=None, **changes):
    (found,) = read(Sarif(), as_json(sarif(result(**changes), driver=driver, **(run or {}))))
    return found


def placed(line=12, uri="src/orders.py", snippet="db.run('…' + name)"):
    region = {"startLine": line, "snippet": {"text": snippet}}
    return {"locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}]}


def test_a_result_is_read():
    reader = Sarif()
    (found,) = read(reader, as_json(sarif(result())))
    assert (found.rule, found.asset, found.asset_kind) == ("SQL1", "forge.example/hopital/orders", AssetKind.CODE)
    assert (found.location, found.severity, found.outcome) == ("src/orders.py", Severity.MEDIUM, Outcome.FOUND)
    assert found.title == "A query is built from what the user typed."
    assert (reader.facts.tool, reader.facts.tool_version, reader.facts.lane) == ("Lens", "4.1", "Lens")
    assert reader.facts.covered == {Covered(AssetKind.CODE, "forge.example/hopital/orders")}
    assert "secret" not in repr((found, reader.facts))


@pytest.mark.parametrize(
    "changes",
    [
        placed(line=400),
        placed(snippet="  db.run('…'   + name)\n"),
        {"message": {"text": "Other words"}},
        {"level": "error"},
        {"rank": 3.5, "codeFlows": [], "guid": "x"},
    ],
)
def test_line_indent_words_and_level_are_no_part_of_the_identity(changes):
    assert one(**changes).identity == one().identity


@pytest.mark.parametrize("changes", [placed(uri="src/b.py"), placed(snippet="other"), {"ruleId": "SQL2"}])
def test_rule_file_and_snippet_make_the_identity(changes):
    assert one(**changes).identity != one().identity


def test_a_whole_fingerprint_is_enough_wherever_the_result_moves():
    prints = {"fingerprints": {"stable/v1": "aa"}}
    assert one(**prints, **placed(9, "a.py", "x")).identity == one(**prints, **placed(1, "b.py", "y")).identity


def test_the_newest_version_of_a_fingerprint_counts():
    old, both = {"hash/v2": "b"}, {"hash/v1": "a", "hash/v2": "b", "hash/v10": "c"}
    assert one(partialFingerprints=both).identity == one(partialFingerprints={"hash/v10": "c"}).identity
    assert one(partialFingerprints=both).identity != one(partialFingerprints=old).identity


def test_a_partial_fingerprint_names_a_result_beside_its_file_only():
    prints = {"partialFingerprints": {"primaryLocationLineHash": "39fa2ee980eb94b0:1"}}
    assert one(**prints, **placed(uri="a.py")).identity != one(**prints, **placed(uri="b.py")).identity
    assert one(**prints, **placed(snippet="x")).identity == one(**prints, **placed(snippet="y")).identity


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, Outcome.FOUND),
        ({"kind": "fail"}, Outcome.FOUND),
        ({"kind": "review"}, Outcome.FOUND),
        ({"kind": "pass"}, Outcome.ABSENT),
        ({"kind": "notApplicable"}, Outcome.NOT_EVALUATED),
        ({"kind": "open"}, Outcome.NOT_EVALUATED),
        ({"baselineState": "absent"}, Outcome.ABSENT),
        ({"baselineState": "unchanged"}, Outcome.FOUND),
        ({"suppressions": [{"kind": "inSource"}]}, Outcome.NOT_EVALUATED),
        ({"suppressions": [{"kind": "external", "status": "accepted"}]}, Outcome.NOT_EVALUATED),
        ({"suppressions": [{"kind": "external", "status": "rejected"}]}, Outcome.FOUND),
        ({"suppressions": []}, Outcome.FOUND),
    ],
)
def test_a_result_may_say_that_there_is_nothing_or_that_nobody_knows(changes, outcome):
    assert one(**changes).outcome is outcome


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({"level": "error"}, Severity.HIGH),
        ({"level": "note"}, Severity.LOW),
        ({"level": "none"}, Severity.INFO),
        ({"level": 7}, Severity.MEDIUM),
        ({"level": "note", "properties": {"security-severity": "9.3"}}, Severity.CRITICAL),
        ({"level": "error", "properties": {"security-severity": 2}}, Severity.LOW),
        ({"level": "error", "properties": {"security-severity": "many"}}, Severity.HIGH),
    ],
)
def test_severity_is_the_security_severity_else_the_level(changes, severity):
    assert one(**changes).severity is severity


RULES = [
    {"id": "OTHER"},
    {
        "id": "SQL1",
        "shortDescription": {"text": "SQL injection"},
        "helpUri": "https://lens.example/sql1",
        "defaultConfiguration": {"level": "error"},
        "messageStrings": {"default": {"text": "{0} reaches {1}"}},
        "properties": {"tags": ["external/cwe/cwe-089", "CVE-2024-12345", "security"]},
    },
]


@pytest.mark.parametrize(
    "named",
    [
        {"ruleId": "SQL1"},
        {"ruleId": "SQL1", "ruleIndex": 1},
        {"ruleId": "SQL1", "ruleIndex": 0},
        {"ruleId": None, "ruleIndex": 1},
        {"ruleId": None, "rule": {"index": 1}},
        {"ruleId": None, "rule": {"id": "SQL1", "index": 99}},
    ],
)
def test_a_rule_is_named_by_identifier_or_by_rank(named):
    found = one(driver={"rules": RULES}, **named)
    assert (found.rule, found.title, found.severity) == ("SQL1", "SQL injection", Severity.HIGH)
    assert (found.cwes, found.cves) == ((89,), ("CVE-2024-12345",))
    assert found.references == ("https://lens.example/sql1",)


def test_a_part_of_a_rule_has_what_the_rule_says():
    assert one(driver={"rules": RULES}, ruleId="SQL1/2").title == "SQL injection"
    assert one(driver={"rules": RULES}, ruleId="SQL1/2").rule == "SQL1/2"


def test_the_rule_of_an_extension_and_the_arguments_of_a_message_are_found():
    tool = {"driver": {"name": "Lens"}, "extensions": [{"name": "more", "rules": RULES}]}
    message = {"id": "default", "arguments": ["input", "db"]}
    found = one(run={"tool": tool}, ruleId=None, rule={"index": 1, "toolComponent": {"index": 0}}, message=message)
    assert (found.rule, found.description) == ("SQL1", "input reaches db")


def test_weaknesses_are_found_among_the_taxa():
    taxa = [{"id": "327", "toolComponent": {"name": "CWE"}}, {"id": "5", "toolComponent": {"name": "OWASP"}}]
    assert one(taxa=taxa).cwes == (327,)
    indexed = [{"id": "CWE-20", "toolComponent": {"index": 0}}]
    assert one(taxa=indexed, run={"taxonomies": [{"name": "CWE"}]}).cwes == (20,)


def test_a_scanner_of_sites_gives_the_site_as_the_asset():
    found = one(**placed(uri="https://portal.hopital.example:8443/login?user=x"))
    assert (found.asset, found.asset_kind) == ("portal.hopital.example:8443", AssetKind.WEB)
    assert found.location == "/login"


def test_the_tool_may_be_named_after_its_results():
    first = sarif(result())
    first["runs"][0] = dict(sorted(first["runs"][0].items()))
    last = sarif(result())
    last["runs"][0] = dict(sorted(last["runs"][0].items(), reverse=True))
    assert read(Sarif(), as_json(first)) == read(Sarif(), as_json(last))


def test_each_run_has_its_own_tool_and_the_lane_names_them_all():
    both = sarif(result())
    other = sarif(result(), driver={"name": "Ruler"}, automationId={"id": "nightly/js/2026-05-01"})
    both["runs"] += other["runs"]
    reader = Sarif()
    found = read(reader, as_json(both))
    assert [each.identity[0] for each in found] == ["Lens", "Ruler"]
    assert reader.facts.lane == "Lens + Ruler nightly/js"


def test_a_run_that_failed_makes_the_report_incomplete():
    reader = Sarif()
    read(reader, as_json(sarif(invocations=[{"executionSuccessful": False, "endTimeUtc": "2026-05-01T10:00:00Z"}])))
    assert not reader.facts.complete
    assert reader.facts.made_at


def test_source_code_and_command_lines_are_never_kept():
    secret = "password=8f3a"
    reader = Sarif()
    entry = result(**placed(snippet=secret), codeFlows=[secret], fixes=[secret])
    found = read(reader, as_json(sarif(entry, invocations=[{"commandLine": secret}])))
    assert "8f3a" not in repr((found, reader.facts))


@pytest.mark.parametrize("wrong", [None, 7, [], {}, {"ruleId": ""}])
def test_a_wrong_result_is_left_out_and_the_others_stand(wrong):
    reader = Sarif()
    assert len(read(reader, as_json(sarif(result(), wrong)))) == 1
    assert reader.facts.refused == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"runs": 7, "version": "2.1.0"}',
        as_json(sarif(result()) | {"version": "1.0.0"}),
        as_json(sarif(result()))[:-3],
        as_json(sarif(None)),
    ],
)
def test_what_is_no_sarif_or_is_cut_is_broken(content):
    assert broken(Sarif(), content)


@pytest.mark.parametrize(
    ("name", "found", "distinct", "outcome"),
    [
        # the standard's own example: one result, which is suppressed
        ("appendix_k.sarif", 1, 1, Outcome.NOT_EVALUATED),
        # 27 results; their fingerprints tell files apart, not lines: twelve pairs of rule and file
        ("bash-report.sarif", 27, 12, Outcome.FOUND),
    ],
)
def test_the_real_samples_are_read_whole(name, found, distinct, outcome):
    reader = Sarif()
    content = sample(f"scans/sarif/{name}")
    assert Sarif.recognises(content[:65536])
    seen = read(reader, content)
    assert (len(seen), len({each.identity for each in seen}), reader.facts.refused) == (found, distinct, 0)
    assert {each.outcome for each in seen} == {outcome}
