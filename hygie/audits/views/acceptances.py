"""Risks that wait for the director's signature."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from hygie.accounts.models import Person
from hygie.accounts.views.fresh import asked_before_signing
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.pages import Request, page
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404

from ..actions import acceptances as actions
from ..finding_forms import RefuseForm, show_refusal, uids_of
from ..models import RiskAcceptance
from ..policies import FINDING
from ..queries.one_finding import proposals_to_sign


@page(FINDING, see=Level.DETAIL)
@require_GET
def risks_to_sign(request: Request, uid: UUID) -> HttpResponse:
    """What was submitted to the director, for whoever sees the findings."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    return _risks_page(request, organisation, None)


@page(FINDING, see=Level.DETAIL, do=Verb.APPROVE)
@require_http_methods(["GET", "POST"])
def answer_risks(request: Request, uid: UUID) -> HttpResponseBase:
    """The director signs or refuses those that they ticked; asks for a code or a passkey first."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    if (elsewhere := asked_before_signing(request)) is not None:
        return elsewhere
    form = RefuseForm(request.POST if request.method == "POST" else None)
    chosen = _ticked(request, organisation)
    if not form.is_valid():
        return _risks_page(request, organisation, form)
    if not chosen:
        messages.error(request, _("Tick the risks first."))
        return _risks_page(request, organisation, form)
    try:
        _answered(request, organisation, chosen, form)
    except Refused as refused:
        show_refusal(form, refused)
        return _risks_page(request, organisation, form)
    return redirect("audits:risks_to_sign", organisation.uid)


def _answered(request: Request, organisation: Organisation, chosen: list[RiskAcceptance], form: RefuseForm) -> None:
    if request.POST.get("answer_is") == "refuse":
        done = actions.refuse_acceptances(request.context, organisation, chosen, form.cleaned_data["answer"])
        said = ngettext("%(count)d risk is refused.", "%(count)d risks are refused.", done.moved)
    elif isinstance(request.user, Person):
        done = actions.sign_acceptances(request.context, organisation, chosen, request.user)
        said = ngettext("Signed: %(count)d risk is accepted.", "Signed: %(count)d risks are accepted.", done.moved)
    else:
        return
    messages.success(request, said % {"count": done.moved})
    if done.left:
        messages.warning(request, _("Some of them were answered meanwhile, or are closed."))


def _ticked(request: Request, organisation: Organisation) -> list[RiskAcceptance]:
    uids = set(uids_of(request.POST.getlist("acceptance")))
    return [one.proposal for one in proposals_to_sign(request.context, organisation) if one.proposal.uid in uids]


def _risks_page(request: Request, organisation: Organisation, form: RefuseForm | None) -> HttpResponse:
    """With a form, its reader answers."""
    context = {
        "organisation": organisation,
        "lines": proposals_to_sign(request.context, organisation),
        "signs": request.context.may(Verb.APPROVE, FINDING, organisation),
        "form": form,
    }
    return render(request, "audits/findings/to_sign.html", context)
