"""Results of ANSSI's ADS on an Active Directory domain (from an ORADAD collection), as JSON and as a table.

The names of keys and columns are those of docs/report-formats.md, in French or in English: `rows` and JSON entries are
both brought to `SYNONYMS`. The collection itself never has to be sent: it holds the whole directory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, ClassVar

from .assets import domain
from .columns import Row, Synonyms, folded, header_of, names_of, recognised, rows
from .dates import moment
from .json_stream import replayed, walk
from .json_values import key, text, whole
from .keeping import Unreadable, counted, readable
from .observation import AssetKind, BrokenReport, Covered, Observation, Outcome, ReportFacts, Severity
from .opening import head as head_of
from .text import RULE, TITLE
from .text import gettext_noop as _

RAW_COLLECTION = _(
    "This is an ORADAD collection: it holds the whole directory and never has to be sent here. "
    "Send the results that ANSSI’s ADS gave of it."
)
NO_CONTROLS = _("The report holds no list of controls.")
NO_CONTROL = _("The control has no identifier of the form vuln_….")
NO_DOMAIN = _("The control names no domain, neither by SID nor by name.")
NO_STATUS = _("The control does not say whether it passed, failed or was not evaluated.")
NO_LEVEL = _("The control has no level from 1 to 5.")

SYNONYMS: Synonyms = {
    "id": ("vuln_id", "vuln", "control", "control_id", "controle", "identifiant", "reference", "point_de_controle"),
    "domain_sid": ("sid", "domainsid", "sid_du_domaine", "sid_domaine"),
    "domain": ("domain_name", "domaine", "nom_du_domaine", "nom_de_domaine", "fqdn"),
    "level": ("niveau",),
    "status": ("statut", "state", "etat", "result", "resultat"),
    "objects": ("object_count", "objects_count", "count", "nombre", "nombre_d_objets", "nb_objets"),
    "title": ("titre", "name", "nom", "intitule", "libelle"),
    "description": (),
    "solution": ("recommendation", "recommandation", "remediation"),
    "made_at": ("date", "collected_at", "date_de_collecte", "collection_date"),
}
_LISTS = ("controls", "contrôles", "controles", "results", "résultats", "resultats", "vulns", "points_de_controle")
_NAMES = {said: name for name, several in SYNONYMS.items() for said in (name, *several)}

_OUTCOMES = {
    Outcome.FOUND: ("failed", "fail", "ko", "non_conforme", "echec", "echoue", "non_respecte", "vulnerable"),
    Outcome.ABSENT: ("passed", "pass", "ok", "conforme", "reussi", "succes", "respecte", "success"),
    Outcome.NOT_EVALUATED: ("not_evaluated", "non_evalue", "not_applicable", "non_applicable", "na", "n_a", "error"),
}
_OUTCOME_OF = {word: outcome for outcome, words in _OUTCOMES.items() for word in words}
_SEVERITY_OF_LEVEL = (
    Severity.INFO,
    Severity.CRITICAL,
    Severity.HIGH,
    Severity.MEDIUM,
    Severity.LOW,
    Severity.INFO,
)
BEST_LEVEL = 5
_ID_QUOTED = re.compile(rb'"vuln[0-9]?_[a-z0-9]', re.IGNORECASE)
_ID = re.compile(r"vuln\d?_[a-z0-9_.-]{1,150}\Z")
#: columns of a raw collection: attributes of the directory
_RAW = {"dn", "distinguishedname", "objectsid", "objectclass", "samaccountname", "ntsecuritydescriptor"}


class _Controls:
    """What the two forms share."""

    source: ClassVar[str] = "ads"
    identity: ClassVar[tuple[str, ...]] = ("control", "domain SID")

    def __init__(self) -> None:
        self.facts = ReportFacts(tool="ADS")
        self._covered: set[Covered] = set()
        self._evaluated = False

    def _observations(self, entries: Iterator[tuple[int, Callable[[str], str]]]) -> Iterator[Observation]:
        """From the line of each control and what gives its cells by name."""
        self.facts.covered = self._covered
        anything = False
        for observation in counted(self.facts, readable(self.facts, entries, self._control)):
            anything = True
            yield observation
        if not anything:
            raise BrokenReport(NO_CONTROLS)
        if self.facts.refused:
            self.facts.level = None  # what was refused may be the worst control
        elif self._evaluated and self.facts.level is None:
            self.facts.level = BEST_LEVEL

    def _control(self, line: int, cell: Callable[[str], str]) -> Observation:
        rule, outcome = cell("id").lower(), _OUTCOME_OF.get(folded(cell("status")))
        sid = domain(cell("domain_sid"))
        asset = domain(cell("domain")) or sid
        level = whole(cell("level"))
        if not _ID.match(rule):
            raise Unreadable(NO_CONTROL)
        if not asset:
            raise Unreadable(NO_DOMAIN)
        if outcome is None:
            raise Unreadable(NO_STATUS)
        if level is None or not 1 <= level <= BEST_LEVEL:
            raise Unreadable(NO_LEVEL)
        self._note(asset, outcome, level)
        seen_at = moment(cell("made_at")) or self.facts.made_at
        if seen_at and (self.facts.made_at is None or seen_at > self.facts.made_at):
            self.facts.made_at = seen_at
        return Observation(
            identity=(key(rule), sid or asset),
            rule=rule[:RULE],
            asset=asset,
            asset_kind=AssetKind.DOMAIN,
            severity=_SEVERITY_OF_LEVEL[level],
            title=cell("title")[:TITLE] or rule,
            outcome=outcome,
            description=cell("description"),
            solution=cell("solution"),
            seen_at=seen_at,
            level=level,
            objects=whole(cell("objects")),
            line=line,
        )

    def _note(self, asset: str, outcome: Outcome, level: int) -> None:
        self._covered.add(Covered(AssetKind.DOMAIN, asset))
        if outcome is Outcome.NOT_EVALUATED:
            return
        self._evaluated = True
        if outcome is Outcome.FOUND:
            self.facts.level = min(level, self.facts.level or BEST_LEVEL)


class Ads(_Controls):
    """One object with its controls in a list (`controls`, `résultats`…), or the list alone."""

    code: ClassVar[str] = "ads"
    label: ClassVar[str] = "ADS (JSON)"

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return _is_sealed(head) or (head.lstrip()[:1] in (b"{", b"[") and bool(_ID_QUOTED.search(head)))

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        if _is_sealed(head_of(stream)):
            raise BrokenReport(RAW_COLLECTION)
        with replayed(stream) as again:
            common = self._common(again())
            controls = (
                (line, self._cell(common, value)) for path, line, value in walk(again(), _ENTERED) if _is_control(path)
            )
            yield from self._observations(controls)

    def _common(self, stream: BinaryIO) -> dict[str, str]:
        """What is said once for all controls."""
        common: dict[str, str] = {}
        for path, _line, value in walk(stream, _ENTERED):
            if len(path) == 1 and isinstance(path[0], str):
                common |= _named({path[0]: value})
        self.facts.made_at = moment(common.get("made_at", ""))
        return {name: common[name] for name in ("domain", "domain_sid") if name in common}

    def _cell(self, common: Mapping[str, str], value: Any) -> Callable[[str], str]:
        named = {**common, **_named(value)} if isinstance(value, dict) else {}
        return lambda name: named.get(name, "")


class AdsTable(_Controls):
    """One control on each line."""

    code: ClassVar[str] = "ads-tsv"
    label: ClassVar[str] = "ADS (TSV, CSV)"

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return _is_raw(head) or (recognised(head, SYNONYMS, _REQUIRED) and b"vuln" in head.lower())

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        if _is_raw(head_of(stream)):
            raise BrokenReport(RAW_COLLECTION)
        yield from self._observations(
            (line, _cell_of(row)) for line, row in rows(stream, self.facts, SYNONYMS, _REQUIRED)
        )


_REQUIRED = ("id", "level", "status")
_ENTERED = {(), *((name,) for name in _LISTS)}


def _is_control(path: tuple[str | int, ...]) -> bool:
    return bool(path) and isinstance(path[-1], int)


def _named(value: Mapping[str, Any]) -> dict[str, str]:
    """Cells by name. Objects that are listed are counted, and their names forgotten."""
    return {
        name: str(len(said)) if isinstance(said, list) else text(said)
        for header, said in value.items()
        if (name := _NAMES.get(folded(header)))
    }


def _cell_of(row: Row) -> Callable[[str], str]:
    return row.cell


def _is_sealed(head: bytes) -> bool:
    """ORADAD packs and seals what it collects as MLA."""
    return head.startswith(b"MLA")


def _is_raw(head: bytes) -> bool:
    header = {folded(cell) for cell in header_of(head)}
    return _is_sealed(head) or (len(header & _RAW) >= 2 and "id" not in names_of(list(header), SYNONYMS))
