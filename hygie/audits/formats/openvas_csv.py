"""OpenVAS and Greenbone: “CSV Results”. It says what the XML says, with the same identities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from .assets import host as host_of
from .dates import moment
from .observation import AssetKind, BrokenReport, Observation, Outcome, ReportFacts, ReportFormat
from .openvas import NO_ADDRESS, NO_TEST
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
from .tables import Rows, separator_of
from .text import LOCATION, LONG, TITLE, clean
from .text import gettext_noop as _

NO_COLUMNS = _("A CSV report of OpenVAS has the columns “%(columns)s” at least. Export “CSV Results”.")
CUT = _("The row has %(cells)s cells and the header %(columns)s: the report is damaged or incomplete.")

NEEDED = ("IP", "Hostname", "Port", "Port Protocol", "Severity", "NVT OID")


class OpenVasCsv(ReportFormat):
    """A row is one observation; the asset is the address, else the name. Columns stand in any order.

    The file lists what was found and not what was examined: it covers no host.
    """

    code = "openvas-csv"
    source = SOURCE
    label = "OpenVAS (CSV)"
    identity = IDENTITY

    def __init__(self) -> None:
        self.facts = ReportFacts(tool="OpenVAS")

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        header = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
        names = {name.strip().strip('"') for name in header.split(separator_of(header))}
        return names.issuperset(NEEDED)

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        rows = Rows(stream)
        numbered = iter(rows)
        header = [name.strip() for name in next(numbered, (1, []))[1]]
        if not set(header).issuperset(NEEDED) or not rows.ended:
            raise BrokenReport(NO_COLUMNS, 1, columns=", ".join(NEEDED))
        for line, cells in numbered:
            if len(cells) != len(header):
                raise BrokenReport(CUT, line, cells=len(cells), columns=len(header))
            if observation := self._row(dict(zip(header, cells, strict=True)), line):
                yield observation
        self.facts.complete = rows.ended

    def _row(self, row: Mapping[str, str], line: int) -> Observation | None:
        threat, score = row["Severity"], score_in(row.get("CVSS", ""))
        outcome = outcome_of(score or 0.0, threat)
        if outcome is None:
            return None
        rule, asset = oid_of(row["NVT OID"]), host_of(row["IP"]) or host_of(row["Hostname"])
        if not rule or not asset:
            self.facts.refuse(line, NO_TEST if asset else NO_ADDRESS)
            return None
        self.facts.not_evaluated += outcome is Outcome.NOT_EVALUATED
        port, seen_at = port_of(row["Port"], row["Port Protocol"]), moment(row.get("Timestamp", ""))
        if seen_at and (self.facts.made_at is None or seen_at > self.facts.made_at):
            self.facts.made_at = seen_at
        told = (row.get("Summary"), row.get("Vulnerability Insight"))
        return Observation(
            identity=(rule, asset, port),
            rule=rule,
            asset=asset,
            asset_kind=AssetKind.HOST,
            severity=severity_in(score, threat),
            title=clean(row.get("NVT Name", ""), TITLE) or rule,
            outcome=outcome,
            location=location_of(port),
            cves=cves_in(rule, row.get("CVEs", "")),
            cvss=score if score is not None and score >= 0 else None,
            description=clean("\n".join(filter(None, told))),
            solution=clean(row.get("Solution", "")),
            evidence=clean(row.get("Specific Result", "")),
            references=_links(row.get("Other References", "")),
            seen_at=seen_at,
            line=line,
        )


def _links(text: str) -> tuple[str, ...]:
    links = (clean(link, LOCATION) for link in text[:LONG].split(","))
    return tuple(filter(None, links))[:REFERENCES_AT_MOST]
