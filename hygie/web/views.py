"""The pages that belong to no app: home, search, switches, health, style guide."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from hygie.accounts.actions import change_language
from hygie.accounts.enums import Language
from hygie.accounts.models import Person
from hygie.core.pages import public, signed_in

from .homes import homes
from .search import LONGEST, SHORTEST, search
from .style_guide import examples
from .theme import COOKIE, ONE_YEAR, Theme


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Each role begins its day on its own page; without a role, say so and whom to ask."""
    seat = getattr(request, "seat", None)
    place = homes.get(seat.role) if seat else None
    return redirect(place.url_name) if place else render(request, "web/home.html", {"has_seat": seat is not None})


@signed_in
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    results = search(request, text)
    context = {"text": text, "results": results, "too_short": len(text) < SHORTEST, "shortest": SHORTEST}
    return render(request, "web/search.html", context)


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme; an unknown one changes nothing."""
    response = redirect(_back(request))
    chosen = request.POST.get("theme", "")
    if chosen in Theme.values:
        response.set_cookie(COOKIE, chosen, max_age=ONE_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Django's own switch, which checks the language and where `next` leads; a signed-in person keeps the choice."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, Person) and chosen in Language.values:
        change_language(request.user, chosen)
    return set_language(request)


@public
@require_GET
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """For whatever watches the service: 200 when the database answers, 503 when not; it tells nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@public
@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every tone: what page authors copy from, and what the browser tests look at."""
    return render(request, "web/style_guide.html", examples(request))


def _back(request: HttpRequest) -> str:
    """Where the reader was, never another site."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("web:home")
