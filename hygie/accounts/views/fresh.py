"""Asking for a fresh proof of identity before a sensitive change."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from hygie.accounts import sessions

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
