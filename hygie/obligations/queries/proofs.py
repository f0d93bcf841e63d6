"""Proofs: one whole, those of an establishment, and what the ledger keeps of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from hygie.core.actions import Context
from hygie.core.models import LedgerEntry
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.models import Organisation

from ..models import Proof, Review, Waiver
from ..requirements import Requirement
from .visible import hidden_kinds, hidden_requirements


@dataclass(frozen=True, slots=True)
class Kept:
    """One ledger entry about a proof: what happened and at which place of the chain."""

    position: int
    kind: str
    recorded_at: datetime
    digest: str


def proof_or_404(context: Context, uid: UUID) -> Proof:
    """One proof in sight, with its file, its organisation, who deposited it and what it revises."""
    rows = _in_sight(context).select_related(
        "organisation", "organisation__region", "organisation__entity", "file", "deposited_by", "revises", "revised_by"
    )
    proof = rows.filter(uid=uid).first()
    if proof is None:
        raise Http404
    return proof


def uids_of(context: Context, proofs: Collection[int]) -> Mapping[int, UUID]:
    """Public ids of proofs named by explanations. At most one query."""
    if not proofs:
        return {}
    rows = Proof.objects.within(context.scope).filter(pk__in=proofs).order_by("pk")
    return dict(rows.values_list("pk", "uid"))


def proofs_for(
    context: Context, organisation: Organisation, requirement: Requirement, counted: Collection[int]
) -> list[Proof]:
    """Proofs of the kinds that the requirement reads, newest first, and those that counted wherever they come from."""
    mine = Q(organisation=organisation, kind__in=requirement.rule.kinds)
    rows = _whole(context).filter(mine | Q(pk__in=counted))
    return list(rows.order_by("-happened_on", "-pk")[:60])


def last_proofs_of(
    context: Context, organisation: Organisation, limit: int, before: datetime | None = None
) -> list[Proof]:
    rows = _whole(context).filter(_until("deposited_at", before), organisation=organisation)
    return list(rows.order_by("-deposited_at", "-pk")[:limit])


def proof_page(context: Context, organisation: Organisation, kind: str, cursor: str) -> Page[Proof]:
    """The proofs of an establishment, the latest deposited first, replaced and withdrawn ones too; `kind` narrows."""
    rows = _whole(context).filter(organisation=organisation)
    return paginate(rows.filter(kind=kind) if kind else rows, ["-deposited_at", "-pk"], cursor)


def reviews_of(context: Context, proofs: Sequence[Proof]) -> list[Review]:
    """What the ARS answered to these proofs, newest first."""
    rows = Review.objects.within(context.scope).filter(proof__in=proofs).select_related("reviewed_by", "proof")
    return list(rows.order_by("-reviewed_at", "-pk"))


def last_reviews_in(
    context: Context, organisation: Organisation, limit: int, before: datetime | None = None
) -> list[Review]:
    rows = Review.objects.within(context.scope).filter(_until("reviewed_at", before), organisation=organisation)
    rows = rows.exclude(proof__kind__in=hidden_kinds(context))
    return list(rows.select_related("reviewed_by", "proof").order_by("-reviewed_at", "-pk")[:limit])


def ledger_of(context: Context, uids: Collection[UUID]) -> list[Kept]:
    """The entries of the organisation's chain that speak of these subjects, oldest first."""
    rows = LedgerEntry.objects.within(context.scope).filter(subject_uid__in=uids).order_by("position")
    return [Kept(row.position, row.kind, row.recorded_at, row.digest) for row in rows]


def waivers_of(context: Context, organisation: Organisation, requirement: Requirement) -> list[Waiver]:
    rows = Waiver.objects.within(context.scope).filter(organisation=organisation, requirement=requirement.code)
    return list(rows.select_related("granted_by").order_by("-starts_on", "-pk"))


def waiver_page(context: Context, organisation: Organisation, cursor: str) -> Page[Waiver]:
    """Every waiver of an establishment that the reader may know of, the latest to begin first."""
    rows = Waiver.objects.within(context.scope).filter(organisation=organisation)
    return paginate(rows.exclude(requirement__in=hidden_requirements(context)), ["-starts_on", "-pk"], cursor)


def last_waivers_in(
    context: Context, organisation: Organisation, limit: int, before: datetime | None = None
) -> list[Waiver]:
    rows = Waiver.objects.within(context.scope).filter(_until("granted_at", before), organisation=organisation)
    rows = rows.exclude(requirement__in=hidden_requirements(context))
    return list(rows.select_related("granted_by").order_by("-granted_at", "-pk")[:limit])


def waiver_or_404(context: Context, uid: UUID) -> Waiver:
    waiver = Waiver.objects.within(context.scope).select_related("organisation").filter(uid=uid).first()
    if waiver is None:
        raise Http404
    return waiver


def proofs_named(context: Context, text: str, limit: int) -> list[Proof]:
    """Proofs whose title, or whose document's name, holds the text; the newest first."""
    rows = _whole(context).filter(Q(title__icontains=text) | Q(file__name__icontains=text))
    return list(rows.order_by("-deposited_at", "-pk")[:limit])


def _until(column: str, before: datetime | None) -> Q:
    return Q(**{f"{column}__lt": before}) if before else Q()


def _whole(context: Context) -> TenantQuerySet[Proof]:
    return _in_sight(context).select_related("organisation", "deposited_by", "file")


def _in_sight(context: Context) -> TenantQuerySet[Proof]:
    """Within the scope, less what would tell a sensitive designation to whoever may not know it."""
    return Proof.objects.within(context.scope).exclude(kind__in=hidden_kinds(context))
