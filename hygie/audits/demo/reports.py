"""Reports of the demonstration's hospitals over five months, by the real import: three scans of the Internet exposure,
two of the Active Directory, as the tools would have written them. Hosts, domains and findings are invented."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Case, When
from django.utils import translation

from hygie.core.actions import Context
from hygie.core.clock import frozen, today
from hygie.core.tenancy import Scope
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from ..actions.reports.applying import apply_report
from ..actions.reports.reading import Asked, read_report
from ..models import ReportImport
from .findings import PLACE

SYSTEM = Scope.system()
HOSPITALS = 16
#: days ago, and how far the hospital had come by then
SCANS, DIRECTORIES = (150, 85, 18), (130, 25)


@dataclass(frozen=True)
class Template:
    code: str
    name: str
    severity: str
    host: str
    cve: str = ""
    score: float | None = None
    #: the scan from which it no longer shows, where the hospital repaired it
    repaired_at: int = 9
    #: the first scan that shows it
    seen_at: int = 0


TEMPLATES: Sequence[Template] = (
    Template("CVE-2023-3519", "Exécution de code sans authentification sur la passerelle d’accès", "critical", "acces",
             "CVE-2023-3519", 9.8, repaired_at=1),
    Template("CVE-2024-3400", "Exécution de commandes sur le pare-feu, portail VPN", "critical", "vpn",
             "CVE-2024-3400", 10.0, seen_at=1, repaired_at=2),
    Template("CVE-2023-46805", "Contournement de l’authentification du VPN SSL", "high", "vpn", "CVE-2023-46805", 8.2),
    Template("CVE-2021-26855", "Messagerie : requête forgée côté serveur", "critical", "messagerie",
             "CVE-2021-26855", 9.8, repaired_at=2),
    Template("CVE-2024-4577", "Injection d’arguments PHP-CGI", "critical", "portail", "CVE-2024-4577", 9.8, seen_at=2),
    Template("CVE-2022-22965", "Exécution de code dans un cadre applicatif Java", "critical", "rdv",
             "CVE-2022-22965", 9.8, repaired_at=2),
    Template("CVE-2019-11358", "Bibliothèque JavaScript dépassée", "medium", "portail", "CVE-2019-11358", 6.1),
    Template("exposed-rdp", "Bureau à distance exposé sur Internet", "high", "teleradio", repaired_at=1),
    Template("pacs-viewer-login", "Interface d’imagerie exposée sans filtrage", "high", "pacs"),
    Template("default-login-printer", "Mot de passe par défaut sur une imprimante", "medium", "impression"),
    Template("git-config", "Dépôt Git accessible depuis le site", "medium", "www", repaired_at=1),
    Template("tls-version", "TLS 1.0 encore accepté", "low", "messagerie"),
    Template("expired-ssl", "Certificat expiré", "low", "rdv", seen_at=1),
    Template("missing-hsts", "En-tête HSTS absent", "info", "www"),
    Template("phpinfo-files", "Page phpinfo publique", "low", "www", repaired_at=2),
    Template("open-redirect", "Redirection ouverte sur le portail", "medium", "portail", seen_at=1),
    Template("CVE-2018-15473", "Énumération de comptes SSH", "medium", "acces", "CVE-2018-15473", 5.3, seen_at=1),
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    code: str
    rationale: str
    points: int
    repaired: bool = False


RULES: Sequence[Rule] = (
    Rule("A-Krbtgt", "Le mot de passe de krbtgt n’a pas changé depuis plus d’un an", 20, repaired=True),
    Rule("P-AdminNum", "Trop de comptes d’administration du domaine", 10),
    Rule("S-SMB-v1", "SMB v1 est actif sur un contrôleur de domaine", 10, repaired=True),
    Rule("A-LAPS-Not-Installed", "Les mots de passe locaux ne sont pas gérés (LAPS)", 15),
    Rule("P-Delegated", "Des administrateurs peuvent être délégués", 20),
    Rule("S-OS-2008", "Des serveurs sous un système qui n’est plus maintenu", 5),
    Rule("A-MinPwdLen", "Mots de passe de moins de huit caractères acceptés", 10, repaired=True),
    Rule("S-PwdNeverExpires", "Comptes dont le mot de passe n’expire jamais", 1),
)


def load(say: Callable[[str], None]) -> None:
    """Load nothing when a report is already there."""
    if ReportImport.objects.within(SYSTEM).exists():
        say("Reports: already there")
        return
    places = _hospitals()
    with translation.override("fr"):
        for days_ago, report in sorted(_reports(places), key=lambda one: -one[0]):
            _bring(days_ago, report)
    say(f"Reports: {ReportImport.objects.within(SYSTEM).count()} of {len(places)} hospitals")


@dataclass(frozen=True)
class _Report:
    place: Organisation
    name: str
    content: bytes


def _hospitals() -> list[Organisation]:
    """The first ones, among them the one whose people open the demonstration."""
    rows = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.ENTITY, closed_on__isnull=True)
    shown_first = Case(When(name=PLACE, then=0), default=1)
    return list(rows.select_related("region").order_by(shown_first, "finess", "pk")[:HOSPITALS])


def _reports(places: Sequence[Organisation]) -> Iterator[tuple[int, _Report]]:
    for rank, place in enumerate(places):
        for number, days_ago in enumerate(SCANS):
            day = today() - timedelta(days=days_ago + rank % 5)
            yield days_ago, _Report(place, f"exposition-{day}.jsonl", _scan(rank, number, day))
        for number, days_ago in enumerate(DIRECTORIES):
            day = today() - timedelta(days=days_ago + rank % 5)
            yield days_ago, _Report(place, f"annuaire-{day}.xml", _directory(rank, number, day))


def _bring(days_ago: int, report: _Report) -> None:
    context = Context.system("demonstration")
    with frozen(_at(today() - timedelta(days=days_ago), 14)):
        read = read_report(context, report.place, io.BytesIO(report.content), Asked(report.name))
        apply_report(context, read, confirmed=True)


def _scan(rank: int, number: int, day: date) -> bytes:
    """What nuclei would have written: hospitals do not all have everything, and do not all repair."""
    lines = [
        _line(template, f"{template.host}.ch-{rank:02}.example", day)
        for position, template in enumerate(TEMPLATES)
        if (rank * 7 + position * 3) % 5 < 3 and template.seen_at <= number < _gone_at(template, rank, position)
    ]
    return "\n".join(lines).encode()


def _gone_at(template: Template, rank: int, position: int) -> int:
    return template.repaired_at if (rank + position) % 3 else 9


def _line(template: Template, host: str, day: date) -> str:
    info: dict[str, Any] = {"name": template.name, "severity": template.severity}
    if template.cve:
        info["classification"] = {"cve-id": [template.cve], "cvss-score": template.score}
    return json.dumps(
        {
            "template-id": template.code,
            "info": info,
            "host": f"https://{host}",
            "matched-at": f"https://{host}/",
            "timestamp": _at(day, 6).isoformat(),
        }
    )


def _directory(rank: int, number: int, day: date) -> bytes:
    """What PingCastle would have written; the level rises with the repairs."""
    shown = [rule for position, rule in enumerate(RULES) if (rank + position) % 4 and not (number and rule.repaired)]
    rules = "".join(
        f"<HealthcheckRiskRule><Points>{rule.points}</Points><Category>Anomalies</Category><Model>Other</Model>"
        f"<RiskId>{rule.code}</RiskId><Rationale>{escape(rule.rationale)}</Rationale></HealthcheckRiskRule>"
        for rule in shown
    )
    about = (
        f"<EngineVersion>3.2.0.1</EngineVersion><GenerationDate>{_at(day, 6).isoformat()}</GenerationDate>"
        f"<MaturityLevel>{min(5, 1 + rank % 3 + number)}</MaturityLevel>"
        f"<DomainFQDN>ad.ch-{rank:02}.example</DomainFQDN><DomainSid>S-1-5-21-100000{rank:02}-20000000-30000000</DomainSid>"
    )
    return f"<HealthcheckData>{about}<RiskRules>{rules}</RiskRules></HealthcheckData>".encode()


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
