"""What the demonstration knows of vulnerabilities: the entries of CISA's catalogue that its findings name, as published
(https://www.cisa.gov/known-exploited-vulnerabilities-catalog, CC0), in the files that the loaders read.

Numbers, names and days are those of the catalogue; only the files' own day is the demonstration's. EPSS changes every
day: its values are of the order that FIRST publishes for these vulnerabilities, and tell nothing of a given day.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.tenancy import Scope

from ..actions.assets import describe_assets
from ..actions.knowledge import import_epss, import_kev
from ..enums import CareCriticality, Exposure
from ..formats.observation import AssetKind
from ..models import Asset, EnrichmentRun

SYSTEM = Scope.system()
APPLY = "Apply updates per vendor instructions."
MITIGATE = "Apply mitigations per vendor instructions or discontinue use of the product if mitigations are unavailable."


@dataclass(frozen=True)
class Listed:
    """One entry of the catalogue; days as it writes them."""

    cve: str
    vendor: str
    product: str
    name: str
    added: str
    due: str
    action: str = MITIGATE
    ransomware: bool = True


LISTED: Sequence[Listed] = (
    Listed("CVE-2021-26855", "Microsoft", "Exchange Server",
           "Microsoft Exchange Server Remote Code Execution Vulnerability", "2021-11-03", "2021-04-16", APPLY),
    Listed("CVE-2021-44228", "Apache", "Log4j2", "Apache Log4j2 Remote Code Execution Vulnerability", "2021-12-10",
           "2021-12-24", APPLY),
    Listed("CVE-2022-22965", "VMware", "Spring Framework",
           "Spring Framework JDK 9+ Remote Code Execution Vulnerability", "2022-04-04", "2022-04-25", APPLY,
           ransomware=False),
    Listed("CVE-2023-3519", "Citrix", "NetScaler ADC and NetScaler Gateway",
           "Citrix NetScaler ADC and NetScaler Gateway Code Injection Vulnerability", "2023-07-19", "2023-08-09"),
    Listed("CVE-2023-46805", "Ivanti", "Connect Secure and Policy Secure",
           "Ivanti Connect Secure and Policy Secure Authentication Bypass Vulnerability", "2024-01-10", "2024-01-22",
           ransomware=False),
    Listed("CVE-2024-3400", "Palo Alto Networks", "PAN-OS",
           "Palo Alto Networks PAN-OS Command Injection Vulnerability", "2024-04-12", "2024-04-19"),
    Listed("CVE-2024-4577", "PHP Group", "PHP", "PHP-CGI OS Command Injection Vulnerability", "2024-06-12",
           "2024-07-03"),
)  # fmt: skip

#: probability of exploitation within thirty days, and the share of vulnerabilities that score less
SCORES: Mapping[str, tuple[float, float]] = {
    "CVE-2018-15473": (0.9, 0.99),
    "CVE-2019-11358": (0.02, 0.85),
    "CVE-2021-26855": (0.94, 0.999),
    "CVE-2021-44228": (0.94, 0.999),
    "CVE-2022-22965": (0.94, 0.999),
    "CVE-2023-3519": (0.93, 0.998),
    "CVE-2023-46805": (0.94, 0.999),
    "CVE-2024-3400": (0.94, 0.999),
    "CVE-2024-4577": (0.94, 0.999),
}


@dataclass(frozen=True)
class Around:
    """What people said of the machines of these names."""

    hosts: Sequence[str]
    criticality: CareCriticality
    service: str


INTERNET: Sequence[Around] = (
    Around(("pacs", "teleradio"), CareCriticality.HIGH, "Imagerie"),
    Around(("vpn", "acces"), CareCriticality.MEDIUM, "Télétravail et astreintes"),
    Around(("portail", "rdv"), CareCriticality.MEDIUM, "Consultations"),
    Around(("www", "messagerie"), CareCriticality.LOW, "Administration"),
)


def load(say: Callable[[str], None]) -> None:
    """Load nothing once a file was brought in, whoever did."""
    if EnrichmentRun.objects.exists():
        say("Vulnerabilities: already there")
        return
    system = Context.system("demonstration")
    import_kev(system, io.BytesIO(kev_file(today() - timedelta(days=2))))
    import_epss(system, io.BytesIO(epss_file(today() - timedelta(days=1))))
    say(f"Vulnerabilities: {len(LISTED)} exploited, {len(SCORES)} scored")


def kev_file(day: date) -> bytes:
    entries = [
        {
            "cveID": one.cve,
            "vendorProject": one.vendor,
            "product": one.product,
            "vulnerabilityName": one.name,
            "dateAdded": one.added,
            "dueDate": one.due,
            "requiredAction": one.action,
            "knownRansomwareCampaignUse": "Known" if one.ransomware else "Unknown",
        }
        for one in LISTED
    ]
    document = {
        "catalogVersion": f"{day:%Y.%m.%d}",
        "dateReleased": f"{day}T12:00:00.0000Z",
        "count": len(entries),
        "vulnerabilities": entries,
    }
    return json.dumps(document).encode()


def epss_file(day: date) -> bytes:
    lines = [f"#model_version:v2025.03.14,score_date:{day}T00:00:00+0000", "cve,epss,percentile"]
    lines += [f"{cve},{epss:.5f},{percentile:.5f}" for cve, (epss, percentile) in sorted(SCORES.items())]
    return "".join(f"{line}\n" for line in lines).encode()


def describe(say: Callable[[str], None]) -> None:
    """Two hospitals in three have said who reaches their machines and what care loses; said once, nothing changes."""
    described = 0
    for rank, assets in enumerate(_web_assets()):
        if rank % 3 == 2:
            continue
        for around in INTERNET:
            found = [asset for asset in assets if _host_of(asset) in around.hosts and not asset.exposure]
            if found:
                said = {"exposure": Exposure.INTERNET.value, "criticality": around.criticality.value}
                said["care_service"] = around.service
                organisation = found[0].organisation
                described += describe_assets(Context.system("demonstration"), organisation, found, said)
    say(f"Assets described: {described}")


def _web_assets() -> Iterable[list[Asset]]:
    """By hospital, in the order in which reports named them."""
    rows = Asset.objects.within(SYSTEM).filter(kind=AssetKind.WEB.value, name__contains=".ch-")
    by_place: dict[int, list[Asset]] = {}
    for asset in rows.select_related("organisation__region").order_by("organisation_id", "pk"):
        by_place.setdefault(asset.organisation_id, []).append(asset)
    return by_place.values()


def _host_of(asset: Asset) -> str:
    return asset.name.removeprefix("https://").split(".")[0]
