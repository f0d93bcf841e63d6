"""The KEV catalogue as advisories, beside those of other publishers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hygie.territory.advisories import AdvisedProduct, Advisory, Wanted, advisories

from ..models import Vulnerability

AT_ONCE = 900


def kev_advisories(wanted: Wanted) -> Iterator[Advisory]:
    """Each entry of the catalogue. None is an “alert”: to be listed there says already that it is exploited."""
    if wanted.alerts_only:
        return
    rows = Vulnerability.objects.filter(in_kev=True)
    if wanted.since is not None:
        rows = rows.filter(kev_added_on__gte=wanted.since)
    if wanted.cves is None:
        yield from map(_advisory, rows.order_by("-kev_added_on", "cve").iterator(chunk_size=500))
        return
    asked = sorted(wanted.cves)
    for start in range(0, len(asked), AT_ONCE):
        yield from map(_advisory, rows.filter(cve__in=asked[start : start + AT_ONCE]).order_by("cve"))


def _advisory(row: Vulnerability) -> Advisory:
    assert row.kev_added_on is not None
    return Advisory(
        code=f"KEV {row.cve}",
        title=row.kev_name or row.cve,
        published_on=row.kev_added_on,
        cves=(row.cve,),
        products=(AdvisedProduct(row.kev_vendor, row.kev_product),),
    )


def advisories_of(cves: Collection[str]) -> list[Advisory]:
    """What every publisher says of these, the latest first."""
    found = {one.code: one for one in advisories(Wanted(cves=frozenset(cves)))}
    return sorted(found.values(), key=lambda one: (one.published_on, one.code), reverse=True)
