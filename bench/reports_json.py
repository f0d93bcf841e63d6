"""JSON reports of a size that real scans reach: how fast nuclei's are read, and extracted, and in how much memory."""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hygie.audits.formats import extract
from hygie.audits.formats.nuclei import Nuclei

FINDINGS = 100_000
TEMPLATES, HOSTS = 800, 5_000
_SEVERITIES = ("info", "info", "info", "low", "medium", "high", "critical")
KEY = b"a key of the benchmark, of no hospital at all"


def write_nuclei(path: Path, findings: int, *, array: bool = False) -> None:
    """An invented report, the same bytes for the same number: JSON Lines, or one array. 2.1 kB a finding."""
    with path.open("w") as out:
        out.write("[" if array else "")
        for rank, finding in enumerate(_findings(findings)):
            out.write(",\n" if rank and array else "")
            out.write(json.dumps(finding, ensure_ascii=False))
            out.write("" if array else "\n")
        out.write("]\n" if array else "")


def _findings(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(count)
    templates = [_template(rank, chance) for rank in range(TEMPLATES)]
    for rank in range(count):
        name, info = templates[int(TEMPLATES * chance.random() ** 2)]
        host = f"https://s{chance.randrange(HOSTS)}.hopital.example"
        path = f"/app/{chance.randrange(40)}"
        yield {
            "template": f"http/{name}.yaml",
            "template-id": name,
            "template-path": f"http/{name}.yaml",
            "info": info,
            "matcher-name": f"m{rank % 3}" if rank % 2 else "",
            "type": "http",
            "host": host,
            "matched-at": f"{host}{path}?page={rank}",
            "extracted-results": [f"value {rank}"],
            "request": f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0\r\n\r\n",
            "response": "HTTP/1.1 200 OK\r\nServer: Apache\r\n\r\n<html>\n"
            + '<a href="/é">élément</a>\n' * 24
            + "</html>",
            "ip": f"192.0.2.{rank % 250}",
            "timestamp": f"2026-03-13T11:{rank % 60:02}:11.829446505+01:00",
            "curl-command": f"curl -X 'GET' -H 'Accept: */*' '{host}{path}'",
            "matcher-status": True,
        }


def _template(rank: int, chance: random.Random) -> tuple[str, dict[str, Any]]:
    cve = f"cve-20{chance.randrange(14, 26)}-{1000 + rank}"
    return f"template-{rank}", {
        "name": f"Panel {rank} answers without a password",
        "author": ["someone"],
        "tags": ["panel", "exposure"],
        "description": "The administration page of the software answers to anybody. " * 3,
        "reference": [f"https://vendor.example/{rank}", f"https://nvd.example/{cve}"],
        "severity": chance.choice(_SEVERITIES),
        "metadata": {"max-request": 1},
        "classification": {"cve-id": [cve], "cwe-id": ["cwe-306"], "cvss-score": 7.3, "cvss-metrics": "CVSS:3.1/AV:N"},
    }


def _read(path: str) -> int:
    with Path(path).open("rb") as stream:
        return sum(1 for _ in Nuclei().read(stream))


def _extract(path: str) -> int:
    reader = Nuclei()
    with Path(path).open("rb") as stream:
        return extract.write(reader.read(stream), reader.facts, reader.source, KEY, io.BytesIO())


_JOBS = {"read": _read, "extract": _extract}


def _measured(job: str, path: Path) -> tuple[float, float]:
    """Findings a second of CPU and megabytes at most, in a process of its own."""
    words = [sys.executable, "-m", "bench.reports_json", "--job", job, str(path)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 — our own words
    count, seconds, megabytes = map(float, done.stdout.split())
    return count / seconds, megabytes


def _run_job(job: str, path: str) -> None:
    before = time.process_time()
    count = _JOBS[job](path)
    seconds = time.process_time() - before
    print(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=FINDINGS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--job", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        return _run_job(*options.job)
    measures: dict[str, float] = {"findings": options.findings}
    with tempfile.TemporaryDirectory() as folder:
        for form in ("lines", "array"):
            path = Path(folder) / form
            write_nuclei(path, options.findings, array=form == "array")
            measures[f"nuclei_{form}_mb"] = round(path.stat().st_size / 1024**2)
            for job in _JOBS:
                speed, memory = _measured(job, path)
                measures[f"{job}_{form}_per_second"], measures[f"{job}_{form}_mb"] = round(speed), round(memory)
    if options.json:
        print(json.dumps(measures))
    else:
        for name, value in measures.items():
            print(f"{name:28} {value:>10,.0f}")
    return None


if __name__ == "__main__":
    main()
