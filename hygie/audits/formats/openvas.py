"""OpenVAS and Greenbone: reports in XML, alone or as the answer of the management protocol (GMP)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from .assets import host as host_of
from .coverage import Hosts
from .dates import moment
from .observation import AssetKind, BrokenReport, Observation, Outcome, ReportFacts, ReportFormat
from .openvas_words import (
    IDENTITY,
    REFERENCES_AT_MOST,
    SOURCE,
    location_of,
    oid_of,
    outcome_of,
    port_of,
    score_in,
    severity_in,
)
from .scores import cves_in
from .text import LOCATION, LONG, TITLE, clean
from .text import gettext_noop as _
from .xml import Element, Walk, line_of, root_name, text_of

NO_ADDRESS = _("This entry has neither a name nor an address of a host.")
NO_TEST = _("This entry does not say which test (NVT) found it.")

NO_RESULTS = _("This XML is not a report of OpenVAS: it has no results. Export it with its details.")

ROOTS = ("report", "get_reports_response")
_MARKS = (b"<gmp>", b"<omp>", b"<nvt ", b"<scan_run_status>", b"<report_format")
#: sections as long as the report itself, of which nothing is read
_NOISE = ("error", "tls_certificate", "ssl_cert", "closed_cve", "app")
_FREED = frozenset(("ip", "detail", *_NOISE))
_TAGS = ("results", "result", "host", "port", "scan_run_status", "scan_start", "scan_end", "result_count", *_FREED)


class OpenVas(ReportFormat):
    """A result of a test (NVT) on a port of a host is one observation; the asset is the address that was tested.

    The quality of detection and the name of the test are never part of the identity. A report is complete where its
    scan is done and where it shows as many results as it counts: a page of results, or a report exported without its
    details, is not.
    """

    code = "openvas"
    source = SOURCE
    label = "OpenVAS (XML)"
    identity = IDENTITY

    def __init__(self) -> None:
        self.facts = ReportFacts(tool="OpenVAS")
        self._hosts = Hosts(self.facts)
        self._results, self._counted, self._has_results = 0, 0, False
        self._ip, self._dead = "", False  # of the host being read

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return root_name(head) in ROOTS and any(mark in head for mark in _MARKS)

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        walk = Walk(stream, ROOTS, _TAGS)
        for event, part in walk:
            if event == "start":
                continue
            tag, parent = part.tag, part.getparent()
            within = parent.tag if parent is not None else ""
            if tag == "result" and within == "results":
                self._results += 1
                if observation := self._result(part):
                    yield observation
            elif tag == "ip":
                self._ip = part.text or ""
            elif tag == "detail":
                self._detail(part)
            elif within == "report":
                self._about(part)
            if tag in _FREED or within in ("results", "ports", "report"):
                walk.free(part)
        self._end()

    def _about(self, part: Element) -> None:
        text = part.text or ""
        if part.tag == "host":
            self._host()
        elif part.tag == "results":
            self._has_results = True
        elif part.tag == "scan_run_status":
            self.facts.complete = self.facts.complete and text.strip() == "Done"
        elif part.tag == "result_count":
            filtered = text_of(part, "filtered").strip()
            self._counted += int(filtered) if filtered.isascii() and filtered.isdigit() and len(filtered) < 10 else 0
        elif part.tag in ("scan_start", "scan_end"):
            self.facts.made_at = moment(text) or self.facts.made_at

    def _detail(self, detail: Element) -> None:
        """Of the hundreds of details of a host, one matters: whether it did not answer."""
        if text_of(detail, "name") == "Host dead" and text_of(detail, "value") != "0":
            self._dead = True

    def _host(self) -> None:
        if asset := host_of(self._ip):
            (self._hosts.out_of_reach if self._dead else self._hosts.examined)(asset)
        self._ip, self._dead = "", False

    def _end(self) -> None:
        if not self._has_results and not self._counted and not self.facts.covered:
            raise BrokenReport(NO_RESULTS)
        if not self._has_results or self._results < self._counted:
            self.facts.complete = False
        if not self.facts.covered and not self.facts.unreachable:
            self.facts.covered = None  # exported without its hosts

    def _result(self, result: Element) -> Observation | None:
        nvt, place = result.find("nvt"), result.find("host")
        threat = text_of(result, "threat")
        score = score_in(text_of(result, "severity") or (text_of(nvt, "cvss_base") if nvt is not None else ""))
        outcome = outcome_of(score or 0.0, threat)
        if outcome is None:
            return None
        rule = oid_of(nvt.get("oid") or "") if nvt is not None else ""
        asset = (host_of(place.text or "") or host_of(text_of(place, "hostname"))) if place is not None else ""
        if nvt is None or not rule or not asset:
            self.facts.refuse(line_of(result), NO_TEST if asset else NO_ADDRESS)
            return None
        self.facts.not_evaluated += outcome is Outcome.NOT_EVALUATED
        port = port_of(text_of(result, "port"))
        tags = dict(tag.split("=", 1) for tag in text_of(nvt, "tags").split("|") if "=" in tag)
        cves, references = _references_of(nvt)
        return Observation(
            identity=(rule, asset, port),
            rule=rule,
            asset=asset,
            asset_kind=AssetKind.HOST,
            severity=severity_in(score, threat),
            title=clean(text_of(result, "name") or text_of(nvt, "name"), TITLE) or rule,
            outcome=outcome,
            location=location_of(port),
            cves=cves,
            cvss=score if score is not None and score >= 0 else None,
            cvss_vector=clean(tags.get("cvss_base_vector", ""), 100),
            description=clean("\n".join(filter(None, (tags.get("summary"), tags.get("insight"))))),
            solution=clean(text_of(nvt, "solution") or tags.get("solution", "")),
            evidence=clean(text_of(result, "description")),
            references=references,
            seen_at=moment(text_of(result, "modification_time") or text_of(result, "creation_time")),
            line=line_of(result),
        )


def _references_of(nvt: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """CVEs and links; before GMP 8 they stood in two texts, without `<refs>`."""
    named, links = [nvt.get("oid") or "", text_of(nvt, "cve")], list[str]()
    for reference in nvt.iterfind("refs/ref"):
        identifier, kind = reference.get("id") or "", (reference.get("type") or "").lower()
        if kind == "cve":
            named.append(identifier)
        elif kind == "url" and len(links) < REFERENCES_AT_MOST:
            links.append(clean(identifier, LOCATION))
    old = [link.strip().removeprefix("URL:") for link in text_of(nvt, "xref")[:LONG].split(",") if "URL:" in link]
    return cves_in(*named), tuple(links or (clean(link, LOCATION) for link in old[:REFERENCES_AT_MOST]))
