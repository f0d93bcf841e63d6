"""nuclei: findings as one JSON array, as JSON Lines or as objects one after another; names of versions 2 and 3.

Requests, responses, curl commands and extracted values are never kept: they hold session cookies and passwords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, BinaryIO, ClassVar, NamedTuple

from .assets import READ_AT_MOST, host, web
from .dates import moment
from .json_stream import entries
from .json_values import VECTOR, items, key, mapping, references, score, text, texts
from .keeping import Unreadable, readable
from .observation import AssetKind, Observation, ReportFacts, Severity
from .scores import cves_in, cwes_in
from .text import LOCATION, RULE, TITLE, clean
from .text import gettext_noop as _

NOT_AN_OBJECT = _("The entry is not a nuclei finding.")
NO_TEMPLATE = _("The finding names no template.")
NO_TARGET = _("The finding names no host or address.")

TEMPLATES_HELD, INFO_HELD = 1000, 16 * 1024
_SEVERITIES = {"low": 1, "medium": 2, "high": 3, "critical": 4}
_QUERY = re.compile(r"[?#]")
_MARKS = (b'"template-id"', b'"templateID"', b'"template_id"')


class _Target(NamedTuple):
    asset: str
    kind: AssetKind
    location: str
    identity: str


class Nuclei:
    code: ClassVar[str] = "nuclei"
    source: ClassVar[str] = "nuclei"
    label: ClassVar[str] = "nuclei"
    identity: ClassVar[tuple[str, ...]] = ("template-id", "matcher", "matched-at")

    def __init__(self) -> None:
        self.facts = ReportFacts(tool="nuclei")
        self._templates: dict[str, tuple[Any, Observation]] = {}

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return head.lstrip()[:1] in (b"{", b"[") and any(mark in head for mark in _MARKS)

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        return readable(self.facts, entries(stream), self._finding)

    def _finding(self, line: int, entry: Any) -> Observation | None:
        if not isinstance(entry, dict):
            raise Unreadable(NOT_AN_OBJECT)
        if _value(entry, "matcher-status") is False:
            return None  # tried, and not found
        template = text(_value(entry, "template-id") or entry.get("templateID"), RULE)
        if not template:
            raise Unreadable(NO_TEMPLATE)
        seen_at = moment(text(entry.get("timestamp"), 64))
        if seen_at and (self.facts.made_at is None or seen_at > self.facts.made_at):
            self.facts.made_at = seen_at
        matcher = text(_value(entry, "matcher-name") or _value(entry, "extractor-name"), RULE)
        target = _target(entry)
        return self._of_template(template, entry.get("info"))._replace(
            identity=(template, matcher, target.identity),
            asset=target.asset,
            asset_kind=target.kind,
            location=target.location,
            seen_at=seen_at,
            objects=len(items(_value(entry, "extracted-results"))) or None,
            line=line,
        )

    def _of_template(self, template: str, info: Any) -> Observation:
        """What the template says, whatever the host: read once, since a large report repeats it thousands of times."""
        known = self._templates.get(template)
        if known and known[0] == info:
            return known[1]
        said = _said_by_template(template, mapping(info))
        if _is_short(info):
            if len(self._templates) >= TEMPLATES_HELD:
                self._templates.clear()
            self._templates[template] = (info, said)
        return said


def _is_short(info: Any) -> bool:
    """Whether it may be held: a forged one weighs megabytes, or is nested too deep to be compared."""
    try:
        return len(repr(info)) <= INFO_HELD
    except RecursionError:
        return False


def _said_by_template(template: str, info: Mapping[str, Any]) -> Observation:
    said = mapping(info.get("classification"))
    return Observation(
        identity=(),
        rule=template,
        asset="",
        asset_kind=AssetKind.HOST,
        severity=Severity(_SEVERITIES.get(text(info.get("severity"), 20).lower(), 0)),
        title=text(info.get("name"), TITLE) or template,
        cves=cves_in(*texts(said.get("cve-id"), RULE), template),
        cwes=cwes_in(texts(said.get("cwe-id"), RULE)),
        cvss=score(said.get("cvss-score")),
        cvss_vector=text(said.get("cvss-metrics"), VECTOR),
        description=text(info.get("description")),
        solution=text(info.get("remediation")),
        references=references(info.get("reference")),
    )


def _value(entry: Mapping[str, Any], name: str) -> Any:
    """Version 2 wrote underscores."""
    return entry[name] if name in entry else entry.get(name.replace("-", "_"))


def _target(entry: Mapping[str, Any]) -> _Target:
    matched = _value(entry, "matched-at") or entry.get("matched") or entry.get("host")
    if not isinstance(matched, str):
        raise Unreadable(NO_TARGET)
    matched = _QUERY.split(matched.strip(), maxsplit=1)[0]
    return _of_url(matched) or _of_authority(matched) or _of_host(matched, entry)


def _of_url(matched: str) -> _Target | None:
    scheme, separator, rest = matched.partition("://")
    said, _slash, path = rest.partition("/")
    place = _site(scheme, said) if separator and len(matched) - len(path) < READ_AT_MOST else None
    if place is None:
        return None
    authority, beginning = place
    return _Target(authority, AssetKind.WEB, clean(f"/{path}", LOCATION), key(f"{beginning}/{path}"))


@lru_cache(maxsize=8192)
def _site(scheme: str, said: str) -> tuple[str, str] | None:
    """Authority, and the beginning of its addresses: a scan meets one site thousands of times."""
    authority = web(f"{scheme}://{said}")
    return (authority, f"{clean(scheme.lower(), 20)}://{authority}") if authority else None


def _of_authority(matched: str) -> _Target | None:
    authority = web(f"tcp://{matched}") if "://" not in matched and "/" not in matched else ""
    if not authority:
        return None
    name, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        name, port = authority, ""
    return _Target(host(name), AssetKind.HOST, port, key(authority))


def _of_host(matched: str, entry: Mapping[str, Any]) -> _Target:
    """What matched is neither a URL nor a host (a path without its host): the entry says elsewhere where it is."""
    for said in (text(entry.get("host"), 1000), text(entry.get("ip"), 100)):
        if authority := web(said):
            kind = AssetKind.WEB if "://" in said else AssetKind.HOST
            return _Target(authority, kind, clean(matched, LOCATION), key(f"{authority} {matched}"))
    raise Unreadable(NO_TARGET)
