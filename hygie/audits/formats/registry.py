"""Every format, the most telling first."""

from __future__ import annotations

from .nessus import Nessus
from .nmap import Nmap
from .observation import ReportFormat
from .openvas import OpenVas
from .openvas_csv import OpenVasCsv
from .pingcastle import PingCastle

#: order matters only where two could recognise one file
FORMATS: tuple[type[ReportFormat], ...] = (
    Nmap,
    Nessus,
    OpenVas,
    PingCastle,
    OpenVasCsv,
)
