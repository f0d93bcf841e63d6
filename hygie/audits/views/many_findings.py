"""Many findings at once: those that were ticked, or all that a filter keeps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import Request, page
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404

from ..actions import finding_moves
from ..actions import findings as actions
from ..actions.finding_moves import PLAIN, Moved
from ..finding_forms import AcceptForm, AssignForm, DueForm, FindingFilter, RestForm, show_refusal, uids_of
from ..models import Finding
from ..plan_forms import StartPlanForm
from ..policies import FINDING, REMEDIATION_PLAN
from ..queries.findings import findings_named, findings_of, lanes_of
from ..queries.people import assignable_to
from ..queries.plans import drafts_of, most_pressing
from ..rules.acceptance import latest_end
from .plans import start_page

#: what becomes a plan's action: no move of the findings themselves
PLAN = "plan"
#: what the bar offers, in its order
ACTS: dict[str, str | Promise] = {
    "confirm": gettext_lazy("Confirm"),
    "take_up": gettext_lazy("Say that they are being fixed"),
    "say_fixed": gettext_lazy("Say that they are fixed"),
    "verify": gettext_lazy("Close: verified by hand"),
    "assign": gettext_lazy("Assign…"),
    "due": gettext_lazy("Change the deadline…"),
    "accept": gettext_lazy("Accept the risk…"),
    "set_aside": gettext_lazy("Set aside: false positive…"),
    "reopen": gettext_lazy("Reopen"),
    PLAN: gettext_lazy("Put into a remediation plan…"),
}


@page(FINDING, see=Level.DETAIL, do=Verb.EDIT)
@require_POST
def act_on_findings(request: Request, uid: UUID) -> HttpResponse:
    """Plain moves at once; what needs words asks for them on a page of its own, which comes back here."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    act, chosen = request.POST.get("act", ""), _chosen(request, organisation)
    if act not in ACTS:
        messages.error(request, _("Choose what to do with them."))
        return _back(request, organisation)
    count = chosen.count()
    if not count:
        messages.error(request, _("Tick the findings first."))
        return _back(request, organisation)
    if act == PLAN:
        return _plan(request, organisation, chosen, count)
    if act in PLAIN:
        _say(request, finding_moves.move_many(request.context, organisation, chosen, act))
        return _back(request, organisation)
    form = _form(request, organisation, act)
    if form.is_bound and form.is_valid():
        try:
            _say(request, _done(request, organisation, chosen, act, form))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return _back(request, organisation)
    context = {
        "organisation": organisation,
        "form": form,
        "act": act,
        "label": ACTS[act],
        "count": count,
        "everything": request.POST.get("everything", ""),
        "query": request.POST.get("query", ""),
        "uids": [] if request.POST.get("everything") else request.POST.getlist("finding"),
    }
    return render(request, "audits/findings/act_on_many.html", context)


def _plan(request: Request, organisation: Organisation, chosen: TenantQuerySet[Finding], count: int) -> HttpResponse:
    """The most pressing ones, on the page that begins a plan."""
    request.context.require(Verb.EDIT, REMEDIATION_PLAN, organisation)
    findings = most_pressing(chosen)
    form = StartPlanForm(drafts=drafts_of(request.context, organisation))
    return start_page(request, organisation, form, findings, count - len(findings))


def _chosen(request: Request, organisation: Organisation) -> TenantQuerySet[Finding]:
    if request.POST.get("everything"):
        asked = FindingFilter(
            QueryDict(request.POST.get("query", "")),
            seats=assignable_to(organisation),
            lanes=lanes_of(request.context, organisation),
        ).asked()
        return findings_of(request.context, organisation, asked)
    return findings_named(request.context, organisation, uids_of(request.POST.getlist("finding")))


def _form(request: Request, organisation: Organisation, act: str) -> forms.Form:
    """Bound once its own page sends it."""
    data, rests = request.POST if request.POST.get("said") else None, {"until": latest_end(today())}
    if act == "assign":
        return AssignForm(data, seats=assignable_to(organisation))
    if act == "due":
        return DueForm(data)
    return AcceptForm(data, initial=rests) if act == "accept" else RestForm(data, initial=rests)


def _done(request: Request, organisation: Organisation, chosen: TenantQuerySet[Finding], act: str, form: Any) -> Moved:
    """What the form says, done to all of them."""
    if act == "assign":
        seat, asked = form.seat(), chosen.count()
        changed = actions.assign(request.context, organisation, chosen, seat.person if seat else None)
        return Moved(changed, asked - changed)
    if act == "due":
        asked = chosen.count()
        changed = actions.change_due(request.context, organisation, chosen, *form.facts())
        return Moved(changed, asked - changed)
    if act == "accept":
        return finding_moves.accept_many(request.context, organisation, chosen, form.terms())
    return finding_moves.set_aside_many(request.context, organisation, chosen, form.terms())


def _say(request: Request, done: Moved) -> None:
    said = ngettext("%(count)d finding is changed.", "%(count)d findings are changed.", done.moved)
    if done.moved:
        messages.success(request, said % {"count": done.moved})
    if done.to_sign:
        waits = ngettext(
            "%(count)d critical finding waits for the director’s signature, and stays open until then.",
            "%(count)d critical findings wait for the director’s signature, and stay open until then.",
            done.to_sign,
        )
        messages.info(request, waits % {"count": done.to_sign})
    if done.left:
        left = ngettext(
            "%(count)d finding stays as it is: it was there already, or cannot go that way.",
            "%(count)d findings stay as they are: they were there already, or cannot go that way.",
            done.left,
        )
        messages.warning(request, left % {"count": done.left})


def _back(request: Request, organisation: Organisation) -> HttpResponseRedirect:
    """The list as it was filtered."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    here = reverse("audits:findings", args=[organisation.uid])
    return HttpResponseRedirect(f"{here}?{query}" if query else here)
