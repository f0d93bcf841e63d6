"""CSAF 2.0 (OASIS standard, 18 November 2022): an advisory, or a VEX statement, on the products of a vendor.

What it says of each version of a product is brought to one finding for the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, ClassVar, NamedTuple

from .assets import product
from .dates import moment
from .json_stream import WRONG_VERSION, replayed, walk
from .json_values import VECTOR, items, key, mapping, mappings, references, score, text, texts
from .keeping import Unreadable, counted, readable
from .observation import AssetKind, BrokenReport, Covered, Observation, Outcome, ReportFacts, Severity
from .outcomes import worst
from .scores import cves_in, cwes_in, severity_of
from .text import ASSET, LONG, RULE, TITLE, clean
from .text import gettext_noop as _

NOT_CSAF = _("This is not a CSAF advisory.")
NO_ID = _("The vulnerability has no identifier.")
NO_PRODUCT = _("The vulnerability says nothing of a product that the advisory lists.")
TOO_MANY = _("The advisory lists too many products.")

#: a large vendor's product tree comes as one value
TREE_AT_MOST = 32 * 1024**2
PRODUCTS_AT_MOST = 200_000

_LISTS = {(), ("vulnerabilities",)}
_STATUSES = {
    "known_affected": Outcome.FOUND,
    "first_affected": Outcome.FOUND,
    "last_affected": Outcome.FOUND,
    "under_investigation": Outcome.NOT_EVALUATED,
    "known_not_affected": Outcome.ABSENT,
    "fixed": Outcome.ABSENT,
    "first_fixed": Outcome.ABSENT,
}
_SCORES = ("cvss_v4", "cvss_v3", "cvss_v2")
_SEVERITIES = {"LOW": 1, "MEDIUM": 2, "MODERATE": 2, "HIGH": 3, "IMPORTANT": 3, "CRITICAL": 4}
_FIXES = ("vendor_fix", "mitigation", "workaround", "no_fix_planned", "none_available")


class _Product(NamedTuple):
    asset: str
    name: str


class Csaf:
    code: ClassVar[str] = "csaf"
    source: ClassVar[str] = "csaf"
    label: ClassVar[str] = "CSAF 2.0"
    identity: ClassVar[tuple[str, ...]] = ("vulnerability", "product")

    def __init__(self) -> None:
        self.facts = ReportFacts()
        self._products: dict[str, _Product] = {}
        self._severity = Severity.INFO

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return head.lstrip()[:1] == b"{" and b'"csaf_version"' in head

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        with replayed(stream) as again:
            self._learn(again())
            vulnerabilities = (
                (line, value)
                for path, line, value in walk(again(), _LISTS, TREE_AT_MOST)
                if path[0] == "vulnerabilities" and len(path) == 2
            )
            for several in readable(self.facts, vulnerabilities, self._observations):
                yield from counted(self.facts, several)

    def _learn(self, stream: BinaryIO) -> None:
        version = None
        for path, _line, value in walk(stream, _LISTS, TREE_AT_MOST):
            if path == ("document",):
                version = text(mapping(value).get("csaf_version"), 20)
                self._learn_document(mapping(value))
            elif path == ("product_tree",):
                self._learn_products(mapping(value))
        if not version:
            raise BrokenReport(NOT_CSAF)
        if version != "2.0":
            raise BrokenReport(WRONG_VERSION, version=version, read="2.0")
        self.facts.covered = {Covered(AssetKind.PRODUCT, one.asset) for one in self._products.values()}

    def _learn_document(self, document: Mapping[str, Any]) -> None:
        publisher, tracking = mapping(document.get("publisher")), mapping(document.get("tracking"))
        self.facts.tool = text(publisher.get("name"), TITLE)
        self.facts.made_at = moment(text(tracking.get("current_release_date"), 64))
        # one advisory says nothing of what another said
        self.facts.lane = key(f"{text(publisher.get('namespace'))} {text(tracking.get('id'))}".strip())
        severity = text(mapping(document.get("aggregate_severity")).get("text"), 20).upper()
        self._severity = Severity(_SEVERITIES.get(severity, 0))

    def _learn_products(self, tree: Mapping[str, Any]) -> None:
        for listed in mappings(tree.get("full_product_names")):
            self._learn_product(listed, "")
        waiting = [(branch, "", "") for branch in mappings(tree.get("branches"))]
        while waiting:
            branch, vendor, name = waiting.pop()
            said = text(branch.get("name"), ASSET)
            category = branch.get("category")
            vendor = said if category == "vendor" else vendor
            name = said if category in ("product_family", "product_name") else name
            # many vendors begin the name of each product with their own
            full = name if name.lower().startswith(vendor.lower()) else f"{vendor} {name}"
            self._learn_product(mapping(branch.get("product")), full if name else "")
            waiting.extend((within, vendor, name) for within in mappings(branch.get("branches")))
        for relation in mappings(tree.get("relationships")):
            self._learn_relation(relation)

    def _learn_product(self, said: Mapping[str, Any], name: str) -> None:
        """`name`: by its branches, without version; the full name may hold one."""
        identifier, full = text(said.get("product_id"), RULE), text(said.get("name"), ASSET)
        purl = text(mapping(said.get("product_identification_helper")).get("purl"), 1000)
        asset = product(purl or name or full)
        if identifier and asset:
            self._products[identifier] = _Product(asset, name or full or asset)
        if len(self._products) > PRODUCTS_AT_MOST:
            raise BrokenReport(TOO_MANY)

    def _learn_relation(self, relation: Mapping[str, Any]) -> None:
        """“A as a component of B” is neither A elsewhere nor the rest of B."""
        part = self._products.get(text(relation.get("product_reference"), RULE))
        whole = self._products.get(text(relation.get("relates_to_product_reference"), RULE))
        identifier = text(mapping(relation.get("full_product_name")).get("product_id"), RULE)
        if part and whole and identifier:
            self._products[identifier] = _Product(
                f"{part.asset[:120]} in {whole.asset[:120]}", f"{part.name} ({whole.name})"[:TITLE]
            )
        else:
            self._learn_product(mapping(relation.get("full_product_name")), "")

    def _observations(self, line: int, value: Any) -> list[Observation]:
        said = mapping(value)
        names = [text(said.get("cve"), RULE), *(text(one.get("text"), RULE) for one in mappings(said.get("ids")))]
        name = next((one for one in names if one), "")
        if not name:
            raise Unreadable(NO_ID)
        touched = self._touched(mapping(said.get("product_status")))
        if not touched:
            raise Unreadable(NO_PRODUCT)
        return [
            self._observation(name, names, said, identifiers, outcome)._replace(line=line)
            for identifiers, outcome in touched.values()
        ]

    def _touched(self, statuses: Mapping[str, Any]) -> dict[str, tuple[list[str], Outcome]]:
        """By asset: the identifiers of its versions, and the worst that is said of them."""
        said: dict[str, tuple[list[str], list[Outcome]]] = {}
        for status, outcome in _STATUSES.items():
            for identifier in texts(statuses.get(status), RULE):
                if found := self._products.get(identifier):
                    identifiers, outcomes = said.setdefault(found.asset, ([], []))
                    identifiers.append(identifier)
                    outcomes.append(outcome)
        return {asset: (identifiers, worst(outcomes)) for asset, (identifiers, outcomes) in said.items()}

    def _observation(
        self, name: str, names: list[str], said: Mapping[str, Any], identifiers: list[str], outcome: Outcome
    ) -> Observation:
        about = self._products[identifiers[0]]
        best = _score(said, identifiers)
        base = score(best.get("baseScore"))
        stated = _SEVERITIES.get(text(best.get("baseSeverity"), 20).upper())
        weakness = [mapping(said.get("cwe")).get("id"), *(one.get("id") for one in mappings(said.get("cwes")))]
        return Observation(
            identity=(name, key(about.asset)),
            rule=name,
            asset=about.asset,
            asset_kind=AssetKind.PRODUCT,
            severity=Severity(stated) if stated else severity_of(base) if base is not None else self._severity,
            title=(text(said.get("title"), TITLE) or f"{name} – {about.name}")[:TITLE],
            outcome=outcome,
            cves=cves_in(*names),
            cwes=cwes_in(texts(weakness, 20)),
            cvss=base,
            cvss_vector=text(best.get("vectorString"), VECTOR),
            description=_description(said),
            solution=_solution(said, set(identifiers)),
            references=references([one.get("url") for one in mappings(said.get("references"))]),
        )


def _score(said: Mapping[str, Any], identifiers: Iterable[str]) -> Mapping[str, Any]:
    """The newest CVSS that is given for one of the products, the highest of it."""
    wanted = set(identifiers)
    given = [one for one in mappings(said.get("scores")) if wanted.intersection(texts(one.get("products"), RULE))]
    for version in _SCORES:
        scored = [mapping(one.get(version)) for one in given]
        scored = [one for one in scored if score(one.get("baseScore")) is not None]
        if scored:
            return max(scored, key=lambda one: (text(one.get("version"), 10), score(one.get("baseScore")) or 0))
    return {}


def _description(said: Mapping[str, Any]) -> str:
    notes = list(mappings(said.get("notes")))
    for category in ("description", "summary", "details", "general"):
        for note in notes:
            if note.get("category") == category:
                return text(note.get("text"))
    return ""


def _solution(said: Mapping[str, Any], identifiers: set[str]) -> str:
    """What can be done, the fix first; what names no product holds for all."""
    about = [
        one
        for one in mappings(said.get("remediations"))
        if not items(one.get("product_ids")) or identifiers.intersection(texts(one.get("product_ids"), RULE))
    ]
    about.sort(key=lambda one: _FIXES.index(one["category"]) if one.get("category") in _FIXES else len(_FIXES))
    lines = [f"{text(one.get('details'))} {text(one.get('url'), 500)}".strip() for one in about[:20]]
    return clean("\n".join(dict.fromkeys(lines)), LONG)
