"""Mandates to the regional experts, and what is entrusted to contributors: given, bounded, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from hygie.core.access import Level, Verb, resources
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.web.tones import Tone

from .. import actions
from ..enums import GrantKind, OrganisationKind
from ..forms import ContributionForm, MandateForm, show_refusal
from ..models import Grant
from ..policies import CONTRIBUTION, MANDATE
from ..queries import organisation_or_404
from ..queries.grants import Given, grant_or_404, grants_of
from ..queries.people import contributors_of
from ..registries import grant_offers
from .tabs import tabs_of


class Standing(TextChoices):
    """Where a grant stands today."""

    OPEN = "open", gettext_lazy("Open")
    TO_COME = "to_come", gettext_lazy("To come")
    OVER = "over", gettext_lazy("Over")

    @property
    def tone(self) -> Tone:
        return {"open": Tone.SUCCESS, "to_come": Tone.INFO}.get(self.value, Tone.NEUTRAL)


@dataclass(frozen=True)
class GrantLine:
    """One mandate or contribution as its page shows it."""

    grant: Grant

    @property
    def title(self) -> str:
        return self.grant.person.full_name if self.grant.person else self.grant.purpose

    @property
    def opens(self) -> str:
        """What it opens, and whether only to read."""
        offer = grant_offers.get(self.grant.resource)
        named = str(offer.label) if offer else _("everything that can be opened")
        return f"{named} ({_('may edit') if Verb.EDIT in self.grant.verbs else _('to read')})"

    @property
    def last_day(self) -> date:
        return self.grant.ends_on - timedelta(days=1)

    @property
    def standing(self) -> Standing:
        if self.grant.ended_at is not None or self.grant.ends_on <= today():
            return Standing.OVER
        return Standing.OPEN if self.grant.starts_on <= today() else Standing.TO_COME

    @property
    def is_over(self) -> bool:
        return self.standing is Standing.OVER


@page(MANDATE, see=Level.STATUS)
@require_GET
def mandates(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    context = {
        "organisation": one,
        "tabs": tabs_of(request.context, one, "mandates"),
        "gives": request.context.may(Verb.APPROVE, MANDATE, one) and one.kind_value.is_establishment,
        "offers": list(grant_offers),
        **_lines(grants_of(request.context, one, GrantKind.MANDATE)),
    }
    return render(request, "territory/mandates.html", context)


@page(MANDATE, do=Verb.APPROVE)
def give_mandate(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    form = MandateForm(request.POST or None, has_sites=one.kind == OrganisationKind.ENTITY)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.give_mandate(
                request.context,
                one,
                form.ends_on(),
                asked["purpose"],
                asked["first_day"],
                resource=resources.get(asked["resource"]),
                with_sites=asked.get("with_sites", False),
            )
        except Refused as refused:
            _show_dated(form, refused)
        else:
            messages.success(request, _("The mandate is given. The regional experts see it on their own page."))
            return redirect("territory:mandates", one.uid)
    context = {"form": form, "organisation": one, "offers": list(grant_offers)}
    return render(request, "territory/give_mandate.html", context)


@page(MANDATE, do=Verb.APPROVE)
@require_POST
def end_mandate(request: Request, uid: UUID, grant: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    actions.end_grant(request.context, grant_or_404(request.context, one, grant, GrantKind.MANDATE))
    messages.success(request, _("The mandate is over: the experts see no more detail from now on."))
    return redirect("territory:mandates", one.uid)


@page(CONTRIBUTION, see=Level.STATUS)
@require_GET
def contributions(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    context = {
        "organisation": one,
        "tabs": tabs_of(request.context, one, "contributions"),
        "gives": request.context.may(Verb.EDIT, CONTRIBUTION, one),
        **_lines(grants_of(request.context, one, GrantKind.CONTRIBUTION)),
    }
    return render(request, "territory/contributions.html", context)


@page(CONTRIBUTION, do=Verb.EDIT)
def give_contribution(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    people = contributors_of(one)
    form = ContributionForm(request.POST or None, people)
    if form.is_valid():
        chosen = form.person_chosen()
        try:
            actions.give_contribution(
                request.context,
                one,
                chosen,
                resources.get(form.cleaned_data["resource"]),
                form.verbs(),
                form.ends_on(),
            )
        except Refused as refused:
            _show_dated(form, refused)
        else:
            messages.success(request, _("%(name)s can begin.") % {"name": chosen.full_name})
            return redirect("territory:contributions", one.uid)
    context = {"form": form, "organisation": one, "people": people}
    return render(request, "territory/give_contribution.html", context)


@page(CONTRIBUTION, do=Verb.EDIT)
@require_POST
def end_contribution(request: Request, uid: UUID, grant: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    actions.end_grant(request.context, grant_or_404(request.context, one, grant, GrantKind.CONTRIBUTION))
    messages.success(request, _("What was entrusted is taken back."))
    return redirect("territory:contributions", one.uid)


def _show_dated(form: MandateForm | ContributionForm, refused: Refused) -> None:
    """The action speaks of `ends_on`, the form asks for the last day."""
    spoken = {"ends_on": "last_day", "starts_on": "first_day"}
    show_refusal(form, Refused({spoken.get(name, name): text for name, text in refused.problems.items()}))


def _lines(given: Given) -> dict[str, list[GrantLine]]:
    return {
        "running": [GrantLine(grant) for grant in given.running],
        "past": [GrantLine(grant) for grant in given.past],
    }
