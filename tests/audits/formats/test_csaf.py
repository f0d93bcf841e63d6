"""CSAF: what a vendor says of each version comes to one finding for the product."""

import pytest

from hygie.audits.formats.csaf import Csaf
from hygie.audits.formats.observation import AssetKind, Covered, Outcome, Severity

from .reports import advisory, as_json, broken, read, sample


def one(status, **changes):
    (found,) = read(Csaf(), as_json(advisory(status, **changes)))
    return found


def test_an_affected_product_is_found():
    reader = Csaf()
    (found,) = read(reader, as_json(advisory({"known_affected": ["P1"]})))
    assert found.identity == ("CVE-2024-33333", "doux pump")
    assert (found.asset_kind, found.title) == (AssetKind.PRODUCT, "CVE-2024-33333 – Doux Pump")
    assert (reader.facts.tool, reader.facts.lane) == ("Doux", "https://doux.example DOUX-1")
    assert Covered(AssetKind.PRODUCT, "pkg:generic/doux-server") in reader.facts.covered
    assert reader.facts.made_at


def test_the_version_is_no_part_of_the_identity():
    assert one({"known_affected": ["P1"]}).identity == one({"known_affected": ["P2"]}).identity


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ({"known_affected": ["P1"]}, Outcome.FOUND),
        ({"first_affected": ["P1"]}, Outcome.FOUND),
        ({"last_affected": ["P1"]}, Outcome.FOUND),
        ({"fixed": ["P1"]}, Outcome.ABSENT),
        ({"known_not_affected": ["P1"]}, Outcome.ABSENT),
        ({"under_investigation": ["P1"]}, Outcome.NOT_EVALUATED),
        ({"known_affected": ["P1"], "fixed": ["P2"]}, Outcome.FOUND),
        ({"fixed": ["P1"], "under_investigation": ["P2"]}, Outcome.NOT_EVALUATED),
    ],
)
def test_the_worst_that_is_said_of_a_version_holds_for_the_product(status, outcome):
    assert one(status).outcome is outcome


def test_each_product_is_a_finding_and_a_part_within_another_is_one_of_its_own():
    found = read(Csaf(), as_json(advisory({"known_affected": ["P1", "S1", "P1-on-S1"]})))
    assert [each.asset for each in found] == [
        "doux pump",
        "pkg:generic/doux-server",
        "doux pump in pkg:generic/doux-server",
    ]


def test_the_newest_score_of_the_product_counts():
    scores = [
        {"products": ["P1"], "cvss_v2": {"baseScore": 10}},
        {
            "products": ["P1"],
            "cvss_v3": {"baseScore": 5.3, "baseSeverity": "MEDIUM", "version": "3.1", "vectorString": "V"},
        },
        {"products": ["P1"], "cvss_v3": {"baseScore": 9.8, "baseSeverity": "CRITICAL", "version": "3.0"}},
        {"products": ["S1"], "cvss_v3": {"baseScore": 9.9, "version": "3.1"}},
    ]
    found = one({"known_affected": ["P1"]}, scores=scores)
    assert (found.cvss, found.severity, found.cvss_vector) == (5.3, Severity.MEDIUM, "V")


def test_without_a_score_the_advisory_says_the_severity():
    assert one({"known_affected": ["P1"]}).severity is Severity.HIGH


def test_what_can_be_done_is_told_the_fix_first():
    remediations = [
        {"category": "workaround", "details": "Unplug it.", "product_ids": ["P1"]},
        {"category": "vendor_fix", "details": "Install 2.", "product_ids": ["P1"], "url": "https://doux.example/2"},
        {"category": "vendor_fix", "details": "Not this one.", "product_ids": ["S1"]},
        {"category": "mitigation", "details": "Filter."},
    ]
    notes = [{"category": "other", "text": "x"}, {"category": "summary", "text": "A flaw."}]
    found = one({"known_affected": ["P1"]}, remediations=remediations, notes=notes, cwe={"id": "CWE-319"})
    assert found.solution == "Install 2. https://doux.example/2\nFilter.\nUnplug it."
    assert (found.description, found.cwes) == ("A flaw.", (319,))


def test_without_a_cve_the_vendors_identifier_counts():
    assert one({"known_affected": ["P1"]}, cve=None, ids=[{"system_name": "Doux", "text": "D-7"}]).rule == "D-7"


def test_the_products_may_come_after_the_vulnerabilities():
    content = as_json(advisory({"known_affected": ["P1"]}))
    assert content.index(b"vulnerabilities") < content.index(b"product_tree")
    assert read(Csaf(), content)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cve": None},
        {"product_status": {"known_affected": ["nowhere"]}},
        {"product_status": None},
        {"product_status": {"known_affected": [7, None, {}]}},
    ],
)
def test_a_vulnerability_of_nothing_known_is_left_out(wrong):
    content = advisory({"known_affected": ["P1"]})
    content["vulnerabilities"].append(content["vulnerabilities"][0] | wrong)
    reader = Csaf()
    assert len(read(reader, as_json(content))) == 1
    assert reader.facts.refused == 1


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", as_json({"document": {"csaf_version": "1.2"}}), b'{"document": {']
)
def test_what_is_no_advisory_or_is_cut_is_broken(content):
    assert broken(Csaf(), content)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("icsma-24-249-01.json", 2),  # two CVEs of one product
        ("icsma-24-254-01.json", 2),  # one CVE of two products
    ],
)
def test_the_real_samples_are_read_whole(name, found):
    reader = Csaf()
    content = sample(f"csaf/{name}")
    assert Csaf.recognises(content[:65536])
    seen = read(reader, content)
    assert (len(seen), len({each.identity for each in seen}), reader.facts.refused) == (found, found, 0)
    assert all(each.cvss and each.cves and each.cwes and each.description and each.solution for each in seen)
