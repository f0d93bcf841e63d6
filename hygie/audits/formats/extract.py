"""The extract: what leaves a hospital that keeps its reports: how much is open, how bad and since when, not what.

A small JSON Lines file. First line: the source, its coverage and level. Then one line for each observation: keyed
hashes of its identity and asset, severity, outcome, level, number of objects, date. Without the hospital's key nobody
can test a guess (“is host X in it?”); with another key nothing can be compared: the key is part of the lane. `HASHING`
versions the hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, ClassVar

import orjson

from .dates import moment
from .json_stream import WRONG_VERSION, entries
from .json_values import items, mapping, text, texts, whole
from .keeping import Unreadable
from .observation import AssetKind, BrokenReport, Covered, Observation, Outcome, ReportFacts, Severity
from .scores import cves_in
from .text import RULE, TITLE
from .text import gettext_noop as _

NOT_AN_EXTRACT = _("This is not an extract made by Hygie.")
BAD_LINE = _("The line of the extract is damaged. Make the extract again.")
CUT = _("The extract stops before its end: it should hold %(said)s findings, and holds %(found)s.")
WEAK_KEY = _("The key of the extract is too short: 32 characters at least.")

FORM, VERSION, HASHING = "hygie-extract", 1, 1
KEY_AT_LEAST = 32
_SHOWN = 12  # of an asset's hash: enough to tell the assets of one hospital apart
_SEVERITIES = {int(one): one for one in Severity}
_OUTCOMES = {int(one): one for one in Outcome}
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_MASKED = re.compile(r"masked-[0-9a-f]{12}\Z")
_KEY_ID = re.compile(r"[0-9a-f]{8}\Z")
_SOURCE = re.compile(r"[a-z0-9-]{1,40}\Z")
#: the extract does not say the kind of an asset: its source does, well enough
_KINDS = {
    "pingcastle": AssetKind.DOMAIN,
    "ads": AssetKind.DOMAIN,
    "cyclonedx": AssetKind.PRODUCT,
    "csaf": AssetKind.PRODUCT,
    "sarif": AssetKind.CODE,
}


def key_id(key: bytes) -> str:
    """Names a key without telling it."""
    return hashlib.sha256(key).hexdigest()[:8]


def hashed(key: bytes, purpose: str, *parts: str) -> str:
    """HMAC-SHA-256 of the parts, each after its length, so that no two lists of parts are written alike."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in (purpose, *parts):
        written = part.encode("utf-8", "surrogatepass")
        digest.update(len(written).to_bytes(8, "big") + written)
    return digest.hexdigest()


def masked(key: bytes, asset: str) -> str:
    return f"masked-{hashed(key, 'asset', asset)[:_SHOWN]}"


def identity_of(key: bytes, source: str, observation: Observation) -> str:
    return hashed(key, "identity", source, *observation.identity)


def write(
    observations: Iterable[Observation],
    facts: ReportFacts,
    source: str,
    key: bytes,
    out: IO[bytes],
    *,
    with_references: bool = False,
) -> int:
    """Write the extract of a report and return the number of its findings.

    The first line says what is known once the report is read: the findings wait in a temporary file, which holds
    nothing that the extract does not.
    """
    if len(key) < KEY_AT_LEAST:
        raise BrokenReport(WEAK_KEY)
    with TemporaryFile() as waiting:
        count = 0
        for observation in observations:
            line = _line(observation, source, key)
            if with_references:
                line |= {"rule": observation.rule, "cves": observation.cves}
            waiting.write(orjson.dumps(line) + b"\n")
            count += 1
        out.write(orjson.dumps(_first_line(facts, source, key, count)) + b"\n")
        waiting.seek(0)
        shutil.copyfileobj(waiting, out)
    return count


def _first_line(facts: ReportFacts, source: str, key: bytes, count: int) -> dict[str, Any]:
    covered = None if facts.covered is None else sorted({masked(key, one.asset) for one in facts.covered})
    return {
        "format": FORM,
        "version": VERSION,
        "source": source,
        "hashing": HASHING,
        "key": key_id(key),
        "lane": hashed(key, "lane", facts.lane)[:16] if facts.lane else "",
        "tool": facts.tool,
        "made_at": facts.made_at,
        "complete": facts.complete,
        "level": facts.level,
        "not_evaluated": facts.not_evaluated,
        "refused": facts.refused,
        "covered": covered,
        "unreachable": sorted({masked(key, one.asset) for one in facts.unreachable}),
        "findings": count,
    }


def _line(observation: Observation, source: str, key: bytes) -> dict[str, Any]:
    return {
        "identity": identity_of(key, source, observation),
        "asset": masked(key, observation.asset),
        "severity": int(observation.severity),
        "outcome": int(observation.outcome),
        "level": observation.level,
        "objects": observation.objects,
        "seen_at": observation.seen_at,
    }


class Extract:
    code: ClassVar[str] = "extract"
    source: ClassVar[str] = "extract"
    label: ClassVar[str] = "Hygie extract"
    identity: ClassVar[tuple[str, ...]] = ("hash",)

    def __init__(self) -> None:
        self.facts = ReportFacts()
        self._kind = AssetKind.HOST

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return head.lstrip()[:1] == b"{" and f'"{FORM}"'.encode() in head[:200]

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        lines = entries(stream)
        _line_number, first = next(lines, (0, None))
        said = self._first(mapping(first))
        found = 0
        for line, value in lines:
            found += 1
            try:
                yield self._observation(line, mapping(value))
            except Unreadable as damage:
                raise BrokenReport(damage.reason, line) from damage
        if found != said:
            raise BrokenReport(CUT, said=said, found=found)

    def _first(self, first: Mapping[str, Any]) -> int:
        """Learn what the first line says; the number of findings that follow."""
        if first.get("format") != FORM:
            raise BrokenReport(NOT_AN_EXTRACT, 1)
        if first.get("version") != VERSION or first.get("hashing") != HASHING:
            raise BrokenReport(WRONG_VERSION, 1, version=text(first.get("version"), 20) or "?", read=str(VERSION))
        source, key, lane = (text(first.get(name), 64) for name in ("source", "key", "lane"))
        findings = whole(first.get("findings"))
        if not _SOURCE.match(source) or not _KEY_ID.match(key) or findings is None:
            raise BrokenReport(BAD_LINE, 1)
        self._kind = _KINDS.get(source, AssetKind.HOST)
        facts = self.facts
        facts.lane = ":".join(part for part in ("extract", source, key, lane) if part)
        facts.tool = text(first.get("tool"), TITLE)
        facts.made_at = moment(text(first.get("made_at"), 64))
        facts.complete = first.get("complete") is True
        facts.level = _level(first.get("level"))
        facts.not_evaluated = whole(first.get("not_evaluated")) or 0
        facts.refused = whole(first.get("refused")) or 0
        facts.covered = None if first.get("covered") is None else self._assets(first.get("covered"))
        facts.unreachable = self._assets(first.get("unreachable"))
        return findings

    def _assets(self, listed: Any) -> set[Covered]:
        names = [text(one, 64) for one in items(listed)]
        if not all(_MASKED.match(name) for name in names):
            raise BrokenReport(BAD_LINE, 1)
        return {Covered(self._kind, name) for name in names}

    def _observation(self, line: int, said: Mapping[str, Any]) -> Observation:
        identity, asset = text(said.get("identity"), 100), text(said.get("asset"), 100)
        severity, outcome = whole(said.get("severity")), whole(said.get("outcome"))
        if not _HASH.match(identity) or not _MASKED.match(asset) or severity not in _SEVERITIES:
            raise Unreadable(BAD_LINE)
        if outcome not in _OUTCOMES:
            raise Unreadable(BAD_LINE)
        return Observation(
            identity=(identity,),
            rule=text(said.get("rule"), RULE),
            asset=asset,
            asset_kind=self._kind,
            severity=_SEVERITIES[severity],
            title="",
            outcome=_OUTCOMES[outcome],
            cves=cves_in(*texts(said.get("cves"), RULE)),
            seen_at=moment(text(said.get("seen_at"), 64)),
            level=_level(said.get("level")),
            objects=whole(said.get("objects")),
            line=line,
        )


def _level(value: Any) -> int | None:
    level = whole(value)
    return level if level is not None and 1 <= level <= 5 else None
