"""Audits as they are read: those of an establishment, one of them, what its findings add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.http import Http404

from hygie.core.access import ESTABLISHMENT_ROLES, Level
from hygie.core.actions import Context
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.obligations.policies import STATUS
from hygie.obligations.queries.standings import Held, standings_reading
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation

from ..enums import FindingSeverity, FindingState
from ..models import Audit, Finding
from ..policies import AUDIT, FINDING

KEYS = ("-starts_on", "-pk")


@dataclass(frozen=True)
class SeverityCount:
    """How many findings of one severity an audit left open, and how many it had."""

    severity: FindingSeverity
    still_open: int
    total: int


def audits_in(context: Context) -> TenantQuerySet[Audit]:
    rows: TenantQuerySet[Audit] = Audit.objects.within(context.scope)
    return rows.select_related("organisation", "organisation__region", "report")


def audits_of(context: Context, organisation: Organisation, cursor: str) -> Page[Audit]:
    """One page, the latest first. One query."""
    return paginate(audits_in(context).filter(organisation=organisation), KEYS, cursor)


def audit_or_404(context: Context, uid: UUID) -> Audit:
    found = audits_in(context).select_related("follows").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def counter_audits_of(context: Context, audit: Audit) -> list[Audit]:
    return list(audits_in(context).filter(follows=audit).order_by("starts_on", "pk"))


def severities_of(context: Context, audit: Audit) -> list[SeverityCount]:
    """What the audit found, the worst first; for whoever may know counts. One query."""
    if not context.sees(Level.STATUS, FINDING, audit.organisation):
        return []
    rows = Finding.objects.within(context.scope).filter(audit=audit).order_by("severity", "is_open")
    counted: Mapping[tuple[int, bool], int] = {
        (severity, is_open): count
        for severity, is_open, count in rows.values_list("severity", "is_open").annotate(count=Count("pk"))
    }
    found = []
    for severity in sorted(FindingSeverity, reverse=True):
        still_open, rest = counted.get((severity, True), 0), counted.get((severity, False), 0)
        if still_open or rest:
            found.append(SeverityCount(severity, still_open, still_open + rest))
    return found


def findings_of(context: Context, audit: Audit) -> list[Finding]:
    """Every finding of the audit, the most pressing first; none for whoever sees no detail of findings. One query."""
    if not context.sees(Level.DETAIL, FINDING, audit.organisation):
        return []
    rows = Finding.objects.within(context.scope).filter(audit=audit).select_related("asset")
    return list(rows.order_by("-is_open", "-severity", "-weight", "pk"))


def findings_page(context: Context, audit: Audit, cursor: str) -> Page[Finding]:
    """The same a page at a time, for the audit's own auditor. One query."""
    rows: TenantQuerySet[Finding] = Finding.objects.within(context.scope)
    return paginate(rows.filter(audit=audit).select_related("asset"), ("-severity", "-pk"), cursor)


def findings_to_verify(context: Context, counter: Audit) -> list[Finding]:
    """What the first audit found and the establishment says to have fixed. One query, none for a first audit."""
    if counter.follows_id is None:
        return []
    rows = Finding.objects.within(context.scope).filter(audit_id=counter.follows_id, state=FindingState.TO_VERIFY)
    return list(rows.select_related("asset").order_by("-severity", "-weight", "pk"))


def answers_of(context: Context, audit: Audit) -> list[Held]:
    """The requirements that this kind of audit shows, here or at the GHT above, as far as the reader may know."""
    if not context.sees(Level.STATUS, STATUS, audit.organisation):
        return []
    return standings_reading(context, audit.organisation, audit.kind_value.proof_kind)


def audited_places(context: Context) -> Sequence[Organisation]:
    """The establishments whose audits the reader follows from their own menu: where they sit, or below a GHT's."""
    if context.role not in ESTABLISHMENT_ROLES or not AUDIT.may(context.role).allows(see=Level.STATUS):
        return []
    rows = Organisation.objects.within(context.scope).filter(kind=OrganisationKind.ENTITY, closed_on__isnull=True)
    entities = list(rows.order_by("name", "pk"))
    if entities:
        return entities
    sites = Organisation.objects.within(context.scope).filter(kind=OrganisationKind.SITE, closed_on__isnull=True)
    return list(sites.order_by("name", "pk"))
