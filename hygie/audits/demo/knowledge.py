"""What the demonstration knows of its vulnerabilities: lines of CISA's public KEV catalogue that its reports name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta

from hygie.core.actions import Context
from hygie.core.clock import today

from ..actions.knowledge import import_kev
from ..queries.knowledge import latest_run

#: number, vendor, product, day it was listed, due day, used by ransomware
LISTED = (
    ("CVE-2021-26855", "Microsoft", "Exchange Server", "2021-11-03", "2021-04-16", "Known"),
    ("CVE-2022-22965", "VMware", "Spring Framework", "2022-04-04", "2022-04-25", "Unknown"),
    ("CVE-2023-3519", "Citrix", "NetScaler ADC and NetScaler Gateway", "2023-07-19", "2023-08-09", "Known"),
    ("CVE-2023-46805", "Ivanti", "Connect Secure and Policy Secure", "2024-01-10", "2024-01-22", "Unknown"),
    ("CVE-2024-3400", "Palo Alto Networks", "PAN-OS", "2024-04-12", "2024-04-19", "Known"),
    ("CVE-2024-4577", "PHP Group", "PHP", "2024-06-12", "2024-07-03", "Known"),
)
#: days since its release, so that a real file of this week can follow
AGE = timedelta(days=3)
FIELDS = ("cveID", "vendorProject", "product", "dateAdded", "dueDate", "knownRansomwareCampaignUse")


def load(say: Callable[[str], None]) -> None:
    if latest_run("kev") is None:
        import_kev(Context.system("demonstration"), io.BytesIO(_catalogue()))
    say(f"Exploited vulnerabilities: {len(LISTED)} lines of the public catalogue")


def _catalogue() -> bytes:
    lines = [dict(zip(FIELDS, one, strict=True)) for one in LISTED]
    named = [line | {"vulnerabilityName": f"{line['vendorProject']} {line['product']}"} for line in lines]
    about = {"catalogVersion": "demonstration", "dateReleased": (today() - AGE).isoformat(), "count": len(named)}
    return json.dumps(about | {"vulnerabilities": named}).encode()
