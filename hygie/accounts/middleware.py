"""What happens to every request of a signed-in person: their session's end, their language, their second factor."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hygie.accounts import queries, sessions
from hygie.core.pages import Over, access_of

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Answer = Callable[[HttpRequest], HttpResponseBase]


class SessionEndMiddleware:
    """Ends a session at its absolute age, and keeps it alive while it is used.

    A fragment asked by a script gets no sign-in page in its place: the whole page is asked again.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            if sessions.is_over(request.session):
                logout(request)
                messages.info(request, _("Your session had lasted its full time. Sign in again to go on."))
                return _for_scripts_too(request, redirect_to_login(_next_page(request)))
            sessions.visit(request.session)
        return _for_scripts_too(request, self.get_response(request))


class PersonLanguageMiddleware:
    """Speaks the language a signed-in person chose; others keep the one of their cookie or browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SecondFactorMiddleware:
    """Leads whoever must have a second factor to set it up, and nowhere else until they have one.

    Public pages stay open (language, theme), and those marked `before_second_factor`.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.user.is_authenticated or not request.user.second_factor_required:
            return None
        access = access_of(view)
        if (access and access.over is Over.PUBLIC) or getattr(view, "before_second_factor", False):
            return None
        if request.session.get(sessions.SECOND_FACTOR):
            return None
        if queries.has_second_factor(request.user):
            request.session[sessions.SECOND_FACTOR] = True
            return None
        return HttpResponseRedirect(reverse("accounts:second_factor"))


def before_second_factor(view: View) -> View:
    """Mark a view as open to somebody who still has to set up the second factor required of them."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


def _next_page(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else settings.LOGIN_REDIRECT_URL


def _for_scripts_too(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Tell htmx to ask for the whole page again when the answer to a fragment is a way in."""
    ways_in = (resolve_url(settings.LOGIN_URL), reverse("accounts:second_factor"))
    if request.headers.get("HX-Request") and response.status_code == 302 and response["Location"].startswith(ways_in):
        response.status_code = 200
        del response["Location"]
        response["HX-Refresh"] = "true"
    return response
