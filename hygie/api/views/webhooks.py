"""Webhooks: those in sight, one with its log; added, paused, tested."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.accounts.views.fresh import freshly_proved
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused
from hygie.core.audit import audit_kinds
from hygie.core.pages import Over, Request, page
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..enums import WebhookFault
from ..events import TEST, offered_kinds
from ..forms import WebhookForm, show_refusal
from ..models import Delivery, Webhook
from ..policies import WEBHOOK
from ..queries.webhooks import log_of, webhook_or_404, webhooks_in_sight


@page(WEBHOOK, see=Level.STATUS, over=Over.SCOPE)
@require_GET
def webhooks(request: Request) -> HttpResponse:
    """Those of every organisation in sight; added where one sits."""
    seat = getattr(request, "seat", None)
    holders = seat.holders if seat else ()
    context = {
        "webhooks": webhooks_in_sight(request.context),
        "places": [place for place in holders if request.context.may(Verb.ADMINISTER, WEBHOOK, place)],
    }
    return render(request, "api/webhooks.html", context)


@page(WEBHOOK, do=Verb.ADMINISTER)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: Request, uid: UUID) -> HttpResponseBase:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    return _add(request, one)


@freshly_proved
def _add(request: Request, one: Organisation) -> HttpResponse:
    """Asked once the reader is known to be allowed; the secret is in this answer and nowhere else."""
    form = WebhookForm(request.POST if request.method == "POST" else None, offered_kinds(request.context.role))
    if form.is_valid():
        try:
            webhook, secret = actions.add_webhook(
                request.context, one, form.cleaned_data["url"], form.cleaned_data["events"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return render(request, "api/webhook_added.html", {"webhook": webhook, "secret": secret})
    return render(request, "api/add_webhook.html", {"form": form, "organisation": one})


@page(WEBHOOK, see=Level.STATUS)
@require_GET
def webhook(request: Request, webhook: UUID) -> HttpResponse:
    found = webhook_or_404(request.context, webhook)
    request.require(found.organisation)
    log = log_of(request.context, found, request.GET.get("page", ""))
    context = {
        "webhook": found,
        "events": list(dict.fromkeys(_event_said(request, found, code) for code in found.events)),
        "page": log,
        "lines": [
            (delivery, _event_said(request, found, delivery.kind), _fault_said(delivery)) for delivery in log.rows
        ],
        "administers": request.context.may(Verb.ADMINISTER, WEBHOOK, found.organisation),
    }
    return render(request, "api/webhook.html", context)


def _event_said(request: Request, found: Webhook, code: str) -> str:
    if code == TEST:
        return _("Test")
    reader = request.context
    if not reader.sees(Level.DETAIL, WEBHOOK, found.organisation) and code not in dict(offered_kinds(reader.role)):
        return _("Event that your role does not see")
    kind = audit_kinds.get(code)
    return str(kind.label) if kind else code


def _fault_said(delivery: Delivery) -> str:
    return str(WebhookFault(delivery.error).label) if delivery.error else ""


@page(WEBHOOK, do=Verb.ADMINISTER)
@require_POST
def pause(request: Request, webhook: UUID) -> HttpResponse:
    """Pauses what is active, resumes what is paused: the button says which."""
    found = _mine(request, webhook)
    active = request.POST.get("active") == "1"
    actions.set_active(request.context, found, active=active)
    said = (
        _("The webhook tells again what happens from now on.") if active else _("The webhook tells nothing any more.")
    )
    messages.success(request, said)
    return redirect("api:webhook", found.uid)


@page(WEBHOOK, do=Verb.ADMINISTER)
@require_POST
def test(request: Request, webhook: UUID) -> HttpResponse:
    found = _mine(request, webhook)
    try:
        actions.send_test(request.context, found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("A test is on its way: reload this page in a moment to see the answer."))
    return redirect("api:webhook", found.uid)


def _mine(request: Request, uid: UUID) -> Webhook:
    found = webhook_or_404(request.context, uid)
    request.require(found.organisation)
    return found
