"""CycloneDX: vulnerabilities of products, what VEX says of them, and the inventory."""

import pytest

from hygie.audits.formats.cyclonedx import CycloneDx
from hygie.audits.formats.observation import AssetKind, Covered, Outcome, ProductSeen, Severity

from .reports import as_json, bill, broken, component, read, sample, vulnerability

REF = "ref-libpanel-1.2"


def one(*vulnerabilities, **changes):
    (found,) = read(CycloneDx(), as_json(bill(*vulnerabilities, **changes)))
    return found


def inventory(content):
    import io

    return list(CycloneDx().products(io.BytesIO(content)))


def test_a_vulnerability_of_a_component_is_read():
    reader = CycloneDx()
    (found,) = read(reader, as_json(bill(vulnerability(REF))))
    assert found.identity == ("CVE-2024-22222", "pkg:pypi/libpanel")
    assert (found.asset, found.asset_kind, found.outcome) == ("pkg:pypi/libpanel", AssetKind.PRODUCT, Outcome.FOUND)
    assert (found.severity, found.cvss, found.cves, found.cwes) == (Severity.HIGH, 7.5, ("CVE-2024-22222",), (79,))
    assert (found.title, found.evidence) == ("CVE-2024-22222 – libpanel", "libpanel 1.2")
    assert reader.facts.covered == {Covered(AssetKind.PRODUCT, name) for name in ("pkg:pypi/libpanel", "pacs-web")}
    assert reader.facts.lane == "pacs-web"
    assert reader.facts.made_at


def test_version_and_bom_ref_are_no_part_of_the_identity():
    other = component(version="1.3") | {"bom-ref": "x"}
    assert one(vulnerability("x"), components=[other]).identity == one(vulnerability(REF)).identity


def test_a_vulnerability_may_come_before_its_components():
    first = dict(sorted(bill(vulnerability(REF)).items(), reverse=True))
    assert next(iter(first)) == "vulnerabilities"
    assert [each.identity for each in read(CycloneDx(), as_json(first))] == [one(vulnerability(REF)).identity]


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("not_affected", Outcome.ABSENT),
        ("false_positive", Outcome.ABSENT),
        ("resolved", Outcome.ABSENT),
        ("resolved_with_pedigree", Outcome.ABSENT),
        ("in_triage", Outcome.FOUND),
        ("exploitable", Outcome.FOUND),
        (None, Outcome.FOUND),
        ("whatever", Outcome.FOUND),
    ],
)
def test_the_analysis_says_whether_the_product_is_touched(state, outcome):
    assert one(vulnerability(REF, analysis={"state": state})).outcome is outcome


def test_versions_of_one_product_are_one_finding_as_bad_as_the_worst():
    versions = [{"version": "1.2", "status": "unaffected"}]
    both = [component(), component(version="2.0")]
    affects = [{"ref": REF, "versions": versions}, {"ref": "ref-libpanel-2.0"}]
    found = one(vulnerability(affects=affects), components=both)
    assert (found.outcome, found.evidence) == (Outcome.FOUND, "libpanel 1.2, libpanel 2.0")
    assert one(vulnerability(affects=affects[:1]), components=both).outcome is Outcome.ABSENT


@pytest.mark.parametrize(
    ("ratings", "cvss", "severity"),
    [
        (
            [
                {"method": "CVSSv2", "score": 10},
                {"method": "CVSSv3", "score": 9.1},
                {"method": "CVSSv31", "score": 5.0},
                {"method": "CVSSv4", "score": 3.9},
            ],
            3.9,
            Severity.LOW,
        ),
        ([{"method": "CVSSv31", "score": 5.0}, {"method": "CVSSv31", "score": 8.0}], 8.0, Severity.HIGH),
        ([{"method": "CVSSv31", "score": 5.0, "severity": "critical"}], 5.0, Severity.CRITICAL),
        ([{"severity": "low"}, {"severity": "high"}], None, Severity.HIGH),
        ([{"method": "OWASP", "score": 9.9}], None, Severity.INFO),
        ([{"method": "CVSSv31", "score": 99}], None, Severity.INFO),
        (None, None, Severity.INFO),
    ],
)
def test_the_newest_cvss_is_believed_and_the_highest_of_it(ratings, cvss, severity):
    found = one(vulnerability(REF, ratings=ratings))
    assert (found.cvss, found.severity) == (cvss, severity)


def test_without_a_component_the_system_is_meant():
    assert one(vulnerability(affects=[])).asset == "pacs-web"
    reader = CycloneDx()
    assert "None of" in broken(reader, as_json(bill(vulnerability(affects=None), metadata={})))


@pytest.mark.parametrize(
    "reference",
    [
        "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#ref-libpanel-1.2",
        "pkg:pypi/libpanel@9.9",
        "urn:cdx:x/1#pkg%3Apypi/libpanel%401",
    ],
)
def test_a_component_is_named_by_a_link_or_by_its_own_purl(reference):
    assert one(vulnerability(reference)).asset == "pkg:pypi/libpanel"


def test_a_component_that_is_not_listed_is_told_and_the_others_stand():
    reader = CycloneDx()
    found = read(reader, as_json(bill(vulnerability("nowhere", REF))))
    assert [each.asset for each in found] == ["pkg:pypi/libpanel"]
    assert reader.facts.refusals[0].facts == {"component": "nowhere"}


def test_another_name_of_the_vulnerability_gives_its_cve():
    references = [{"id": "CVE-2024-44444"}]
    assert one(vulnerability(REF, id="GHSA-aaaa-bbbb-cccc", references=references)).cves == ("CVE-2024-44444",)
    assert one(vulnerability(REF, id=None, references=references)).rule == "CVE-2024-44444"


def test_a_bill_without_vulnerabilities_is_a_valid_inventory():
    inner = component("inner", supplier={"name": "Doux"})
    content = as_json(bill(components=[component(components=[inner]), component("b", group="org", purl="")]))
    assert read(CycloneDx(), content) == []
    assert set(inventory(content)) == {
        ProductSeen("libpanel", "", "1.2", "pkg:pypi/libpanel@1.2", "pacs-web"),
        ProductSeen("inner", "Doux", "1.2", "pkg:pypi/inner@1.2", "pacs-web"),
        ProductSeen("b", "org", "1.2", "", "pacs-web"),
    }


def test_components_within_components_are_found():
    inner = component("inner")
    assert one(vulnerability("ref-inner-1.2"), components=[component(components=[inner])]).asset == "pkg:pypi/inner"


@pytest.mark.parametrize(
    "tools", [[{"name": "grind", "version": "2"}], {"components": [{"name": "grind", "version": "2"}]}]
)
def test_the_tool_is_named_in_the_old_way_and_in_the_new(tools):
    reader = CycloneDx()
    read(reader, as_json(bill(metadata={"tools": tools})))
    assert (reader.facts.tool, reader.facts.tool_version) == ("grind", "2")


@pytest.mark.parametrize("version", ["1.1", "2.0", "1.20", None, ["1.5"]])
def test_another_version_of_the_format_is_refused(version):
    assert "is not read" in broken(CycloneDx(), as_json(bill(specVersion=version)))


def test_xml_is_recognised_and_refused_with_a_kind_reason():
    content = b'<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.4"></bom>'
    assert CycloneDx.recognises(content)
    assert "Export it as JSON" in broken(CycloneDx(), content)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", as_json(bill(vulnerability(REF)))[:-9], b'{"bomFormat": []}'])
def test_what_is_no_bill_or_is_cut_is_broken(content):
    assert broken(CycloneDx(), content)


@pytest.mark.parametrize(
    ("name", "found", "outcome"),
    [
        # four CVEs, and the four advisories of GitHub on them, of one component
        ("log4j.json", 8, Outcome.FOUND),
        # its analysis says “not affected”
        ("valid-vulnerability-1.4.json", 1, Outcome.ABSENT),
    ],
)
def test_the_real_samples_are_read_whole(name, found, outcome):
    reader = CycloneDx()
    content = sample(f"scans/cyclonedx/{name}")
    assert CycloneDx.recognises(content[:65536])
    seen = read(reader, content)
    assert (len(seen), len({each.identity for each in seen}), reader.facts.refused) == (found, found, 0)
    assert {each.outcome for each in seen} == {outcome}
    assert len(inventory(content)) == 1
