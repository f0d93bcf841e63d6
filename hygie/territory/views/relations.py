"""Memberships: an entity joins or leaves a GHT, a group, a shared management."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hygie.core.access import Verb
from hygie.core.actions import Refused
from hygie.core.pages import Request, page

from .. import actions
from ..enums import MembershipKind, OrganisationKind
from ..forms import EndForm, MembershipForm, show_refusal
from ..policies import REGISTER
from ..queries import organisation_or_404
from ..queries.relations import groupings_in_sight, membership_or_404


@page(REGISTER, do=Verb.EDIT)
def join(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    if one.kind != OrganisationKind.ENTITY:
        raise Http404
    form = MembershipForm(request.POST or None, groupings_in_sight(request.context))
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.start_membership(
                request.context,
                one,
                form.group_chosen(),
                MembershipKind(asked["kind"]),
                asked["starts_on"],
                lead=asked["lead"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The membership is recorded."))
            return redirect(one)
    return render(request, "territory/join.html", {"form": form, "organisation": one})


@page(REGISTER, do=Verb.EDIT)
@require_POST
def leave(request: Request, uid: UUID, membership: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    found, form = membership_or_404(request.context, one, membership), EndForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("This is not a date."))
        actions.end_membership(request.context, found, form.ends_on())
    except Refused as refused:
        messages.error(request, " ".join(str(text) for text in refused.problems.values()))
    else:
        messages.success(request, _("The membership has an end."))
    return redirect(one)
