"""Who holds which role here: invite, give, end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hygie.accounts.models import Invitation
from hygie.core.access import Level, Role, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page

from .. import actions
from ..forms import InvitationForm, show_refusal
from ..models import Seat
from ..policies import PEOPLE
from ..queries import organisation_or_404
from ..queries.people import people_of, promise_or_404, promises_of, seat_or_404
from ..rules import roles_at
from .tabs import tabs_of


@page(PEOPLE, see=Level.STATUS)
@require_GET
def people(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    administers = request.context.may(Verb.ADMINISTER, PEOPLE, one)
    context = {
        "organisation": one,
        "tabs": tabs_of(request.context, one, "people"),
        "seats": people_of(one),
        "promises": promises_of(one) if administers else [],
        "administers": administers,
        "sees_addresses": request.context.sees(Level.DETAIL, PEOPLE, one),
        "today": today(),
    }
    return render(request, "territory/people.html", context)


@page(PEOPLE, do=Verb.ADMINISTER)
def invite(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    form = InvitationForm(request.POST or None, roles_at(one.kind_value))
    if form.is_valid():
        asked = dict(form.cleaned_data)
        try:
            given = actions.invite_to_role(request.context, one, Role(asked.pop("role")), **asked)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _said(given))
            return redirect("territory:people", one.uid)
    return render(request, "territory/invite.html", {"form": form, "organisation": one})


def _said(given: Seat | Invitation) -> str:
    if isinstance(given, Seat):
        return _("%(name)s holds the role from now on.") % {"name": given.person.full_name}
    return _("The invitation to %(name)s is on its way.") % {"name": given.email}


@page(PEOPLE, do=Verb.ADMINISTER)
@require_POST
def end_seat(request: Request, uid: UUID, seat: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    held = seat_or_404(one, seat)
    try:
        actions.end_seat(request.context, held)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s no longer holds this role.") % {"name": held.person.full_name})
    return redirect("territory:people", one.uid)


@page(PEOPLE, do=Verb.ADMINISTER)
@require_POST
def withdraw_invitation(request: Request, uid: UUID, invitation: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    try:
        actions.withdraw_invitation(request.context, one, promise_or_404(one, invitation))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation is withdrawn: its link opens nothing now."))
    return redirect("territory:people", one.uid)
