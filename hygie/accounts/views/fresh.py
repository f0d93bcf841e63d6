"""Asking for a fresh proof of identity before a sensitive change."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.accounts import queries, sessions
from hygie.accounts.models import Person

View = Callable[..., HttpResponseBase]


def freshly_proved(view: View) -> View:
    """Let through whoever proved their identity in the last quarter of an hour; ask the others, then bring them back.

    What was posted is not kept aside: it may hold a secret, and the page comes back in its place.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if sessions.proved_recently(request.session):
            return view(request, *args, **kwargs)
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('accounts:prove_by_password')}?{query}")

    return guarded


def asked_before_signing(request: HttpRequest) -> HttpResponseRedirect | None:
    """Where to send who is about to sign, unless they gave a code or a passkey in the last quarter of an hour.

    Without a second factor there is no signature: the page where one is set up comes first. Called by the view once it
    knows that the reader may be there.
    """
    person = request.user
    if not isinstance(person, Person) or sessions.proved_factor_recently(request.session):
        return None
    factors = queries.second_factor_of(person)
    if not factors.is_set_up:
        messages.warning(request, _("A signature asks for a second factor. Set one up here, then come back."))
        return HttpResponseRedirect(reverse("accounts:second_factor"))
    proof = "prove_by_code" if factors.app_since is not None else "prove_by_passkey"
    return HttpResponseRedirect(f"{reverse(f'accounts:{proof}')}?{urlencode({'next': request.get_full_path()})}")
