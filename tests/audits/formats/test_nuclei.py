"""nuclei: what is a finding, what makes it the same one, and what is never kept."""

from datetime import UTC, datetime

import pytest

from hygie.audits.formats.nuclei import Nuclei
from hygie.audits.formats.observation import AssetKind, Severity

from .reports import as_json, as_lines, broken, finding, read, sample


def one(**changes):
    (found,) = read(Nuclei(), as_lines(finding(**changes)))
    return found


def test_a_finding_is_read():
    found = one()
    assert found.identity == ("open-panel", "", "https://panel.hopital.example/admin")
    assert (found.rule, found.asset, found.asset_kind) == ("open-panel", "panel.hopital.example", AssetKind.WEB)
    assert (found.severity, found.title, found.location) == (Severity.HIGH, "Open panel", "/admin")
    assert (found.cves, found.cwes, found.cvss) == (("CVE-2024-11111",), (79,), 8.1)
    assert found.seen_at == datetime(2026, 3, 13, 10, 2, 11, 829446, UTC)


@pytest.mark.parametrize(
    "content",
    [
        as_json(finding()),
        as_json(finding(), indent=2),
        as_lines(finding()),
        b"\xef\xbb\xbf\r\n" + as_lines(finding()),
        as_json([finding()], indent=1),
    ],
)
def test_an_object_lines_and_an_array_say_the_same(content):
    assert [found._replace(line=0) for found in read(Nuclei(), content)] == [one()._replace(line=0)]


def test_the_names_of_version_2_say_the_same():
    old = finding()
    old["templateID"], old["matched"] = old.pop("template-id"), old.pop("matched-at")
    assert read(Nuclei(), as_lines(old)) == [one()]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"[]"])
def test_an_empty_report_found_nothing(content):
    reader = Nuclei()
    assert read(reader, content) == []
    assert reader.facts.covered is None


@pytest.mark.parametrize(
    "changes",
    [
        {"matched-at": "https://panel.hopital.example/admin?token=other#top"},
        {"matched-at": "https://PANEL.hopital.example.:443/admin"},
        {"info": {"severity": "low", "name": "Another title", "description": ""}},
        {"response": "other", "timestamp": "2027-01-01T00:00:00Z", "ip": "192.0.2.7"},
        {"extracted-results": ["a", "b"]},
    ],
)
def test_query_title_severity_and_answer_are_no_part_of_the_identity(changes):
    assert one(**changes).identity == one().identity


@pytest.mark.parametrize(
    "changes",
    [
        {"template-id": "other"},
        {"matcher-name": "m"},
        {"extractor-name": "e"},
        {"matched-at": "https://panel.hopital.example/other"},
        {"matched-at": "http://panel.hopital.example/admin"},
        {"matched-at": "https://panel.hopital.example:8443/admin"},
    ],
)
def test_template_matcher_and_place_make_the_identity(changes):
    assert one(**changes).identity != one().identity


@pytest.mark.parametrize(
    ("matched", "asset", "kind", "location"),
    [
        ("nas.hopital.example:22", "nas.hopital.example", AssetKind.HOST, "22"),
        ("NAS.hopital.example", "nas.hopital.example", AssetKind.HOST, ""),
        ("192.0.2.7:161", "192.0.2.7", AssetKind.HOST, "161"),
        ("[2001:DB8::1]:22", "2001:db8::1", AssetKind.HOST, "22"),
        ("2001:db8::1", "2001:db8::1", AssetKind.HOST, ""),
        ("http://192.0.2.7:8080/a/b", "192.0.2.7:8080", AssetKind.WEB, "/a/b"),
        ("http://192.0.2.7:80", "192.0.2.7", AssetKind.WEB, "/"),
        ("https://user:pass@nas.hopital.example/", "nas.hopital.example", AssetKind.WEB, "/"),
        ("/srv/site/.git/config", "panel.hopital.example", AssetKind.WEB, "/srv/site/.git/config"),
    ],
)
def test_the_asset_is_what_matched(matched, asset, kind, location):
    found = one(**{"matched-at": matched})
    assert (found.asset, found.asset_kind, found.location) == (asset, kind, location)


def test_what_was_tried_and_not_found_is_no_finding():
    assert read(Nuclei(), as_lines(finding(**{"matcher-status": False}))) == []


def test_secrets_of_the_answer_are_never_kept():
    secret = "Cookie: session=8f3a"
    kept = one(
        request=secret,
        response=secret,
        **{"curl-command": secret, "extracted-results": [secret, secret], "matched-at": f"https://h.example/?{secret}"},
    )
    assert "8f3a" not in repr(kept)
    assert kept.objects == 2


def test_a_wrong_entry_is_left_out_with_its_line_and_the_others_stand():
    reader = Nuclei()
    wrong = [finding(**{"template-id": None}), finding(host=None, **{"matched-at": ["x"]}), 7, [], None]
    found = read(reader, as_lines(finding(), *wrong))
    assert len(found) == 1
    assert [refusal.line for refusal in reader.facts.refusals] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("name", ["info", "timestamp", "matcher-name", "extracted-results", "host"])
@pytest.mark.parametrize("value", [None, 7, 1e300, [], {}, [[]], {"a": {}}, "", "\u202e\x00", True])
def test_a_value_of_a_wrong_kind_says_nothing_and_breaks_nothing(name, value):
    entry = finding()
    entry[name] = value
    (found,) = read(Nuclei(), as_lines(entry))
    assert found.asset == "panel.hopital.example"


def test_a_report_of_which_nothing_can_be_read_is_broken():
    assert "None of the report" in broken(Nuclei(), as_lines({"a": 1}, {"b": 2}))


@pytest.mark.parametrize(
    "content",
    [
        as_lines(finding())[:-20],
        as_json([finding(), finding()])[:-1],
        as_lines(finding(), finding()) + b'{"template-id": NaN}',
        b"[" * 50_000,
        as_lines(finding()) + b"\xff\xfe",
        as_lines(finding()) + b'{"a": 1' + b"0" * 5000 + b"}",
    ],
)
def test_a_report_that_is_cut_or_damaged_is_broken_and_never_an_empty_success(content):
    assert broken(Nuclei(), content)


def test_what_a_template_says_is_read_again_when_it_changes():
    found = read(Nuclei(), as_lines(finding(), finding(info={"severity": "low"}), finding()))
    assert [each.severity for each in found] == [Severity.HIGH, Severity.LOW, Severity.HIGH]


def test_a_template_nested_too_deep_to_be_compared_is_read_all_the_same():
    deep: dict = {}
    for _ in range(400):
        deep = {"a": deep}
    assert len(read(Nuclei(), as_lines(finding(info={"metadata": deep}), finding(info={"metadata": deep})))) == 2


@pytest.mark.parametrize(
    ("name", "found", "distinct"),
    [
        ("many_findings.json", 18, 18),
        ("many_findings_new.json", 2, 2),
        ("many_findings_third.json", 2, 2),
        # `tls-version` matched twice at one place, with two extracted values
        ("multiple_v3.json", 6, 5),
    ],
)
def test_the_real_samples_are_read_whole(name, found, distinct):
    reader = Nuclei()
    content = sample(f"scans/nuclei/{name}")
    assert Nuclei.recognises(content[:65536])
    seen = read(reader, content)
    assert (len(seen), len({each.identity for each in seen}), reader.facts.refused) == (found, distinct, 0)
    assert reader.facts.made_at
    assert all(each.asset for each in seen)
