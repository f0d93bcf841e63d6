"""What a report says, once read: plain values, the same for every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import BinaryIO, ClassVar, NamedTuple, Protocol

REFUSALS_TOLD = 100
OBSERVATIONS_AT_MOST = 1_000_000
BYTES_AT_MOST = 1024**3


class Severity(IntEnum):
    """As the scanner says it, on one scale; the platform's own priority is another matter."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class AssetKind(StrEnum):
    HOST = "host"  # host name or IP address
    WEB = "web"  # authority of a URL: name, and port where it is not the usual one
    DOMAIN = "domain"  # Active Directory domain
    PRODUCT = "product"  # software or device: purl or name, without version
    CODE = "code"  # a source tree


class Outcome(IntEnum):
    """What the tool says of one identity. Only what was looked for and not found is absent."""

    FOUND = 1
    #: said to be gone: a control that passed, a VEX statement “fixed” or “not affected”
    ABSENT = 2
    #: said to be unknown: it neither opens nor closes anything
    NOT_EVALUATED = 3


class Observation(NamedTuple):
    """One thing seen in a report. A tuple, since a region reads millions of them.

    `identity` holds the values of the format's `identity` fields, in their order: what makes it the same finding in
    the next report. Everything else may change from one report to the next. Texts are cleaned and bounded
    (`text.clean`); `line` is the line of the file, or the rank of the entry in a format without lines.
    """

    identity: tuple[str, ...]
    rule: str  # what the scanner calls it: template, plugin, RiskId, CVE
    asset: str  # normalised (`assets.py`)
    asset_kind: AssetKind
    severity: Severity
    title: str
    outcome: Outcome = Outcome.FOUND
    location: str = ""  # where on the asset: "443/tcp", a path
    cves: tuple[str, ...] = ()  # upper case, sorted, each once
    cwes: tuple[int, ...] = ()
    cvss: float | None = None  # base score, 0 to 10
    cvss_vector: str = ""
    description: str = ""
    solution: str = ""
    evidence: str = ""  # what the tool saw; never part of the identity
    references: tuple[str, ...] = ()  # shown as text; never fetched
    seen_at: datetime | None = None  # aware
    level: int | None = None  # ANSSI's level of an Active Directory control, 1 (now) to 5
    objects: int | None = None  # how many are concerned, where the tool counts them (not `count`: a tuple has one)
    line: int = 0


class ProductSeen(NamedTuple):
    """A software or device that runs somewhere, as an inventory lists it."""

    name: str
    vendor: str = ""
    version: str = ""
    purl: str = ""
    asset: str = ""  # where it runs, where the inventory says so


@dataclass(frozen=True)
class Refusal:
    """One entry left out, and why; the report's other entries stand. `reason` as in `BrokenReport`."""

    line: int
    reason: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class BrokenReport(Exception):
    """The report cannot be trusted as a whole: nothing of it may be imported.

    `reason` is a message in English, marked by `text.gettext_noop` so that the platform translates it for its reader;
    `facts` fills its `%(name)s` places; `line` is 0 where the format has no lines.
    """

    def __init__(self, reason: str, line: int = 0, **facts: str | int) -> None:
        self.reason, self.line, self.facts = reason, line, facts
        said = reason % facts if facts else reason
        super().__init__(f"line {line}: {said}" if line else said)


class Covered(NamedTuple):
    kind: AssetKind
    asset: str


class LookedAt(NamedTuple):
    """What was looked at on each asset that was examined: ranges of ports by protocol, and whether scripts ran."""

    ports: Mapping[str, Sequence[tuple[int, int]]]
    scripts: bool


@dataclass
class ReportFacts:
    """What the report says of itself; whole only once its observations have been read to the end.

    `covered`: the assets that it says it examined, None where the format does not say (a nuclei report lists only what
    it found). `unreachable` ones are not covered; `looked_at` bounds what was looked at on them, None where the format
    does not say. `complete` is False where the report stops before its end.
    `lane`: identities of one lane are compared with each other only, where one kind of source tells of several things:
    the tool of a SARIF report, the advisory of a CSAF one, the system of a bill of materials. Mostly empty.
    """

    tool: str = ""
    tool_version: str = ""
    made_at: datetime | None = None
    complete: bool = True
    lane: str = ""
    covered: set[Covered] | None = None
    unreachable: set[Covered] = field(default_factory=set)
    looked_at: LookedAt | None = None
    level: int | None = None  # ANSSI level of the directory: lowest level of a failed control, else 5
    not_evaluated: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)  # the first ones

    def refuse(self, line: int, reason: str, **facts: str | int) -> None:
        self.refused += 1
        if len(self.refusals) < REFUSALS_TOLD:
            self.refusals.append(Refusal(line, reason, facts))


class ReportFormat(Protocol):
    """The contract of a format. A fresh instance reads one report: `facts` is its own."""

    code: ClassVar[str]  # "openvas-csv": one reader
    source: ClassVar[str]  # "openvas": kind of source, within which identities are compared
    label: ClassVar[str]  # a name, not translated: "OpenVAS (CSV)"
    identity: ClassVar[tuple[str, ...]]  # names of the fields of `Observation.identity`
    facts: ReportFacts

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Whether the first bytes (at most 64 kB, as UTF-8) look like this format; names of files say nothing."""

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        """Yield what the report says, in its order. Raises BrokenReport."""


class Inventory(Protocol):
    """What lists products; a format may be both."""

    code: ClassVar[str]
    label: ClassVar[str]
    facts: ReportFacts

    @classmethod
    def recognises(cls, head: bytes) -> bool: ...

    def products(self, stream: BinaryIO) -> Iterator[ProductSeen]: ...
