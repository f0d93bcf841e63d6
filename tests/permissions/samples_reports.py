"""Reports of the audits, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.audits.enums import ImportState
from hygie.territory.models import Organisation
from tests.factories.audits import ReportImportFactory

from .sample import Sample


def _waiting(organisation: Organisation, _reader: Person | None) -> object:
    return ReportImportFactory(organisation=organisation, state=ImportState.READY).uid


def _applied(organisation: Organisation, _reader: Person | None) -> object:
    return ReportImportFactory(organisation=organisation).uid


SAMPLES: dict[str, Sample] = {
    **{f"audits:{name} uid": Sample(_waiting) for name in ("report", "confirm_report", "drop_report")},
    "audits:undo_report uid": Sample(_applied),
    "audits:record_audit uid": Sample(_applied),
}
