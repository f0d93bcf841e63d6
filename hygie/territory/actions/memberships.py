"""Who belongs to which GHT, group or shared management, from when to when."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import today
from hygie.core.tenancy import Scope

from ..enums import MembershipKind, OrganisationKind
from ..models import Membership, Organisation
from ..policies import REGISTER
from ..rules import GROUPINGS, is_sensible
from .changes import lock_organisations, tell_listeners
from .reach import refresh_reach

SYSTEM = Scope.system()


def start_membership(
    ctx: Context,
    organisation: Organisation,
    group: Organisation,
    kind: MembershipKind,
    starts_on: date | None = None,
    *,
    lead: bool = False,
) -> Membership:
    """Make an entity a member from a day on. Already a member in the same way: nothing changes.

    An entity is in one GHT at a time, and a GHT has one lead hospital. Raises Refused on `group`, `starts_on`, `lead`.
    """
    first = starts_on or today()
    if organisation.kind != OrganisationKind.ENTITY or group.kind != GROUPINGS[kind]:
        raise Refused({"group": _("Only a legal entity can belong to a GHT or a group.")})
    if not is_sensible(first, today()):
        raise Refused({"starts_on": _("Check the year.")})
    with ctx.recording(Verb.EDIT, REGISTER, organisation) as record:
        ctx.require(Verb.EDIT, REGISTER, group)
        # Locked, so that the same press twice, or two leads of one GHT, are seen one after the other.
        lock_organisations(organisation, group)
        # Seen whole: another region's coordinator may have begun what this one must not repeat.
        not_over = Membership.objects.within(SYSTEM).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=first), kind=kind)
        mine = not_over.filter(organisation=organisation).select_related("group")
        same = mine.filter(group=group, ends_on__isnull=True).order_by("pk").first()
        if same is not None and same.lead != lead:
            raise Refused({"lead": _("It is already a member, in another capacity: end that membership first.")})
        if same is not None:
            record.nothing_changed()
            return same
        _check_places(mine.order_by("pk").first(), not_over.filter(group=group, lead=True).exists(), kind, lead=lead)
        membership = Membership.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            group=group,
            kind=kind,
            lead=lead,
            starts_on=first,
        )
        refresh_reach([organisation.pk])
        record.event(
            "membership.started", organisation, group=group.name, kind=kind, lead=lead, starts_on=first.isoformat()
        )
        tell_listeners(record, [organisation.pk, group.pk])
    return membership


def _check_places(other: Membership | None, has_lead: bool, kind: MembershipKind, *, lead: bool) -> None:  # noqa: FBT001
    if other is not None and kind == MembershipKind.GHT:
        words = _("It already belongs to %(group)s: end that membership first.")
        raise Refused({"group": words % {"group": other.group.name}})
    if lead and has_lead:
        raise Refused({"lead": _("This GHT already has a lead hospital: end that membership first.")})


def end_membership(ctx: Context, membership: Membership, ends_on: date | None = None) -> None:
    """End a membership; `ends_on` is the first day outside. Already ended by then: nothing changes.

    Raises Refused on `ends_on`.
    """
    last = ends_on or today()
    if last < membership.starts_on:
        raise Refused({"ends_on": _("It cannot end before it began.")})
    with ctx.recording(Verb.EDIT, REGISTER, membership.organisation) as record:
        current = Membership.objects.within(ctx.scope).select_for_update().get(pk=membership.pk)
        if current.ends_on is not None and current.ends_on <= last:
            record.nothing_changed()
            return
        current.ends_on = last
        current.save(update_fields=["ends_on"])
        refresh_reach([current.organisation_id])
        left, group = membership.organisation, membership.group.name
        record.event("membership.ended", left, group=group, kind=current.kind, ends_on=last.isoformat())
        tell_listeners(record, [current.organisation_id, current.group_id])
