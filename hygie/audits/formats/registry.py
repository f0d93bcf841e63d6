"""Every format, the most telling first."""

from __future__ import annotations

from .observation import ReportFormat

#: filled by each format's module below; order matters only where two could recognise one file
FORMATS: tuple[type[ReportFormat], ...] = ()
