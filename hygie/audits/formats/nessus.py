"""Nessus: the .nessus file (NessusClientData_v2), as Nessus, Tenable and its agents write it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

from .assets import host as host_of
from .coverage import Hosts
from .dates import moment
from .observation import AssetKind, Observation, Outcome, ReportFacts, ReportFormat, Severity
from .scores import cves_in, cvss_in, cwes_in, severity_of
from .text import LOCATION, RULE, TITLE, clean
from .text import gettext_noop as _
from .xml import Element, Walk, line_of, root_name

NO_ADDRESS = _("This host has neither a name nor an address: “%(name)s”.")
NO_PLUGIN = _("This entry does not say which plugin found it, or on which port.")

REFERENCES_AT_MOST = 20

#: parts of the policy of the scan, of which nothing is read
_SETTINGS = ("preference", "item", "FamilyItem", "PluginItem", "Policy")
#: the plugin that looks whether a host answers, and what it says when none does
_PING, _DEAD = "10180", "considered as dead"
#: a check of a configuration shares its plugin with hundreds of others: its name tells it apart
_CHECK, _RESULT = (f"{{http://www.nessus.org/cm}}compliance-{name}" for name in ("check-name", "result"))
_RESULTS = {"PASSED": Outcome.ABSENT, "FAILED": Outcome.FOUND}
#: children of a ReportItem that are read, beside its CVEs and its weaknesses
_TEXTS = ("plugin_name", "description", "synopsis", "solution", "plugin_output", "see_also", _CHECK, _RESULT)
_ONCE = frozenset((*_TEXTS, "cvss3_base_score", "cvss3_vector", "cvss_base_score", "cvss_vector"))
_SEVERITIES = {str(severity.value): severity for severity in Severity}


class _Host(NamedTuple):
    asset: str
    seen_at: datetime | None


class Nessus(ReportFormat):
    """A ReportItem is one observation. A check of a configuration that passed says that the finding is gone.

    The asset is the name of the ReportHost, which is what the scan was asked for (host name, IP address, or name of the
    agent's machine); else the address that was reached. `host-fqdn` and `netbios-name` are never used: they come and go
    with the DNS and with the credentials of the scan.
    """

    code = "nessus"
    source = "nessus"
    label = "Nessus (.nessus)"
    identity = ("plugin", "asset", "port", "protocol")

    def __init__(self) -> None:
        self.facts = ReportFacts(tool="Nessus")
        self._hosts = Hosts(self.facts)
        self._dead = False  # the host being read

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return root_name(head) == "NessusClientData_v2"

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        host = _Host("", None)
        walk = Walk(stream, ("NessusClientData_v2",), ("ReportHost", "HostProperties", "ReportItem", *_SETTINGS))
        for event, part in walk:
            if event == "start":
                if part.tag == "ReportHost":
                    host, self._dead = _Host(host_of(part.get("name") or ""), None), False
                continue
            if part.tag == "ReportItem":
                if host.asset and (observation := self._item(host, part)):
                    yield observation
            elif part.tag == "HostProperties":
                host = self._with_properties(host, part)
            elif part.tag == "ReportHost":
                self._end_of(host, part)
            walk.free(part)

    def _with_properties(self, host: _Host, element: Element) -> _Host:
        said = {tag.get("name"): tag.text or "" for tag in element.iterfind("tag")}
        seen_at = moment(said.get("HOST_END") or said.get("HOST_START") or "")
        if seen_at and (self.facts.made_at is None or seen_at > self.facts.made_at):
            self.facts.made_at = seen_at
        return _Host(host.asset or host_of(said.get("host-ip", "")), seen_at)

    def _end_of(self, host: _Host, element: Element) -> None:
        if not host.asset:
            self.facts.refuse(line_of(element), NO_ADDRESS, name=clean(element.get("name") or "", 100))
        elif self._dead:
            self._hosts.out_of_reach(host.asset)
        else:
            self._hosts.examined(host.asset)

    def _item(self, host: _Host, item: Element) -> Observation | None:
        plugin, port = item.get("pluginID") or "", item.get("port") or ""
        if not (_is_number(plugin, 12) and _is_number(port, 5)):
            self.facts.refuse(line_of(item), NO_PLUGIN)
            return None
        told, cves, cwes = _children_of(item)
        if plugin == _PING and _DEAD in told.get("plugin_output", ""):
            self._dead = True
        title, outcome = item.get("pluginName") or told.get("plugin_name", ""), Outcome.FOUND
        if check := told.get(_CHECK):
            plugin, title = clean(f"{plugin} {check}", RULE), check
            outcome = _RESULTS.get(told.get(_RESULT, ""), Outcome.NOT_EVALUATED)
            self.facts.not_evaluated += outcome is Outcome.NOT_EVALUATED
        # a number without its zeros, and no longer than a port is
        port, protocol = str(int(port)), clean(item.get("protocol") or "", 20).lower()
        score = cvss_in(told.get("cvss3_base_score")) or cvss_in(told.get("cvss_base_score"))
        return Observation(
            identity=(plugin, host.asset, port, protocol),
            rule=plugin,
            asset=host.asset,
            asset_kind=AssetKind.HOST,
            severity=_severity_of(item.get("severity"), score),
            title=clean(title, TITLE) or plugin,
            outcome=outcome,
            location=f"{port}/{protocol}" if port != "0" else "",
            cves=cves,
            cwes=cwes,
            cvss=score,
            cvss_vector=_vector_of(told),
            description=clean(told.get("description") or told.get("synopsis", "")),
            solution=clean(told.get("solution", "")),
            evidence=clean(told.get("plugin_output", "")),
            references=_links(told["see_also"]) if "see_also" in told else (),
            seen_at=host.seen_at,
            line=line_of(item),
        )


def _severity_of(said: str | None, score: float | None) -> Severity:
    severity = _SEVERITIES.get(said or "")
    return severity_of(score) if severity is None else severity


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits


def _children_of(item: Element) -> tuple[dict[str, str], tuple[str, ...], tuple[int, ...]]:
    """The texts that are told once, the CVEs and the weaknesses."""
    told: dict[str, str] = {}
    cves, cwes = [], []
    for child in item:
        tag = child.tag
        if tag in _ONCE:
            told[tag] = child.text or ""
        elif tag == "cve":
            cves.append(child.text or "")
        elif tag == "cwe":
            cwes.append(child.text or "")
    return told, cves_in(*cves) if cves else (), cwes_in(cwes) if cwes else ()


def _vector_of(told: dict[str, str]) -> str:
    vector = told.get("cvss3_vector") or told.get("cvss_vector", "")
    return clean(vector.removeprefix("CVSS2#"), 100)


def _links(text: str) -> tuple[str, ...]:
    return tuple(clean(line, LOCATION) for line in text.split()[:REFERENCES_AT_MOST])
