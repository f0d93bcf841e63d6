"""What I was told, how I want to be told, and the link that stops the mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.accounts import mail
from hygie.core.pages import public, signed_in
from hygie.core.paging import paginate

from .. import actions
from ..forms import PreferencesForm
from ..links import STOP, calendar_link, read
from ..queries.notifications import mine, notification_or_404, person_by_uid, preferences_of


@signed_in
@require_GET
def notifications(request: Any) -> HttpResponse:
    rows = mine(request.user.pk, request.seats).select_related("organisation")
    page = paginate(rows, ["-pk"], request.GET.get("page", ""))
    return render(request, "exchanges/notifications.html", {"page": page})


@signed_in
@require_GET
def open_one(request: Any, uid: UUID) -> HttpResponse:
    """Opening it is reading it; then the page that it speaks of."""
    one = notification_or_404(request.user.pk, request.seats, uid)
    actions.mark_read(one)
    safe = url_has_allowed_host_and_scheme(one.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(one.url if safe else "exchanges:notifications")


@signed_in
@require_POST
def mark_read(request: Any, uid: UUID) -> HttpResponse:
    actions.mark_read(notification_or_404(request.user.pk, request.seats, uid))
    return redirect("exchanges:notifications")


@signed_in
@require_POST
def mark_all_read(request: Any) -> HttpResponse:
    read_now = actions.mark_all_read(request.user.pk)
    words = ngettext("%(count)d notification marked as read.", "%(count)d notifications marked as read.", read_now)
    messages.success(request, words % {"count": read_now})
    return redirect("exchanges:notifications")


@signed_in
@require_http_methods(["GET", "POST"])
def settings(request: Any) -> HttpResponse:
    """The daily mail, and the calendar."""
    chosen = preferences_of(request.user.pk)
    form = PreferencesForm(request.POST if request.method == "POST" else None, chosen)
    if form.is_valid():
        actions.change_preferences(request.user, digest=form.cleaned_data["digest"], muted=form.muted())
        messages.success(request, _("Your choice is saved."))
        return redirect("exchanges:settings")
    link = mail.address_of(calendar_link(chosen.calendar)) if chosen.calendar else ""
    return render(request, "exchanges/settings.html", {"form": form, "calendar_link": link})


@public
@csrf_exempt  # the signed link is the right; a mail program posts to it without cookies (RFC 8058)
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One button, so that a scanner that follows the links of a mail stops nothing."""
    person = person_by_uid(read(STOP, token))
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.stop_digest(person)
    stopped = not preferences_of(person.pk).digest
    return render(request, "exchanges/stop.html", {"stopped": stopped})
