"""Scores and numbers of vulnerabilities, as reports write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .observation import Severity

CVES_AT_MOST, CWES_AT_MOST = 10_000, 100

_CVE = re.compile(r"(?<![A-Z0-9])CVE-[0-9]{4}-[0-9]{4,19}(?![0-9])", re.IGNORECASE | re.ASCII)
_CWE = re.compile(r"(?:\bCWE-)?\b([0-9]{1,6})\b", re.IGNORECASE | re.ASCII)


def cves_in(*texts: str) -> tuple[str, ...]:
    """CVE identifiers named anywhere in the texts: upper case, sorted, each once."""
    found = {one.upper() for text in texts if text for one in _CVE.findall(text)}
    return tuple(sorted(found)[:CVES_AT_MOST]) if found else ()


def cwes_in(texts: Iterable[str]) -> tuple[int, ...]:
    """Numbers of weaknesses: each text is “79” or “CWE-79”."""
    found = {int(said[1]) for text in texts if (said := _CWE.search(text))}
    return tuple(sorted(found)[:CWES_AT_MOST])


def cvss_in(text: str | None) -> float | None:
    """A base score, 0 to 10."""
    try:
        score = float(text) if text else -1.0
    except ValueError:
        return None
    return score if 0 <= score <= 10 else None


def severity_of(score: float | None) -> Severity:
    """The qualitative scale of CVSS v3.1 (specification, 5); nothing is said of a missing score."""
    if not score:
        return Severity.INFO
    if score < 4:
        return Severity.LOW
    if score < 7:
        return Severity.MEDIUM
    return Severity.HIGH if score < 9 else Severity.CRITICAL
