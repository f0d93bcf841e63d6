"""PingCastle: the health check of an Active Directory domain, in XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

from .assets import domain as domain_of
from .dates import moment
from .observation import AssetKind, BrokenReport, Covered, Observation, ReportFacts, ReportFormat, Severity
from .text import LOCATION, RULE, clean
from .text import gettext_noop as _
from .xml import Walk, line_of, root_name

NO_DOMAIN = _("The report does not say which domain it examined.")
NO_RISK = _("This rule has no identifier (RiskId).")
TOO_MANY_RULES = _("The report names more rules than PingCastle has. It was not read.")

ROOT = "HealthcheckData"
RULES_AT_MOST, DETAILS_AT_MOST = 5_000, 50

#: points of a rule, from the highest: what it weighs in a score of a hundred, where a hundred is the worst
_BANDS = ((50, Severity.CRITICAL), (20, Severity.HIGH), (10, Severity.MEDIUM), (1, Severity.LOW))
_RULE = "HealthcheckRiskRule"
_TOLD = ("RiskId", "Points", "Category", "Model", "Rationale")
_POINTS = re.compile(r"[0-9]{1,6}\Z")
_ABOUT = ("EngineVersion", "GenerationDate", "MaturityLevel", "DomainFQDN", "DomainSid")


class _Rule(NamedTuple):
    line: int
    told: dict[str, str]
    details: list[str]


class PingCastle(ReportFormat):
    """A rule that the domain does not respect is one observation of the domain; its identity is the domain's SID.

    The severity comes from its points: 50 and more of a hundred are critical, 20 high, 10 medium, 1 low. Points change
    with the number of accounts concerned, hence are never part of the identity. The maturity of PingCastle goes from 1
    to 5 with the meaning of ANSSI's own levels, whose controls it takes up: it is the level of the directory.
    """

    code = "pingcastle"
    source = "pingcastle"
    label = "PingCastle (XML)"
    identity = ("risk", "domain")

    def __init__(self) -> None:
        self.facts = ReportFacts(tool="PingCastle", complete=False)

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return root_name(head) == ROOT

    def read(self, stream: BinaryIO) -> Iterator[Observation]:
        """Rules are kept until the end, two hundred at most: nothing says that the domain is named before them."""
        about: dict[str, str] = {}
        rules: list[_Rule] = []
        rule: _Rule | None = None
        walk = Walk(stream, (ROOT,), ("*",))
        for event, part in walk:
            tag, parent = part.tag, part.getparent()
            within = parent.tag if parent is not None else ""
            if event == "start":
                if tag == _RULE and [one.tag for one in part.iterancestors()] == ["RiskRules", ROOT]:
                    rule = _new_rule(rules, line_of(part))
                continue
            text = part.text or ""
            if within == ROOT and tag in _ABOUT:
                about.setdefault(tag, clean(text, RULE))
            elif within == ROOT and tag == "RiskRules":
                self.facts.complete = True
            elif tag == _RULE:
                rule = None
            elif rule and within == _RULE and tag in _TOLD:
                rule.told.setdefault(tag, clean(text, LOCATION))
            elif rule and within == "Details" and len(rule.details) < DETAILS_AT_MOST:
                rule.details.append(clean(text, LOCATION))
            walk.free(part)
        yield from self._observations(about, rules)

    def _observations(self, about: dict[str, str], rules: list[_Rule]) -> Iterator[Observation]:
        name, sid = domain_of(about.get("DomainFQDN", "")), domain_of(about.get("DomainSid", ""))
        asset, identity = name or sid, sid or name
        if not asset:
            raise BrokenReport(NO_DOMAIN)
        made_at = moment(about.get("GenerationDate", ""))
        level = about.get("MaturityLevel", "")
        self.facts.tool_version = about.get("EngineVersion", "")
        self.facts.made_at = made_at
        self.facts.level = int(level) if level in ("1", "2", "3", "4", "5") else None
        self.facts.covered = {Covered(AssetKind.DOMAIN, asset)}
        for rule in rules:
            if risk := rule.told.get("RiskId"):
                yield _observation((risk, identity), asset, rule, made_at)
            else:
                self.facts.refuse(rule.line, NO_RISK)


def _new_rule(rules: list[_Rule], line: int) -> _Rule:
    if len(rules) >= RULES_AT_MOST:
        raise BrokenReport(TOO_MANY_RULES, line)
    rules.append(_Rule(line, {}, []))
    return rules[-1]


def _observation(identity: tuple[str, str], asset: str, rule: _Rule, made_at: datetime | None) -> Observation:
    told = rule.told
    points = int(told["Points"]) if _POINTS.match(told.get("Points", "")) else 0
    return Observation(
        identity=identity,
        rule=identity[0],
        asset=asset,
        asset_kind=AssetKind.DOMAIN,
        severity=next((severity for least, severity in _BANDS if points >= least), Severity.INFO),
        title=told.get("Rationale") or identity[0],
        location=" / ".join(filter(None, (told.get("Category"), told.get("Model")))),
        evidence=clean("\n".join(rule.details)),
        seen_at=made_at,
        line=rule.line,
    )
