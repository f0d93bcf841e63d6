"""Small reports written for the tests: invented hosts and findings; and where the real samples may be."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from hygie.audits.formats.observation import BrokenReport, Observation

SAMPLES = Path(__file__).parents[4] / "shared" / "data"

SID = "S-1-5-21-11-22-33"


def as_json(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def as_lines(*values: Any) -> bytes:
    return b"".join(as_json(value) + b"\n" for value in values)


def read(reader: Any, content: bytes) -> list[Observation]:
    return list(reader.read(io.BytesIO(content)))


def broken(reader: Any, content: bytes) -> str:
    with pytest.raises(BrokenReport) as why:
        read(reader, content)
    return str(why.value)


def sample(name: str) -> bytes:
    """A real report, which only some machines have."""
    if not (SAMPLES / name).is_file():
        pytest.skip("the real samples are not there")
    return (SAMPLES / name).read_bytes()


def finding(**changes: Any) -> dict[str, Any]:
    """One finding of nuclei, version 3."""
    info = {
        "name": "Open panel",
        "severity": "high",
        "description": "The panel answers.",
        "reference": ["https://panel.example/advisory"],
        "classification": {"cve-id": ["cve-2024-11111"], "cwe-id": ["cwe-79"], "cvss-score": 8.1},
    }
    return {
        "template-id": "open-panel",
        "info": info | changes.pop("info", {}),
        "type": "http",
        "host": "https://panel.hopital.example",
        "matched-at": "https://panel.hopital.example/admin?token=abc",
        "timestamp": "2026-03-13T11:02:11.829446505+01:00",
        "matcher-status": True,
    } | changes


def result(**changes: Any) -> dict[str, Any]:
    """One result of SARIF."""
    return {
        "ruleId": "SQL1",
        "message": {"text": "A query is built from what the user typed."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "src/orders.py"},
                    "region": {"startLine": 12, "snippet": {"text": "db.run('…' + name)"}},
                }
            }
        ],
    } | changes


def sarif(*results: Any, driver: dict[str, Any] | None = None, **run: Any) -> dict[str, Any]:
    tool = {"driver": {"name": "Lens", "version": "4.1"} | (driver or {})}
    repository = [{"repositoryUri": "https://ci:secret@forge.example/hopital/orders.git"}]
    whole = {"results": list(results), "tool": tool, "versionControlProvenance": repository} | run
    return {"version": "2.1.0", "runs": [whole]}


def component(name: str = "libpanel", version: str = "1.2", **changes: Any) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    return {
        "bom-ref": f"ref-{name}-{version}",
        "type": "library",
        "name": name,
        "version": version,
        "purl": purl,
    } | changes


def vulnerability(*references: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": "CVE-2024-22222",
        "ratings": [{"method": "CVSSv31", "score": 7.5, "vector": "CVSS:3.1/AV:N", "severity": "high"}],
        "cwes": [79],
        "affects": [{"ref": reference} for reference in references],
    } | changes


def bill(*vulnerabilities: Any, components: list[Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "vulnerabilities": list(vulnerabilities),
        "components": [component()] if components is None else components,
        "metadata": {"timestamp": "2026-02-01T10:00:00Z", "component": {"bom-ref": "sys", "name": "pacs-web"}},
    } | changes


def control(name: str = "vuln_weak_hash", level: Any = 2, status: Any = "failed", **changes: Any) -> dict[str, Any]:
    return {"vuln_id": name, "level": level, "status": status} | changes


def ads(*controls: Any, **changes: Any) -> dict[str, Any]:
    return {"domain": "hopital.example", "domain_sid": SID, "date": "2026-05-04", "controls": list(controls)} | changes


def advisory(status: dict[str, list[str]], **changes: Any) -> dict[str, Any]:
    """One vulnerability of CSAF, on two versions of a pump and on its server."""

    def version(identifier: str) -> dict[str, Any]:
        return {
            "category": "product_version",
            "name": identifier,
            "product": {"product_id": identifier, "name": f"Doux Pump {identifier}"},
        }

    pump = {"category": "product_name", "name": "Pump", "branches": [version("P1"), version("P2")]}
    return {
        "vulnerabilities": [{"cve": "CVE-2024-33333", "product_status": status} | changes],
        "document": {
            "csaf_version": "2.0",
            "publisher": {"name": "Doux", "namespace": "https://doux.example"},
            "tracking": {"id": "DOUX-1", "current_release_date": "2026-01-05T00:00:00Z"},
            "aggregate_severity": {"text": "Important"},
        },
        "product_tree": {
            "branches": [{"category": "vendor", "name": "Doux", "branches": [pump]}],
            "full_product_names": [
                {
                    "product_id": "S1",
                    "name": "Doux Server 3.1",
                    "product_identification_helper": {"purl": "pkg:generic/doux-server@3.1"},
                }
            ],
            "relationships": [
                {
                    "category": "installed_on",
                    "product_reference": "P1",
                    "relates_to_product_reference": "S1",
                    "full_product_name": {"product_id": "P1-on-S1", "name": "Pump on Server"},
                }
            ],
        },
    }
