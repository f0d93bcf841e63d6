"""Dated rights that an establishment gives: a mandate to the regional expert, a contribution to one of its people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.core.access import Level, Resource, Role, Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now, today

from ..enums import GrantKind
from ..models import Grant, Organisation
from ..policies import CONTRIBUTION, MANDATE
from ..queries import holds_seat_over, open_sites_of
from ..rules import LONGEST_GRANT
from .changes import lock_organisations

#: what a contributor may be entrusted with, besides reading
ENTRUSTED = frozenset({Verb.EDIT})
LINE_OF = {GrantKind.MANDATE: (Verb.APPROVE, MANDATE), GrantKind.CONTRIBUTION: (Verb.EDIT, CONTRIBUTION)}


def give_mandate(
    ctx: Context,
    organisation: Organisation,
    ends_on: date,
    purpose: str,
    starts_on: date | None = None,
    *,
    resource: Resource | None = None,
    with_sites: bool = False,
) -> Grant:
    """Open the establishment's detail to the regional experts until the day before `ends_on`, one year at most.

    Of one `resource`, or of everything that mandates open; with the entity's open sites where asked.
    The same mandate given twice is one. Raises Refused on `starts_on`, `ends_on`, `purpose`, `resource`.
    """
    first = starts_on or today()
    _check_dates(first, ends_on)
    words = " ".join(purpose.split())
    if not words or len(words) > 300:
        raise Refused({"purpose": _("Say in 300 characters at most what the mandate is for: the expert will read it.")})
    with ctx.recording(Verb.APPROVE, MANDATE, organisation) as record:
        places = [organisation, *(open_sites_of(organisation) if with_sites else ())]
        lock_organisations(*places)
        facts = {
            "kind": GrantKind.MANDATE,
            "role": Role.EXPERT,
            "resource": _code_of(resource),
            "starts_on": first,
            "ends_on": ends_on,
            "purpose": words,
        }
        given, fresh = _give_at(ctx, places, facts)
        if not fresh:
            record.nothing_changed()
        else:
            sites = len(places) - 1
            record.event("mandate.given", given, purpose=words, ends_on=ends_on.isoformat(), sites=sites)
    return given


def _give_at(ctx: Context, places: Sequence[Organisation], facts: dict[str, object]) -> tuple[Grant, bool]:
    """The same grant at each place. Returns the first one, and whether any is new."""
    given, any_fresh = [], False
    for place in places:
        grant, fresh = Grant.objects.within(ctx.scope).get_or_create(
            organisation=place,
            ended_at=None,
            **facts,
            defaults={"region_id": place.region_pk, "level": Level.DETAIL, "given_by_id": ctx.person_id},
        )
        given.append(grant)
        any_fresh = any_fresh or fresh
    return given[0], any_fresh


def give_contribution(
    ctx: Context,
    organisation: Organisation,
    person: Person,
    resource: Resource | None,
    verbs: Collection[Verb],
    ends_on: date,
) -> Grant:
    """Entrust one resource, or all that can be, to a contributor of the establishment, for a year at most.

    Raises Refused on `ends_on`, `resource`, `person`, `verbs`.
    """
    _check_dates(today(), ends_on)
    if not set(verbs) <= ENTRUSTED:
        raise Refused({"verbs": _("A contributor may read or edit, and nothing else.")})
    with ctx.recording(Verb.EDIT, CONTRIBUTION, organisation) as record:
        lock_organisations(organisation)
        if not holds_seat_over(person, Role.CONTRIBUTOR, organisation, today()):
            raise Refused({"person": _("Give this person the contributor role here first.")})
        facts = {
            "kind": GrantKind.CONTRIBUTION,
            "person": person,
            "resource": _code_of(resource, GrantKind.CONTRIBUTION),
            "verbs": sorted(verbs),
            "ends_on": ends_on,
        }
        running = Grant.objects.within(ctx.scope).filter(organisation=organisation, ended_at=None, **facts)
        known = running.order_by("pk").first()
        if known is not None:
            record.nothing_changed()
            return known
        grant = Grant.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            level=Level.DETAIL,
            starts_on=today(),
            given_by_id=ctx.person_id,
            **facts,
        )
        record.event("contribution.given", grant, person=person.full_name, resource=grant.resource)
    return grant


def end_grant(ctx: Context, grant: Grant) -> None:
    """End a mandate or a contribution at once; a mandate given with the entity's sites ends there too.

    Already ended: nothing changes.
    """
    verb, resource = LINE_OF[GrantKind(grant.kind)]
    with ctx.recording(verb, resource, grant.organisation) as record:
        same = Grant.objects.within(ctx.scope).filter(ended_at__isnull=True, ends_on__gt=today())
        if not same.filter(pk=grant.pk).update(ended_at=now()):
            record.nothing_changed()
            return
        sites = 0
        if grant.kind == GrantKind.MANDATE:
            given_with_it = same.filter(
                organisation__entity_id=grant.organisation_id,
                kind=grant.kind,
                resource=grant.resource,
                starts_on=grant.starts_on,
                ends_on=grant.ends_on,
                purpose=grant.purpose,
            )
            sites = given_with_it.update(ended_at=now())
        record.event("grant.ended", grant, kind=grant.kind, sites=sites)


def _code_of(resource: Resource | None, kind: GrantKind = GrantKind.MANDATE) -> str:
    if resource is None:
        return ""
    if not resource.grantable or (resource.by_mandate_only and kind is not GrantKind.MANDATE):
        raise Refused({"resource": _("This cannot be entrusted.")})
    return resource.code


def _check_dates(starts_on: date, ends_on: date) -> None:
    if starts_on < today():
        raise Refused({"starts_on": _("A right cannot begin in the past.")})
    if ends_on <= starts_on:
        raise Refused({"ends_on": _("The end must come after the start, and after today.")})
    if ends_on - starts_on > LONGEST_GRANT:
        raise Refused({"ends_on": _("A year at most: you can give it again.")})
    if starts_on > today() + timedelta(days=366):
        raise Refused({"starts_on": _("Begin within a year.")})
