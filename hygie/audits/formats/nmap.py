"""nmap: the XML of `-oX`, also as masscan writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

from .assets import host as host_of
from .coverage import Hosts
from .dates import moment
from .nmap_scripts import Said, lists, said_by
from .observation import AssetKind, LookedAt, Observation, ReportFacts, ReportFormat, Severity
from .text import LONG, RULE, TITLE, clean
from .text import gettext_noop as _
from .xml import Element, Walk, line_of, root_name

NO_ADDRESS = _("This host has neither a name nor an address.")
NO_PORT = _("This is not a port: “%(port)s”.")

_PROTOCOL = re.compile(r"[a-z0-9]{1,10}\Z")
#: the longest list of ports: every other one
_SERVICES_AT_MOST = 250_000
_RANGE = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
#: “-sC”, also among others (“-sVC”), “-A”, “--script …”; not “--script-args”, which runs none
_RUNS_SCRIPTS = re.compile(r"(?:^|\s)(?:-s[A-Za-z]*C|-A|--?script(?=[\s=]|$))")
#: they come by the thousand and say nothing of a host
_NOISE = ("taskbegin", "taskprogress", "taskend", "hosthint", "prescript", "postscript")


class _Host(NamedTuple):
    asset: str
    seen_at: datetime | None


class _Port(NamedTuple):
    number: str = ""  # "" for what is said of the whole host
    protocol: str = ""
    service: str = ""

    @property
    def location(self) -> str:
        return f"{self.number}/{self.protocol}" if self.number else ""


class Nmap(ReportFormat):
    """An open port is one observation, and so is each vulnerability that a script found on it; its CVE may be empty.

    The asset is the name that was given to nmap, where one was, else the IP address (v4 first). It is what the scan
    was asked for, hence what the next scan will be asked for. The name found by reverse resolution is never used: it
    changes with the DNS, and several hosts share one. What a service says of itself is evidence and nothing else.

    A scan of fewer ports, of none (“-sn”) or without scripts says nothing of the rest: what it looked at is told. Of
    masscan, which does not say which ports it tried, nothing is known.
    """

    code = "nmap"
    source = "nmap"
    label = "nmap (XML)"
    identity = ("asset", "protocol", "port", "script", "cve")

    def __init__(self) -> None:
        self.facts = ReportFacts(tool="nmap", complete=False)
        self._hosts = Hosts(self.facts)
        self._ports: dict[str, list[tuple[int, int]]] = {}
        self._look_at(scripts=False)

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return root_name(head) == "nmaprun"

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        element, host = None, None  # of the host being read
        walk = Walk(stream, ("nmaprun",), ("host", "port", "scaninfo", "finished", *_NOISE))
        for event, part in walk:
            if event == "start":
                if part.tag == "nmaprun":
                    self._about(part)
                elif part.tag == "host":
                    element, host = part, None
                continue
            if part.tag == "port" and element is not None:
                host = host or _host_of(element)
                yield from self._port(host, part)
            elif part.tag == "host":
                yield from self._whole_host(host or _host_of(part), part)
                element = None
            elif part.tag == "scaninfo":
                self._scanned(part)
            elif part.tag == "finished":
                self._finished(part)
            walk.free(part)

    def _about(self, root: Element) -> None:
        self.facts.tool = clean(root.get("scanner") or "nmap", RULE)
        self.facts.tool_version = clean(root.get("version") or "", RULE)
        self.facts.made_at = moment(root.get("start") or "")
        self._look_at(scripts=bool(_RUNS_SCRIPTS.search(root.get("args") or "")))

    def _look_at(self, *, scripts: bool) -> None:
        self.facts.looked_at = LookedAt(self._ports, scripts)

    def _scanned(self, element: Element) -> None:
        """The ports of one protocol, as ranges; a list that cannot be believed adds none."""
        protocol, said = (element.get("protocol") or "").lower(), element.get("services") or ""
        if not _PROTOCOL.match(protocol) or len(said) > _SERVICES_AT_MOST:
            return
        found = filter(None, map(_RANGE.fullmatch, said.split(",")))
        self._ports.setdefault(protocol, []).extend({(int(one[1]), int(one[2] or one[1])) for one in found})

    def _finished(self, finished: Element) -> None:
        self.facts.complete = finished.get("exit") != "error"
        self.facts.made_at = moment(finished.get("time") or "") or self.facts.made_at

    def _whole_host(self, host: _Host, element: Element) -> Iterator[Observation]:
        """Once everything of it was read: whether it answered, and what scripts say of it as a whole."""
        status = element.find("status")
        if not host.asset:
            self.facts.refuse(line_of(element), NO_ADDRESS)
        elif (status is not None and status.get("state") == "down") or element.get("timedout") == "true":
            self._hosts.out_of_reach(host.asset)
        else:
            self._hosts.examined(host.asset)
            for script in element.iterfind("hostscript/script"):
                yield from self._vulnerabilities(host, _Port(), script)

    def _port(self, host: _Host, element: Element) -> Iterator[Observation]:
        state = element.find("state")
        if state is None or state.get("state") != "open" or not host.asset:
            return
        number, protocol = element.get("portid") or "", (element.get("protocol") or "").lower()
        if not (number.isascii() and number.isdigit() and len(number) < 6 and _PROTOCOL.match(protocol)):
            self.facts.refuse(line_of(element), NO_PORT, port=clean(f"{number}/{protocol}", 40))
            return
        name, banner = _service_of(element)
        port = _Port(str(int(number)), protocol, banner)
        scripts = element.findall("script")
        told = [
            f"{script.get('id')}: {(script.get('output') or '')[:LONG].strip()}"
            for script in scripts
            if not lists(script)
        ]
        yield Observation(
            identity=(host.asset, protocol, port.number, "", ""),
            rule=port.location,
            asset=host.asset,
            asset_kind=AssetKind.HOST,
            severity=Severity.INFO,
            title=clean(f"Open port {port.location} ({name})" if name else f"Open port {port.location}", TITLE),
            location=port.location,
            evidence=clean("\n".join([banner, *told])) if told else banner,
            seen_at=host.seen_at,
            line=line_of(element),
        )
        for script in scripts:
            yield from self._vulnerabilities(host, port, script)

    def _vulnerabilities(self, host: _Host, port: _Port, script: Element) -> Iterator[Observation]:
        identifier = clean(script.get("id") or "", RULE)
        for said in said_by(script):
            self.facts.not_evaluated += said.unknown
            yield _vulnerability(host, port, identifier, said, line_of(script))


def _vulnerability(host: _Host, port: _Port, script: str, said: Said, line: int) -> Observation:
    return Observation(
        identity=(host.asset, port.protocol, port.number, script, said.cve),
        rule=said.cve or script,
        asset=host.asset,
        asset_kind=AssetKind.HOST,
        severity=said.severity,
        title=clean(said.title or said.cve or script, TITLE),
        outcome=said.outcome,
        location=port.location,
        cves=(said.cve,) if said.cve else (),
        cvss=said.cvss,
        description=clean(said.description),
        evidence=clean(said.evidence or port.service),
        references=said.references,
        seen_at=host.seen_at,
        line=line,
    )


def _host_of(element: Element) -> _Host:
    return _Host(_asset_of(element), moment(element.get("endtime") or ""))


def _asset_of(host: Element) -> str:
    for name in host.iterfind("hostnames/hostname"):
        if name.get("type") == "user" and (given := host_of(name.get("name") or "")):
            return given
    addresses = {one.get("addrtype"): one.get("addr") or "" for one in host.iterfind("address")}
    return host_of(addresses.get("ipv4", "")) or host_of(addresses.get("ipv6", ""))


def _service_of(port: Element) -> tuple[str, str]:
    """Name of the service, and what it says of itself."""
    service = port.find("service")
    if service is None:
        return "", ""
    said = (service.get(key) or "" for key in ("product", "version", "extrainfo"))
    return service.get("name") or "", clean(" ".join(filter(None, said)))
