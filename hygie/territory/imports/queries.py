"""What the platform knows, as the comparison reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hygie.core.tenancy import Scope

from ..enums import OrganisationKind
from ..models import ImportRun, Organisation
from .difference import Known
from .facts import Facts

_AT_ONCE = 2000
_IDS_AT_ONCE = 500
_PATHS = [{"entity": "entity__finess", "region": "region__code"}.get(name, name) for name in Facts._fields]
_REGISTERED = [OrganisationKind.ENTITY, OrganisationKind.SITE]


def known_establishments() -> Iterator[Known]:
    """All that have a FINESS number, in the order of their numbers, streamed."""
    everything = Organisation.objects.within(Scope.system())
    rows = everything.filter(kind__in=_REGISTERED, finess__isnull=False).order_by("finess")
    for pk, *facts in rows.values_list("pk", *_PATHS).iterator(_AT_ONCE):
        yield Known(pk, Facts(*facts))


def establishments_of(keys: Iterable[int]) -> Iterator[Known]:
    """The ones with these keys, in their order."""
    waiting = sorted(keys)
    for start in range(0, len(waiting), _IDS_AT_ONCE):
        some = Organisation.objects.within(Scope.system()).filter(pk__in=waiting[start : start + _IDS_AT_ONCE])
        for pk, *facts in some.order_by("pk").values_list("pk", *_PATHS):
            yield Known(pk, Facts(*facts))


def entities_by_number(numbers: Iterable[str]) -> dict[str, Organisation]:
    """The legal entities that have these FINESS numbers, with their regions."""
    waiting, found = sorted(set(numbers)), dict[str, Organisation]()
    for start in range(0, len(waiting), _IDS_AT_ONCE):
        some = Organisation.objects.within(Scope.system()).filter(
            kind=OrganisationKind.ENTITY, finess__in=waiting[start : start + _IDS_AT_ONCE]
        )
        found |= {str(entity.finess): entity for entity in some.select_related("region").order_by("pk")}
    return found


def last_run() -> int:
    """Key of the latest import: what was compared still holds as long as no other was recorded."""
    return ImportRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
