"""CycloneDX in JSON, 1.2 to 1.6: what runs (the inventory), which vulnerabilities touch it, and their VEX analysis.

A vulnerability may come before the components that it names, so the report is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, ClassVar, NamedTuple
from urllib.parse import unquote

from .assets import product
from .dates import moment
from .json_stream import WRONG_VERSION, replayed, walk
from .json_values import VECTOR, items, key, mapping, mappings, references, score, text, texts
from .keeping import Unreadable, counted, readable
from .observation import AssetKind, BrokenReport, Covered, Observation, Outcome, ProductSeen, ReportFacts, Severity
from .opening import head as head_of
from .outcomes import worst
from .scores import cves_in, cwes_in, severity_of
from .text import ASSET, RULE, TITLE
from .text import gettext_noop as _

IS_XML = _("This bill of materials is in XML. Export it as JSON.")
NOT_CYCLONEDX = _("This is not a CycloneDX bill of materials in JSON.")
NO_ID = _("The vulnerability has no identifier.")
UNKNOWN_COMPONENT = _("The vulnerability touches a component that the file does not list: %(component)s")
NO_COMPONENT = _("The vulnerability names no component, and the bill of materials names no system.")
TOO_MANY_COMPONENTS = _("The bill of materials lists more than %(most)s components. Send it in several parts.")

COMPONENTS_AT_MOST = 200_000
_LISTS = {(), ("components",), ("vulnerabilities",)}
_VERSION = re.compile(r"1\.[2-6]\Z")
_JSON = re.compile(rb'"bomFormat"\s*:\s*"CycloneDX"')
_XML = re.compile(rb"<bom\b[^>]*cyclonedx", re.IGNORECASE)

_STATES = {
    "resolved": Outcome.ABSENT,
    "resolved_with_pedigree": Outcome.ABSENT,
    "not_affected": Outcome.ABSENT,
    "false_positive": Outcome.ABSENT,
}
_SEVERITIES = {"none": 0, "info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4}
#: the newest version of CVSS is believed first
_METHODS = {"CVSSv4": 4, "CVSSv31": 3, "CVSSv3": 2, "CVSSv2": 1}


class _Component(NamedTuple):
    asset: str
    name: str
    version: str


class _Rating(NamedTuple):
    severity: Severity
    cvss: float | None = None
    vector: str = ""


class CycloneDx:
    code: ClassVar[str] = "cyclonedx"
    source: ClassVar[str] = "cyclonedx"
    label: ClassVar[str] = "CycloneDX (JSON)"
    identity: ClassVar[tuple[str, ...]] = ("vulnerability", "product")

    def __init__(self) -> None:
        self.facts = ReportFacts()
        self._components: dict[str, _Component] = {}
        self._system: _Component | None = None

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return bool(_XML.search(head[:4000])) or (head.lstrip()[:1] == b"{" and bool(_JSON.search(head)))

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        _refuse_xml(stream)
        with replayed(stream) as again:
            self._learn(again())
            vulnerabilities = (
                (line, value)
                for path, line, value in walk(again(), _LISTS)
                if path[0] == "vulnerabilities" and len(path) == 2
            )
            for several in readable(self.facts, vulnerabilities, self._observations):
                yield from counted(self.facts, several)

    def products(self, stream: BinaryIO) -> Iterator[ProductSeen]:
        """The inventory: every component, with the ones within it, and the system that they make."""
        _refuse_xml(stream)
        with replayed(stream) as again:
            self._learn(again())
            system = self._system.name if self._system else ""
            for path, _line, value in walk(again(), _LISTS):
                if path[0] == "components":
                    yield from _products(value, system)

    def _learn(self, stream: BinaryIO) -> None:
        form = version = ""
        covered: set[Covered] = set()
        for path, _line, value in walk(stream, _LISTS):
            if path == ("bomFormat",):
                form = text(value, 20)
            elif path == ("specVersion",):
                version = text(value, 20)
            elif path == ("metadata",):
                self._learn_metadata(mapping(value))
            elif path and path[0] == "components":
                self._learn_component(value, covered)
        if form != "CycloneDX":
            raise BrokenReport(NOT_CYCLONEDX)
        if not _VERSION.match(version):
            raise BrokenReport(WRONG_VERSION, version=version or "?", read="1.2 – 1.6")
        if self._system:
            self.facts.lane = key(self._system.asset)
            covered.add(Covered(AssetKind.PRODUCT, self._system.asset))
        self.facts.covered = covered

    def _learn_metadata(self, metadata: Mapping[str, Any]) -> None:
        self.facts.made_at = moment(text(metadata.get("timestamp"), 64))
        tools = metadata.get("tools")  # a list, or since 1.5 an object with components
        tool = next(mappings(mapping(tools).get("components") or tools), {})
        self.facts.tool = text(tool.get("name"), TITLE)
        self.facts.tool_version = text(tool.get("version"), 100)
        system = mapping(metadata.get("component"))
        self._system = _component(system)
        if self._system and (reference := text(system.get("bom-ref"))):
            self._components[reference] = self._system

    def _learn_component(self, value: Any, covered: set[Covered]) -> None:
        for said in _with_those_within(value):
            if found := _component(said):
                covered.add(Covered(AssetKind.PRODUCT, found.asset))
                if reference := text(said.get("bom-ref")):
                    self._components[reference] = found
        if max(len(self._components), len(covered)) > COMPONENTS_AT_MOST:
            raise BrokenReport(TOO_MANY_COMPONENTS, most=COMPONENTS_AT_MOST)

    def _observations(self, line: int, value: Any) -> list[Observation]:
        """One for each product that the vulnerability touches: versions of one product are one finding."""
        said = mapping(value)
        aliases = [text(one.get("id"), RULE) for one in mappings(said.get("references"))]
        name = text(said.get("id"), RULE) or next(iter(cves_in(*aliases)), "")
        if not name:
            raise Unreadable(NO_ID)
        base = _of_vulnerability(name, aliases, said)._replace(line=line)
        return [
            base._replace(
                identity=(name, key(asset)),
                asset=asset,
                outcome=worst(outcome for outcome, _one in touched),
                title=f"{name} – {touched[0][1].name}"[:TITLE],
                evidence=", ".join(sorted({f"{one.name} {one.version}".strip() for _outcome, one in touched}))[:TITLE],
            )
            for asset, touched in self._touched(line, said).items()
        ]

    def _touched(self, line: int, said: Mapping[str, Any]) -> dict[str, list[tuple[Outcome, _Component]]]:
        state = _STATES.get(text(mapping(said.get("analysis")).get("state"), 40), Outcome.FOUND)
        touched: dict[str, list[tuple[Outcome, _Component]]] = {}
        for one in mappings(said.get("affects")):
            reference = text(one.get("ref"))
            if component := self._named(reference):
                touched.setdefault(component.asset, []).append((_outcome(state, one, component), component))
            else:
                self.facts.refuse(line, UNKNOWN_COMPONENT, component=reference[:100])
        if not said.get("affects"):
            if not self._system:
                raise Unreadable(NO_COMPONENT)
            touched[self._system.asset] = [(state, self._system)]
        return touched

    def _named(self, reference: str) -> _Component | None:
        """By bom-ref, by its own purl, or by a link into this or another bill (urn:cdx:serial/version#bom-ref)."""
        for name in (reference, unquote(reference.partition("#")[2]) if reference.startswith("urn:cdx:") else ""):
            if name in self._components:
                return self._components[name]
            if name.startswith("pkg:"):
                return _Component(product(name), _name_of_purl(name), _version_of_purl(name))
        return None


def _refuse_xml(stream: BinaryIO) -> None:
    if head_of(stream).lstrip()[:1] == b"<":
        raise BrokenReport(IS_XML)


def _component(said: Mapping[str, Any]) -> _Component | None:
    name, group = text(said.get("name"), ASSET), text(said.get("group"), ASSET)
    asset = product(text(said.get("purl"), 1000) or f"{group} {name}")
    return _Component(asset, name or asset, text(said.get("version"), 100)) if asset else None


def _with_those_within(value: Any) -> Iterator[Mapping[str, Any]]:
    """A component, and those that it holds, however deep."""
    waiting = [value]
    while waiting:
        said = waiting.pop()
        if isinstance(said, dict):
            yield said
            waiting.extend(items(said.get("components")))


def _products(value: Any, system: str) -> Iterator[ProductSeen]:
    for said in _with_those_within(value):
        name = text(said.get("name"), ASSET)
        if not name:
            continue
        supplier = mapping(said.get("supplier")).get("name") or mapping(said.get("manufacturer")).get("name")
        yield ProductSeen(
            name=name,
            vendor=text(supplier or said.get("publisher") or said.get("group"), ASSET),
            version=text(said.get("version"), 100),
            purl=text(said.get("purl"), 500),
            asset=system,
        )


def _of_vulnerability(name: str, aliases: list[str], said: Mapping[str, Any]) -> Observation:
    rating = _rating(said)
    advisories = [one.get("url") for one in mappings(said.get("advisories"))]
    return Observation(
        identity=(),
        rule=name,
        asset="",
        asset_kind=AssetKind.PRODUCT,
        severity=rating.severity,
        title=name,
        cves=cves_in(name, *aliases),
        cwes=cwes_in(texts(said.get("cwes"), 20)),
        cvss=rating.cvss,
        cvss_vector=rating.vector,
        description=text(said.get("description")) or text(said.get("detail")),
        solution=text(said.get("recommendation")) or text(said.get("workaround")),
        references=references(mapping(said.get("source")).get("url"), advisories),
    )


def _rating(said: Mapping[str, Any]) -> _Rating:
    """The newest CVSS, the highest of it; a severity in words counts where that one has none."""
    ratings = list(mappings(said.get("ratings")))
    words = [_SEVERITIES[word] for one in ratings if (word := text(one.get("severity"), 20).lower()) in _SEVERITIES]
    scored = [
        (method, base, one)
        for one in ratings
        if (method := _METHODS.get(text(one.get("method"), 20), 0)) and (base := score(one.get("score"))) is not None
    ]
    if not scored:
        return _Rating(Severity(max(words, default=0)))
    _method, base, best = max(scored, key=lambda one: one[:2])
    own = _SEVERITIES.get(text(best.get("severity"), 20).lower())
    return _Rating(severity_of(base) if own is None else Severity(own), base, text(best.get("vector"), VECTOR))


def _outcome(state: Outcome, affected: Mapping[str, Any], component: _Component) -> Outcome:
    """The analysis, unless the entry says that the very version in place is not affected, or that nobody knows."""
    if state is not Outcome.FOUND:
        return state
    for one in mappings(affected.get("versions")):
        if component.version and text(one.get("version"), 100) == component.version:
            status = text(one.get("status"), 20)
            return {"unaffected": Outcome.ABSENT, "unknown": Outcome.NOT_EVALUATED}.get(status, Outcome.FOUND)
    return state


def _name_of_purl(purl: str) -> str:
    return product(purl).rpartition("/")[2][:ASSET]


def _version_of_purl(purl: str) -> str:
    last = re.split(r"[?#]", purl, maxsplit=1)[0].rpartition("/")[2]
    return unquote(last.partition("@")[2])[:100]
