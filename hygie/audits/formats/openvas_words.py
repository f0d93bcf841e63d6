"""What OpenVAS says in the same words in its XML and in its CSV: both find the same finding again."""

from __future__ import annotations

import re

from .observation import Outcome, Severity
from .scores import severity_of
from .text import clean

SOURCE = "openvas"
IDENTITY = ("nvt", "asset", "port")
REFERENCES_AT_MOST = 20

#: the scanner of CVEs gives the CVE for the identifier of its test
_OID = re.compile(r"(?:[0-9]{1,20}(?:\.[0-9]{1,20}){1,40}|CVE-[0-9]{4}-[0-9]{4,19})\Z")
_PORT = re.compile(r"(?:.*\()?([0-9]{1,5})/([A-Za-z0-9]{1,10})\)?\Z")

#: what stands for a severity where it is none: false positive, debugging, error of the scanner
_FALSE_POSITIVE, _DEBUG = -1.0, -2.0


def oid_of(text: str) -> str:
    text = text.strip()
    return text if _OID.match(text) else ""


def port_of(port: str, protocol: str = "") -> str:
    """ "443/tcp", or "general/tcp" for the whole host: the CSV leaves its port empty, old versions add its service."""
    port, protocol = port.strip()[:100], protocol.strip()[:40]
    whole = f"{port or 'general'}/{protocol or 'tcp'}" if "/" not in port else port
    if numbered := _PORT.match(whole):
        number, protocol = numbered.groups()
        # OpenVAS writes 0 for the whole host too
        whole = f"{int(number) or 'general'}/{protocol}"
    return clean(whole, 60).lower()


def location_of(port: str) -> str:
    return "" if port.startswith("general/") else port


def outcome_of(score: float, threat: str) -> Outcome | None:
    """None for what is no result at all: traces for the authors of the scanner."""
    threat = threat.strip().lower()
    if threat == "debug" or score == _DEBUG:
        return None
    if threat == "false positive" or score == _FALSE_POSITIVE:
        return Outcome.ABSENT
    return Outcome.NOT_EVALUATED if threat == "error" or score < 0 else Outcome.FOUND


def score_in(text: str) -> float | None:
    """As `cvss_in`, with the negative ones. None where the report has none."""
    try:
        score = float(text)
    except ValueError:
        return None
    return score if -100 <= score <= 10 else None


def severity_in(score: float | None, threat: str) -> Severity:
    """From the score; from the word in the reports that have no score."""
    return severity_of(max(score, 0.0)) if score is not None else _THREATS.get(threat.strip().lower(), Severity.INFO)


_THREATS = {"low": Severity.LOW, "medium": Severity.MEDIUM, "high": Severity.HIGH, "critical": Severity.CRITICAL}
