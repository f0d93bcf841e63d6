"""Vulnerabilities, for the table."""

from __future__ import annotations

from .sample import Sample

SAMPLES: dict[str, Sample] = {
    f"audits:{name} cve": Sample(lambda _organisation, _reader: "CVE-2026-10001")
    for name in ("cve", "cve_csv", "cve_xlsx")
}
