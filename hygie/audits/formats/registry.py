"""Every format, the most telling first."""

from __future__ import annotations

from .ads import Ads, AdsTable
from .csaf import Csaf
from .cyclonedx import CycloneDx
from .extract import Extract
from .generic_csv import GenericCsv
from .nessus import Nessus
from .nmap import Nmap
from .nuclei import Nuclei
from .observation import Inventory, ReportFormat
from .openvas import OpenVas
from .openvas_csv import OpenVasCsv
from .pingcastle import PingCastle
from .products_csv import ProductsCsv
from .sarif import Sarif

#: order matters only where two could recognise one file
FORMATS: tuple[type[ReportFormat], ...] = (
    Nmap,
    Nessus,
    OpenVas,
    PingCastle,
    Extract,
    Csaf,
    CycloneDx,
    Sarif,
    Nuclei,
    Ads,
    OpenVasCsv,
    AdsTable,
    GenericCsv,
)

#: what lists the software and devices that run somewhere
INVENTORIES: tuple[type[Inventory], ...] = (CycloneDx, ProductsCsv)
