"""What the scripts of nmap say of vulnerabilities, apart from what they only found interesting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .observation import Outcome, Severity
from .scores import cves_in, cvss_in, severity_of
from .text import LOCATION, LONG, clean
from .xml import Element

REFERENCES_AT_MOST = 20

_LISTS = ("vulners", "vulscan")
#: a score within one line of the CVE, as `vulners` prints it
_SCORED = re.compile(r"\b(CVE-[0-9]{4}-[0-9]{4,19})[ \t]+([0-9]{1,2}(?:\.[0-9]{1,2})?)\b")
#: the library `vulns` of nmap writes these states
_STATE = re.compile(r"^[ \t|]*State: +([A-Z][A-Z ]{0,40})", re.MULTILINE)
_RISK = re.compile(r"Risk factor: +(\w{1,10})")
_RISKS = {"low": Severity.LOW, "medium": Severity.MEDIUM, "high": Severity.HIGH, "critical": Severity.CRITICAL}
#: unknown is not harmless
_UNSCORED = Severity.MEDIUM


class Said(NamedTuple):
    """One vulnerability told by one script."""

    cve: str
    severity: Severity
    cvss: float | None = None
    title: str = ""
    outcome: Outcome = Outcome.FOUND
    description: str = ""
    evidence: str = ""
    references: tuple[str, ...] = ()

    @property
    def unknown(self) -> bool:
        return self.outcome is Outcome.NOT_EVALUATED


def lists(script: Element) -> bool:
    """Whether the script lists the vulnerabilities known of a version, rather than tries them."""
    return (script.get("id") or "").startswith(_LISTS)


def said_by(script: Element) -> Iterator[Said]:
    """Vulnerabilities, each CVE once. Structured output goes before text, which is for people and may be cut."""
    if lists(script):
        scores = _listed(script) or _listed_in_text(script.get("output") or "")
        for cve, score in scores.items():
            yield Said(cve, severity_of(score) if score else _UNSCORED, score)
        return
    output = script.get("output") or ""
    if "VULNERABLE" not in output:
        return
    risk = _RISK.search(output)
    severity = _RISKS.get(risk[1].lower(), _UNSCORED) if risk else _UNSCORED
    stated = [table for table in script.iter("table") if _of(table, "state")]
    told: set[str] = set()
    for said in (said for table in stated for said in _stated(table, severity, output)):
        if said.cve not in told:
            told.add(said.cve)
            yield said
    if not stated:
        yield from _stated_in_text(output, severity)


def _listed(script: Element) -> dict[str, float | None]:
    """CVEs of the tables. An entry of another collection (“UBUNTU-CVE-…”) counts where the CVE has none of its own."""
    own: dict[str, float | None] = {}
    borrowed: dict[str, float | None] = {}
    for table in script.iter("table"):
        name = _of(table, "id")
        if "CVE-" not in name:
            continue
        for cve in cves_in(name):
            among = own if cve == name else borrowed
            score = cvss_in(_of(table, "cvss"))
            among[cve] = max(score or 0.0, among.get(cve) or 0.0) or None
    return borrowed | own


def _listed_in_text(output: str) -> dict[str, float | None]:
    found: dict[str, float | None] = dict.fromkeys(cves_in(output))
    for cve, score in _SCORED.findall(output):
        found[cve] = max(cvss_in(score) or 0.0, found.get(cve) or 0.0) or None
    return found


def _stated(table: Element, severity: Severity, output: str) -> Iterator[Said]:
    outcome = _outcome_of(_of(table, "state"))
    named = [one.text or "" for one in table.iterfind("table[@key='ids']/elem")]
    described = "\n".join(one.text or "" for one in table.iterfind("table[@key='description']/elem"))
    links = [clean(one.text or "", LOCATION) for one in table.iterfind("table[@key='refs']/elem")]
    for cve in cves_in(*named, table.get("key") or "") or ("",):
        yield Said(
            cve,
            severity,
            title=_of(table, "title"),
            outcome=outcome,
            description=described,
            evidence=output[:LONG],
            references=tuple(links[:REFERENCES_AT_MOST]),
        )


def _stated_in_text(output: str, severity: Severity) -> Iterator[Said]:
    """Without tables, states and CVEs cannot be told apart: all are found as soon as one is."""
    outcomes = {_outcome_of(state) for state in _STATE.findall(output)}
    if Outcome.FOUND in outcomes:
        for cve in cves_in(output) or ("",):
            yield Said(cve, severity, evidence=output[:LONG])


def _outcome_of(state: str) -> Outcome:
    state = state.strip().upper()
    if state.startswith("NOT VULNERABLE"):
        return Outcome.ABSENT
    return Outcome.FOUND if "VULNERABLE" in state else Outcome.NOT_EVALUATED


def _of(table: Element, key: str) -> str:
    for child in table:
        if child.get("key") == key:
            return child.text or ""
    return ""
