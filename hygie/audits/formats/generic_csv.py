"""Findings of any origin in a table with the documented columns, in French or in English (docs/report-formats.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from .assets import host, product, web
from .columns import Row, Synonyms, folded, recognised, rows
from .dates import moment
from .json_values import key, references
from .keeping import Unreadable, counted, readable
from .observation import AssetKind, Observation, Outcome, ReportFacts, Severity
from .scores import cves_in, cvss_in, cwes_in
from .text import LOCATION, RULE, TITLE, clean
from .text import gettext_noop as _

NO_REFERENCE = _("The line has no reference.")
NO_ASSET = _("The line names no asset.")
UNKNOWN_SEVERITY = _("“%(said)s” is not a severity. Write critical, high, medium, low or info.")
UNKNOWN_STATUS = _("“%(said)s” is not a status. Write open, fixed, absent or not evaluated.")
BAD_DATE = _("“%(said)s” is not a date. Write 2026-03-31 or 31/03/2026.")
BAD_SCORE = _("“%(said)s” is not a score from 0 to 10.")
BAD_CVE = _("“%(said)s” holds no CVE.")

COLUMNS: Synonyms = {
    "reference": ("ref", "identifiant", "id", "regle", "rule"),
    "asset": ("actif", "hote", "host", "cible", "target", "adresse", "machine", "serveur"),
    "title": ("titre", "intitule", "libelle", "nom", "name", "vulnerability", "vulnerabilite"),
    "severity": ("gravite", "severite", "criticite", "criticity"),
    "cve": ("cves",),
    "cwe": ("cwes",),
    "cvss": ("score_cvss", "cvss_score", "score"),
    "description": ("constat", "details", "detail"),
    "solution": ("remediation", "recommandation", "recommendation", "correction"),
    "location": ("emplacement", "port", "chemin", "path"),
    "seen_on": ("vu_le", "date", "constate_le", "date_du_constat", "seen_at"),
    "status": ("statut", "etat", "state"),
    "references": ("liens", "links", "urls"),
}
REQUIRED = ("reference", "asset", "title", "severity")

_SEVERITY_WORDS = {
    Severity.CRITICAL: ("critical", "critique", "c"),
    Severity.HIGH: ("high", "elevee", "eleve", "haute", "important", "importante", "majeure", "forte", "h"),
    Severity.MEDIUM: ("medium", "moderate", "moyenne", "moyen", "moderee", "m"),
    Severity.LOW: ("low", "faible", "basse", "mineure", "minor", "l"),
    Severity.INFO: ("info", "information", "informational", "none", "aucune", "i"),
}
_OUTCOME_WORDS = {
    Outcome.FOUND: ("", "open", "found", "ouvert", "ouverte", "present", "presente", "a_corriger", "en_cours"),
    Outcome.ABSENT: (
        "fixed",
        "absent",
        "absente",
        "corrige",
        "corrigee",
        "closed",
        "clos",
        "ferme",
        "resolu",
        "resolved",
    ),
    Outcome.NOT_EVALUATED: ("not_evaluated", "non_evalue", "non_evaluee", "unknown", "inconnu", "non_teste"),
}
_SEVERITIES = {word: severity for severity, words in _SEVERITY_WORDS.items() for word in words}
_OUTCOMES = {word: outcome for outcome, words in _OUTCOME_WORDS.items() for word in words}
_FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(.*)\Z", re.DOTALL)


class GenericCsv:
    code: ClassVar[str] = "csv"
    source: ClassVar[str] = "csv"
    label: ClassVar[str] = "CSV"
    identity: ClassVar[tuple[str, ...]] = ("reference", "asset")

    def __init__(self) -> None:
        self.facts = ReportFacts()

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return recognised(head, COLUMNS, REQUIRED)

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        entries = rows(stream, self.facts, COLUMNS, REQUIRED)
        return counted(self.facts, readable(self.facts, entries, self._observation))

    def _observation(self, line: int, row: Row) -> Observation:
        row.check_width()
        reference = row.cell("reference")
        if not reference:
            raise Unreadable(NO_REFERENCE)
        asset, kind, path = _asset(row.cell("asset"))
        outcome = _OUTCOMES.get(folded(row.cell("status")))
        if outcome is None:
            raise Unreadable(UNKNOWN_STATUS, said=row.cell("status")[:50])
        observation = Observation(
            identity=(key(reference), asset),
            rule=reference[:RULE],
            asset=asset,
            asset_kind=kind,
            severity=_severity(row.cell("severity")),
            title=row.cell("title")[:TITLE] or reference[:TITLE],
            outcome=outcome,
            location=(row.cell("location") or path)[:LOCATION],
            cves=_cves(row.cell("cve")),
            cwes=cwes_in(re.split(r"[\s,;|]+", row.cell("cwe"))),
            cvss=_cvss(row.cell("cvss")),
            description=row.cell("description"),
            solution=row.cell("solution"),
            references=references(re.split(r"\s+", row.cell("references"))),
            line=line,
        )
        return self._dated(observation, row.cell("seen_on"))

    def _dated(self, observation: Observation, said: str) -> Observation:
        if not said:
            return observation
        french = _FRENCH_DAY.match(said)
        seen_at = moment(f"{french[3]}-{french[2]:0>2}-{french[1]:0>2}{french[4]}" if french else said)
        if seen_at is None:
            raise Unreadable(BAD_DATE, said=said[:50])
        if self.facts.made_at is None or seen_at > self.facts.made_at:
            self.facts.made_at = seen_at
        return observation._replace(seen_at=seen_at)


def _asset(said: str) -> tuple[str, AssetKind, str]:
    """Normalised asset, its kind, and the path that a URL gives: a table does not say which kind it means."""
    if "://" in said and (authority := web(said)):
        path = re.split(r"[?#]", said.partition("://")[2].partition("/")[2], maxsplit=1)[0]
        return authority, AssetKind.WEB, clean(f"/{path}" if path else "", LOCATION)
    if name := host(said):
        return name, AssetKind.HOST, ""
    if name := product(said):
        return name, AssetKind.PRODUCT, ""
    raise Unreadable(NO_ASSET)


def _severity(said: str) -> Severity:
    found = _SEVERITIES.get(folded(said))
    if found is None:
        raise Unreadable(UNKNOWN_SEVERITY, said=said[:50])
    return found


def _cves(said: str) -> tuple[str, ...]:
    found = cves_in(said)
    if said and not found:
        raise Unreadable(BAD_CVE, said=said[:50])
    return found


def _cvss(said: str) -> float | None:
    found = cvss_in(said.replace(",", "."))
    if said and found is None:
        raise Unreadable(BAD_SCORE, said=said[:50])
    return found
