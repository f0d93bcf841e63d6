"""Dated facts of an organisation: read with their provider, recorded, ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hygie.core.access import Level, Role, Verb
from hygie.core.actions import Context, Refused, Stale
from hygie.core.pages import Request, page

from .. import actions
from ..enums import Provider
from ..forms import EndForm, FactForm, show_refusal
from ..models import Organisation
from ..policies import FACT
from ..queries import organisation_or_404
from ..queries.facts import fact_or_404, facts_of, visible_kinds
from ..registries import FactKind
from .tabs import tabs_of


@page(FACT, see=Level.STATUS)
@require_GET
def facts(request: Request, uid: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    context = {
        "organisation": one,
        "tabs": tabs_of(request.context, one, "facts"),
        "groups": facts_of(request.context, one, visible_kinds(request.context, one)),
        "edits": request.context.may(Verb.EDIT, FACT, one),
    }
    return render(request, "territory/facts.html", context)


@page(FACT, do=Verb.EDIT)
def record(request: Request, uid: UUID, kind: str) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    known = _kind_or_404(request.context, one, kind)
    group = facts_of(request.context, one, [known])[0]
    current = group.current[0].fact if group.current else None
    form = FactForm(request.POST or None, known, current)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.record_fact(
                request.context,
                one,
                known.code,
                asked["value"],
                _provider(request.context),
                asked["starts_on"],
                asked["source"],
                seen=None if known.several else asked["seen"],
            )
        except (Refused, Stale) as problem:
            show_refusal(form, problem if isinstance(problem, Refused) else Refused(str(problem)))
        else:
            messages.success(request, _("The fact is recorded. What depends on it is being judged again."))
            return redirect("territory:facts", one.uid)
    context = {"form": form, "organisation": one, "kind": known, "group": group}
    return render(request, "territory/record_fact.html", context)


@page(FACT, do=Verb.EDIT)
@require_POST
def end(request: Request, uid: UUID, fact: UUID) -> HttpResponse:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    found, form = fact_or_404(request.context, one, fact), EndForm(request.POST)
    _kind_or_404(request.context, one, found.kind)
    try:
        if not form.is_valid():
            raise Refused(_("This is not a date."))
        actions.end_fact(request.context, found, form.ends_on())
    except Refused as refused:
        messages.error(request, " ".join(str(text) for text in refused.problems.values()))
    else:
        messages.success(request, _("The fact has an end. What depends on it is being judged again."))
    return redirect("territory:facts", one.uid)


def _kind_or_404(context: Context, organisation: Organisation, code: str) -> FactKind:
    found = next((kind for kind in visible_kinds(context, organisation) if kind.code == code), None)
    if found is None:
        raise Http404
    return found


def _provider(context: Context) -> Provider:
    """Who says it follows from who records it."""
    return Provider.ARS if context.role is Role.COORDINATOR else Provider.DECLARED
