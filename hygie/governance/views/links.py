"""The link by which the staff read a policy: signed, without an account; one count for each account or browser."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from hygie.core.actions import Refused
from hygie.core.pages import public

from .. import actions
from ..forms import ReaderForm, show_refusal
from ..queries.security_policies import reading_by_uid
from ..readers import by_browser, by_person
from ..reading_links import uid_in

COOKIE = "hygie_reader"
A_YEAR = 365 * 24 * 3600


@public
@require_http_methods(["GET", "POST"])
def acknowledge(request: HttpRequest, token: str) -> HttpResponse:
    """The policy to read, and one button. Whoever is signed in counts as themselves, others once a browser."""
    uid = uid_in(token)
    reading = reading_by_uid(uid) if uid else None
    if reading is None:
        raise Http404
    form = ReaderForm(request.POST if request.method == "POST" else None)
    done = request.GET.get("done") == "1"
    if form.is_valid():
        browser = request.COOKIES.get(COOKIE, "") or get_random_string(32)
        reader = by_person(request.user.pk) if request.user.is_authenticated else by_browser(browser)
        try:
            actions.acknowledge(reading, reader, form.cleaned_data["department"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            response = redirect(f"{reverse('governance:acknowledge', args=[token])}?done=1")
            response.set_cookie(
                COOKIE, browser, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
            )
            return response
    context = {"reading": reading, "version": reading.version, "form": form, "done": done}
    return render(request, "governance/policies/acknowledge.html", context)
