"""Small enrichment files, written for the tests."""

from __future__ import annotations

import json
from typing import Any


def kev_entry(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "cveID": f"CVE-2026-{number:04d}",
        "vendorProject": "Valmont",
        "product": f"Passerelle {number}",
        "vulnerabilityName": "Valmont Passerelle Command Injection Vulnerability",
        "dateAdded": "2026-09-28",
        "requiredAction": "Apply mitigations per vendor instructions.",
        "dueDate": "2026-10-19",
        "knownRansomwareCampaignUse": "Unknown",
    } | changed


def kev(*entries: dict[str, Any], day: str = "2026-10-04", **changed: Any) -> bytes:
    document = {
        "catalogVersion": day.replace("-", "."),
        "dateReleased": f"{day}T17:00:00.0Z",
        "count": len(entries),
        "vulnerabilities": list(entries),
    }
    return json.dumps(document | changed).encode()


def epss(*rows: tuple[str, str | float, str | float], day: str = "2026-10-05") -> bytes:
    lines = [
        f"#model_version:v2025.03.14,score_date:{day}T00:00:00+0000",
        "cve,epss,percentile",
        *(",".join(map(str, row)) for row in rows),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def scores(count: int, epss_of: float = 0.5) -> list[tuple[str, float, float]]:
    return [(f"CVE-2026-{number:04d}", epss_of, 0.9) for number in range(count)]
