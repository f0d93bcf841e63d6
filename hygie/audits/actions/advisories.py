"""Tell establishments that an advisory names what they run, or a weakness that they still have: once for each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.exchanges.actions.notifications import Words, notify
from hygie.exchanges.queries.people import answering_for
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.advisories import Advisory, Wanted, advisories
from hygie.territory.models import Organisation
from hygie.web.formats import number

from ..models import AdvisoryAlert, FindingCve, Product
from ..rules.products import keys_of

SYSTEM = Scope.system()
KIND = "audits.advisory"
NAMED = 5
NEWS = timedelta(days=30)
"""An advisory that only names a product is told while it is new: versions are not compared, and what was published long
ago has most often been corrected since. A CVE that a report found is told whatever its age."""
AT_ONCE = 500
Tell = Callable[[int, int], None]


def tell_advisories(tell: Tell = lambda done, total: None) -> int:
    """One notification for each establishment and run, whatever the number of advisories. Returns how many were told.

    Each establishment has its own short transaction: run again, the job finds the rest.
    """
    said = {one.code: one for one in advisories(Wanted())}
    concerned = _concerned(said.values())
    places = Organisation.objects.within(SYSTEM).filter(closed_on__isnull=True).order_by("pk")
    told = 0
    for done, pk in enumerate(sorted(concerned), start=1):
        place = places.filter(pk=pk).first()
        told += place is not None and _tell_place(place, [said[code] for code in sorted(concerned[pk])])
        tell(done, len(concerned))
    return told


def _concerned(said: Collection[Advisory]) -> dict[int, set[str]]:
    """Organisation → codes of the advisories that name one of its open CVEs, or a product of its inventory."""
    by_cve: dict[str, set[str]] = {}
    by_key: dict[str, set[str]] = {}
    for one in said:
        for cve in one.cves:
            by_cve.setdefault(cve, set()).add(one.code)
        for key in keys_of(one.products) if one.published_on >= today() - NEWS else ():
            by_key.setdefault(key, set()).add(one.code)
    found: dict[int, set[str]] = {}
    for place, cve in _open_cves(by_cve):
        found.setdefault(place, set()).update(by_cve[cve])
    for place, key in _listed(by_key):
        found.setdefault(place, set()).update(by_key[key])
    return found


def _open_cves(cves: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    for piece in _pieces(cves):
        rows = FindingCve.objects.within(SYSTEM).filter(cve__in=piece, finding__is_open=True)
        yield from rows.order_by("organisation_id", "cve").values_list("organisation_id", "cve").distinct()


def _listed(keys: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    for piece in _pieces(keys):
        rows = Product.objects.within(SYSTEM).filter(key__in=piece)
        yield from rows.order_by("organisation_id", "key").values_list("organisation_id", "key").distinct()


def _pieces(names: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(names)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _tell_place(place: Organisation, concerning: Collection[Advisory]) -> bool:
    """Whoever answers for it: they read its findings and its inventory. The alert and its telling are one."""
    with transaction.atomic():
        lock_organisations(place)
        known = AdvisoryAlert.objects.within(SYSTEM).filter(organisation=place).order_by("pk")
        told = set(known.values_list("advisory", flat=True))
        fresh = [one for one in concerning if one.code not in told]
        if not fresh:
            return False
        rows = [
            AdvisoryAlert(organisation=place, region_id=place.region_pk, advisory=one.code, told_at=now())
            for one in fresh
        ]
        AdvisoryAlert.objects.bulk_create(rows, batch_size=AT_ONCE)
        codes = sorted(one.code for one in fresh)
        digest = hashlib.sha256("\n".join(codes).encode()).hexdigest()[:32]
        notify(
            answering_for(place),
            KIND,
            place,
            url=_address(fresh),
            key=f"{KIND}:{place.uid}:{digest}",
            say=lambda: _words(place, fresh),
        )
    return True


def _address(fresh: Collection[Advisory]) -> str:
    cves = {cve for one in fresh for cve in one.cves}
    return reverse("audits:cve", args=[next(iter(cves))]) if len(cves) == 1 else reverse("audits:cves")


def _words(place: Organisation, fresh: Collection[Advisory]) -> Words:
    """Numbers of public advisories only: no asset, no product."""
    count = len(fresh)
    title = ngettext(
        "%(count)s published advisory concerns %(place)s",
        "%(count)s published advisories concern %(place)s",
        count,
    ) % {"count": number(count), "place": place}
    latest = sorted(fresh, key=lambda one: (one.published_on, one.code), reverse=True)
    named = ", ".join(_name(one) for one in latest[:NAMED])
    more = count - NAMED
    if more > 0:
        rest = ngettext("and %(more)s other", "and %(more)s others", more) % {"more": number(more)}
        named = f"{named}, {rest}"
    why = _("They name a vulnerability that a report found here, or a product of the inventory.")
    return Words(title, f"{named}. {why}")


def _name(advisory: Advisory) -> str:
    return f"{advisory.code} ({advisory.title})"
