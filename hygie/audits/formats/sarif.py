"""SARIF 2.1.0 (OASIS standard, 27 March 2020): what static analysis and some scanners write.

Source code (snippets, code flows, patches), command lines and environment variables are never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, ClassVar
from urllib.parse import unquote

from .assets import product, web
from .dates import moment
from .json_stream import EACH, WRONG_VERSION, replayed, walk
from .json_values import items, key, mapping, mappings, references, text, texts
from .keeping import Unreadable, counted, readable
from .observation import AssetKind, BrokenReport, Covered, Observation, Outcome, ReportFacts, Severity
from .sarif_rules import Rules
from .scores import cves_in, severity_of
from .text import LOCATION, LONG, RULE, TITLE, clean
from .text import gettext_noop as _

NOT_SARIF = _("This is not a SARIF report: it holds no list of runs.")
NO_RULE = _("The result names no rule.")
NO_TOOL = _("The run names no tool.")
NOT_A_RESULT = _("The entry is not a SARIF result.")

#: a tool's rules and their help come as one value
TOOL_AT_MOST = 32 * 1024**2
RUNS_AT_MOST = 1000

_RUN = ("runs", EACH)
_FACTS = {(), ("runs",), _RUN, (*_RUN, "results")}
_SCHEMA = re.compile(rb'"\$schema"\s*:\s*"[^"]{0,500}sarif', re.IGNORECASE)
_LEVELS = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "note": Severity.LOW, "none": Severity.INFO}
_VERSION = re.compile(r"(.*?)/v([0-9]{1,9})\Z", re.DOTALL)
_SPACES = re.compile(r"\s+")


@dataclass
class _Run:
    """What is said once for all the results of a run."""

    tool: str = ""
    tool_version: str = ""
    category: str = ""
    asset: str = ""
    ended: str = ""
    failed: bool = False
    rules: Rules = field(default_factory=Rules)
    artifacts: list[str] = field(default_factory=list)


class Sarif:
    code: ClassVar[str] = "sarif"
    source: ClassVar[str] = "sarif"
    label: ClassVar[str] = "SARIF 2.1.0"
    identity: ClassVar[tuple[str, ...]] = ("tool", "asset", "rule", "fingerprint")

    def __init__(self) -> None:
        self.facts = ReportFacts()
        self._runs: dict[int, _Run] = {}

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return head.lstrip()[:1] == b"{" and (
            bool(_SCHEMA.search(head)) or (b'"runs"' in head and (b'"driver"' in head or b'"results"' in head))
        )

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        with replayed(stream) as again:
            self._learn(again())
            results = (
                (line, (self._runs[int(path[1])], value))
                for path, line, value in walk(again(), _FACTS, TOOL_AT_MOST)
                if _is_result(path)
            )
            yield from counted(self.facts, readable(self.facts, results, _observation))

    def _learn(self, stream: BinaryIO) -> None:
        """A run may name its tool after its results: what is common is read first."""
        version, runs_listed = "", False
        for path, _line, value in walk(stream, _FACTS, TOOL_AT_MOST):
            if path == ("version",):
                version = text(value, 20)
            elif path[:1] == ("runs",) and len(path) > 1:
                runs_listed = True
                self._learn_of_run(path, value)
            elif path == ("runs",):
                raise BrokenReport(NOT_SARIF)
        if not runs_listed and not version:
            raise BrokenReport(NOT_SARIF)
        if version and version != "2.1.0":
            raise BrokenReport(WRONG_VERSION, version=version, read="2.1.0")
        self._tell()

    def _learn_of_run(self, path: tuple[str | int, ...], value: Any) -> None:
        rank = path[1]
        if not isinstance(rank, int) or rank >= RUNS_AT_MOST:
            raise BrokenReport(NOT_SARIF)
        run = self._runs.setdefault(rank, _Run())
        name = path[2] if len(path) > 2 else ""
        if name == "tool":
            driver = mapping(mapping(value).get("driver"))
            run.tool = text(driver.get("name"), TITLE)
            run.tool_version = text(driver.get("semanticVersion") or driver.get("version"), 100)
            run.rules.learn(mapping(value))
        elif name == "automationId":
            run.category = text(mapping(value).get("id"), TITLE).rpartition("/")[0]
        elif name == "versionControlProvenance":
            run.asset = next((_source_tree(text(one.get("repositoryUri"))) for one in mappings(value)), "")
        elif name == "taxonomies":
            run.rules.learn_taxonomies(value)
        elif name == "artifacts":
            run.artifacts = [text(mapping(mapping(one).get("location")).get("uri")) for one in items(value)]
        elif name == "invocations":
            run.failed = any(one.get("executionSuccessful") is False for one in mappings(value))
            times = (text(one.get("endTimeUtc") or one.get("startTimeUtc"), 64) for one in mappings(value))
            run.ended = max(times, default="")
        elif name == "externalPropertyFileReferences":
            run.failed = run.failed or bool(mapping(value).get("results"))

    def _tell(self) -> None:
        runs = list(self._runs.values())
        facts = self.facts
        facts.tool = ", ".join(sorted({run.tool for run in runs if run.tool}))[:TITLE]
        facts.tool_version = ", ".join(sorted({run.tool_version for run in runs if run.tool_version}))[:100]
        facts.lane = key(" + ".join(sorted({f"{run.tool} {run.category}".strip() for run in runs})))
        facts.complete = not any(run.failed for run in runs)
        facts.made_at = max((ended for run in runs if (ended := moment(run.ended))), default=None)
        if covered := {Covered(AssetKind.CODE, run.asset) for run in runs if run.asset}:
            facts.covered = covered


def _is_result(path: tuple[str | int, ...]) -> bool:
    return len(path) == 4 and path[2] == "results"


def _observation(line: int, entry: tuple[_Run, Any]) -> Observation:
    run, result = entry
    if not isinstance(result, dict):
        raise Unreadable(NOT_A_RESULT)
    rule = run.rules.of(result)
    if not run.tool:
        raise Unreadable(NO_TOOL)
    if not rule.id:
        raise Unreadable(NO_RULE)
    physical = _physical(result)
    address = _address(run, physical)
    asset, kind, location = _place(run, address)
    message = rule.said(mapping(result.get("message")))
    return Observation(
        identity=(run.tool, asset, rule.id, _fingerprint(result, physical, location or address)),
        rule=rule.id,
        asset=asset,
        asset_kind=kind,
        severity=_severity(result, rule.level, rule.security_severity),
        title=(rule.title or message.partition("\n")[0] or rule.id)[:TITLE],
        outcome=_outcome(result),
        location=location,
        cves=cves_in(rule.id, *rule.tags, *texts(mapping(result.get("properties")).get("tags"), RULE)),
        cwes=run.rules.cwes(result, rule),
        description=clean("\n".join(dict.fromkeys(said for said in (message, rule.description) if said)), LONG),
        solution=rule.help,
        references=references(rule.address),
        line=line,
    )


def _outcome(result: Mapping[str, Any]) -> Outcome:
    """A result that people suppressed is there, but judged elsewhere: it neither opens nor closes anything."""
    if result.get("baselineState") == "absent":
        return Outcome.ABSENT
    if any(one.get("status", "accepted") == "accepted" for one in mappings(result.get("suppressions"))):
        return Outcome.NOT_EVALUATED
    kind = result.get("kind")
    if kind == "pass":
        return Outcome.ABSENT
    return Outcome.NOT_EVALUATED if kind in ("notApplicable", "open") else Outcome.FOUND


def _severity(result: Mapping[str, Any], default_level: str, security_severity: float | None) -> Severity:
    """GitHub's `security-severity`, on the scale of CVSS, says more than the level, which is how sure the tool is."""
    if security_severity is not None:
        return severity_of(security_severity)
    level = text(result.get("level"), 20) or default_level
    if not level and result.get("kind", "fail") != "fail":
        return Severity.INFO
    return _LEVELS.get(level, Severity.MEDIUM)


def _physical(result: Mapping[str, Any]) -> Mapping[str, Any]:
    first = next(mappings(result.get("locations")), {})
    return mapping(first.get("physicalLocation"))


def _address(run: _Run, physical: Mapping[str, Any]) -> str:
    artifact = mapping(physical.get("artifactLocation"))
    rank = artifact.get("index")
    if "uri" not in artifact and isinstance(rank, int) and 0 <= rank < len(run.artifacts):
        return run.artifacts[rank]
    return text(artifact.get("uri"))


def _place(run: _Run, address: str) -> tuple[str, AssetKind, str]:
    """Asset, its kind and where on it: a scanner of web sites gives URLs, the others paths of files."""
    address = re.split(r"[?#]", address, maxsplit=1)[0]
    if address.startswith(("http://", "https://")) and (authority := web(address)):
        return authority, AssetKind.WEB, clean("/" + address.partition("://")[2].partition("/")[2], LOCATION)
    return run.asset or product(run.tool), AssetKind.CODE, clean(unquote(address), LOCATION)


def _fingerprint(result: Mapping[str, Any], physical: Mapping[str, Any], location: str) -> str:
    """Never a line number: code above the finding moves it.

    A whole fingerprint names one result in the world; a partial one, by the standard (3.27.17), only beside its place.
    """
    if whole := _newest(result.get("fingerprints")):
        return key(whole)
    if partial := _newest(result.get("partialFingerprints")):
        return key(f"{partial} {location}")
    region = mapping(physical.get("region")) or mapping(physical.get("contextRegion"))
    snippet = mapping(region.get("snippet")).get("text")
    if not isinstance(snippet, str):
        snippet = " ".join(sorted(_logical_names(result)))
    plain = _SPACES.sub(" ", snippet).strip()
    return key(f"{location} {sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}")


def _newest(fingerprints: Any) -> str:
    """Every kind of fingerprint, each in its highest version (“name/v2” over “name/v1”)."""
    newest: dict[str, tuple[int, str]] = {}
    for name, value in mapping(fingerprints).items():
        versioned = _VERSION.match(name)
        kind, version = (versioned[1], int(versioned[2])) if versioned else (name, 0)
        said = text(value)
        if said and (kind not in newest or version > newest[kind][0]):
            newest[kind] = (version, said)
    return " ".join(f"{kind}/v{version}={said}" for kind, (version, said) in sorted(newest.items()))


def _logical_names(result: Mapping[str, Any]) -> Iterator[str]:
    for location in mappings(result.get("locations")):
        for logical in mappings(location.get("logicalLocations")):
            yield text(logical.get("fullyQualifiedName") or logical.get("name"))


def _source_tree(uri: str) -> str:
    """Address of a repository, without its scheme and without what opens it (a token before an “@”)."""
    rest = uri.partition("://")[2] or uri
    authority, slash, path = rest.partition("/")
    return product(authority.rpartition("@")[2] + slash + path.removesuffix("/").removesuffix(".git"))
