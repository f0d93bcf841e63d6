"""A finding with its evidence, a filter and an asset, for the table."""

from __future__ import annotations

from hygie.accounts.models import Person
from hygie.audits.models import Finding, FindingFile, SavedFilter
from hygie.core import files
from hygie.territory.models import Organisation
from tests.factories.accounts import PersonFactory
from tests.factories.audits import AssetFactory, FindingFactory

from .sample import SYSTEM, Sample, Sight, Upload


def _finding(organisation: Organisation) -> Finding:
    known = Finding.objects.within(SYSTEM).filter(organisation=organisation).order_by("pk").first()
    return known or FindingFactory(organisation=organisation)


def _uid(organisation: Organisation, _reader: Person | None) -> object:
    return _finding(organisation).uid


def _file(organisation: Organisation, _reader: Person | None) -> object:
    file = files.store(Upload(b"%PDF-1.7"), organisation, None)
    file.save()
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    return FindingFile.objects.create(**place, finding=_finding(organisation), file=file).uid


def _filter(organisation: Organisation, reader: Person | None) -> object:
    """One for each reader: another's is absent, whoever asks."""
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    return SavedFilter.objects.create(**place, person=reader or PersonFactory(), name="Mine", query="view=late").uid


def _asset(organisation: Organisation, _reader: Person | None) -> object:
    return AssetFactory(organisation=organisation).uid


PAGES = (
    "finding",
    "move_finding",
    "accept_finding",
    "set_finding_aside",
    "assign_finding",
    "change_finding_due",
    "add_evidence",
)
ASSET_PAGES = ("asset", "change_asset", "part_asset")

SAMPLES: dict[str, Sample] = (
    {f"audits:{name} uid": Sample(_uid) for name in PAGES}
    | {"open:finding uid": Sample(_uid)}
    | {f"audits:{name} uid": Sample(_asset) for name in ASSET_PAGES}
    | {
        "audits:finding_file uid": Sample(_file),
        "audits:forget_filter uid": Sample(_filter, Sight.AUTHOR),
    }
)
