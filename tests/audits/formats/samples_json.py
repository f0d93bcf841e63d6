"""A small valid report in each of the formats of JSON and CSV."""

from .reports import SID, ads, advisory, as_json, as_lines, bill, control, finding, result, sarif, vulnerability
from .test_extract import seen, written

SAMPLES = {
    "nuclei": as_lines(finding(), finding(**{"matcher-name": "m"})),
    "ads": as_json(ads(control(), control("vuln_b", 3, "passed"))),
    "ads-tsv": f"vuln_id\tlevel\tstatus\tsid\nvuln_a\t1\tfailed\t{SID}\n".encode(),
    "sarif": as_json(sarif(result(), result(ruleId="B"), driver={"rules": [{"id": "B"}]})),
    "cyclonedx": as_json(bill(vulnerability("ref-libpanel-1.2"), vulnerability("sys", id="CVE-2024-3"))),
    "csaf": as_json(advisory({"known_affected": ["P1", "P1-on-S1"], "fixed": ["S1"]})),
    "csv": b"reference,asset,title,severity,cve,seen_on\n" + b"R-1,nas,Old,high,CVE-2024-1234,2026-01-02\n" * 3,
    "extract": written(seen(), seen(asset="b")),
}
