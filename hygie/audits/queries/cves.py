"""“Who still has CVE-X?”: establishments and numbers for whoever follows a territory, findings where detail is open."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, IntegerField, Min, Q, Value

from hygie.core.access import Level, Role
from hygie.core.actions import Context
from hygie.core.clock import PARIS, today
from hygie.core.paging import Page, paginate, paginate_list
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.enums import GrantKind
from hygie.territory.models import Grant

from ..enums import Decision, FindingSeverity, FindingState
from ..models import Finding, FindingCve, Product, Vulnerability
from ..policies import FINDING

CVE = re.compile(r"CVE-[12][0-9]{3}-[0-9]{4,11}")
BEGUN = re.compile(r"CVE-[12][0-9]{0,3}(-[0-9]{0,11})?")
LISTED = 50
GONE = (FindingState.CLOSED, FindingState.FALSE_POSITIVE)
PLACE = ("organisation_id", "organisation__uid", "organisation__name", "organisation__department")
NUMBERS = ("open", "accepted", "late", "since", "products")


def cve_of(text: str) -> str | None:
    """The number that somebody typed, as it is kept; None where it is none."""
    typed = text.strip().upper()
    return typed if CVE.fullmatch(typed) else None


@dataclass(frozen=True)
class CvePlace:
    """An establishment that still has it. Never on what: assets, titles and files are for whoever holds a mandate.

    `accepted`: risks accepted for a time; it has them all the same. `products`: how many of its inventory are named.
    """

    pk: int
    uid: UUID
    name: str
    department: str
    open: int = 0
    accepted: int = 0
    late: int = 0
    since: datetime | None = None
    products: int = 0

    @property
    def since_day(self) -> date | None:
        return self.since.astimezone(PARIS).date() if self.since else None

    @property
    def has_it(self) -> bool:
        """Seen there, rather than only possible."""
        return bool(self.open or self.accepted)


def places_with(context: Context, cve: str, keys: Collection[str] = ()) -> list[CvePlace]:
    """The establishments in sight that have it, the latest and the most first. One query, whatever the region."""
    named = _runs(context, keys) if keys else None
    rows = _seen(context, cve)
    found: dict[int, CvePlace] = {}
    for row in rows.union(named, all=True) if named is not None else rows:
        one = CvePlace(*row)
        found[one.pk] = _together(found[one.pk], one) if one.pk in found else one
    return sorted(found.values(), key=_the_worst_first)


def _the_worst_first(one: CvePlace) -> tuple[str | int, ...]:
    return (-one.late, -one.open, -one.accepted, one.name, one.pk)


def shown_of(places: Sequence[CvePlace], cursor: str) -> Page[CvePlace]:
    """Fifty of them: a region may have a thousand, and nobody reads so many at once."""
    return paginate_list(places, _the_worst_first, cursor, parameter="places")


def _seen(context: Context, cve: str) -> Any:
    rows = FindingCve.objects.within(context.scope).filter(cve=cve).exclude(finding__state__in=GONE)
    still_open = Q(finding__is_open=True)
    return (
        rows.order_by()
        .values(*PLACE)
        .annotate(
            open=Count("pk", filter=still_open),
            accepted=Count("pk", filter=~still_open),
            late=Count("pk", filter=still_open & Q(finding__due_on__lt=today())),
            since=Min("finding__opened_at"),
            products=Value(0, output_field=IntegerField()),
        )
        .values_list(*PLACE, *NUMBERS)
    )


def _runs(context: Context, keys: Collection[str]) -> Any:
    rows = Product.objects.within(context.scope).filter(key__in=sorted(keys)).order_by().values(*PLACE)
    nothing = Value(0, output_field=IntegerField())
    return rows.annotate(
        open=nothing,
        accepted=nothing,
        late=nothing,
        since=Value(None, output_field=DateTimeField(null=True)),
        products=Count("pk"),
    ).values_list(*PLACE, *NUMBERS)


def _together(one: CvePlace, other: CvePlace) -> CvePlace:
    return replace(
        one,
        open=one.open + other.open,
        accepted=one.accepted + other.accepted,
        late=one.late + other.late,
        since=one.since or other.since,
        products=one.products + other.products,
    )


# Findings, for those who may read them


@dataclass(frozen=True)
class CveFinding:
    """A finding as the page of a CVE shows it."""

    finding: Finding

    @property
    def severity(self) -> FindingSeverity:
        return FindingSeverity(self.finding.severity)

    @property
    def decision(self) -> Decision:
        return Decision(self.finding.decision)


def findings_with(context: Context, cve: str, cursor: str) -> Page[Finding]:
    """The open findings that the reader may read, the most pressing first."""
    named = FindingCve.objects.within(context.scope).filter(cve=cve).values("finding_id")
    rows = _readable(context).filter(pk__in=named, is_open=True).select_related("asset", "organisation")
    return paginate(rows, ("-weight", "-pk"), cursor)


def _readable(context: Context) -> TenantQuerySet[Finding]:
    """By the role's own line, or at the establishments that gave the expert a mandate on findings."""
    rows = Finding.objects.within(context.scope)
    if FINDING.may(context.role).allows(see=Level.DETAIL):
        return rows
    if context.role != Role.EXPERT:
        return rows.filter(Q(pk__in=[]))
    day = today()
    given = Grant.objects.within(context.scope).filter(
        kind=GrantKind.MANDATE,
        role=Role.EXPERT,
        resource__in=("", FINDING.code),
        level__gte=Level.DETAIL,
        starts_on__lte=day,
        ends_on__gt=day,
        ended_at__isnull=True,
    )
    return rows.filter(organisation_id__in=given.values("organisation_id"))


# Finding one


@dataclass(frozen=True)
class CveLine:
    """A CVE that somebody in sight still has."""

    cve: str
    places: int
    findings: int
    late: int
    known: Vulnerability | None = None


def exploited_in_sight(context: Context, text: str = "") -> list[CveLine]:
    """CVEs of the catalogue that are still open in sight, those of the most establishments first. Two queries.

    With the beginning of a number: those that begin so, in the catalogue or not.
    """
    rows = FindingCve.objects.within(context.scope).filter(finding__is_open=True)
    if text:
        rows = rows.filter(**_begins(text))
    else:
        rows = rows.filter(cve__in=Vulnerability.objects.filter(in_kev=True).values("cve"))
    counted = (
        rows.order_by()
        .values("cve")
        .annotate(
            places=Count("organisation", distinct=True),
            findings=Count("pk"),
            late=Count("pk", filter=Q(finding__due_on__lt=today())),
        )
        .order_by("-places", "-findings", "-cve")
    )
    found = [CveLine(**row) for row in counted[:LISTED]]
    return _with_knowledge(found)


def _with_knowledge(lines: Sequence[CveLine]) -> list[CveLine]:
    known = {row.cve: row for row in Vulnerability.objects.filter(cve__in=[one.cve for one in lines]).order_by("cve")}
    return [replace(one, known=known.get(one.cve)) for one in lines]


def begun(text: str) -> str:
    """The beginning of a number, as it is kept: “2026-12” is that of CVE-2026-12…; "" where it is none."""
    typed = text.strip().upper()
    typed = typed if typed.startswith("CVE") else f"CVE-{typed}"
    return typed if len(typed) > len("CVE-") and BEGUN.fullmatch(typed) else ""


def cves_that_begin(context: Context, text: str, limit: int) -> list[str]:
    """For the search of the platform: numbers that somebody in sight has, and an exact one that is only known."""
    rows = FindingCve.objects.within(context.scope).filter(finding__is_open=True, **_begins(text))
    found = list(rows.order_by("cve").values_list("cve", flat=True).distinct()[:limit])
    if CVE.fullmatch(text) and text not in found and Vulnerability.objects.filter(cve=text).exists():
        found.insert(0, text)
    return found


def _begins(text: str) -> dict[str, str]:
    """A range of the index: what follows are digits, whatever the order of the database's letters."""
    return {"cve__gte": text, "cve__lte": text + "9" * 15}


def vulnerability(cve: str) -> Vulnerability | None:
    return Vulnerability.objects.filter(cve=cve).first()
