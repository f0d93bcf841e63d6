"""Resolves, once per request, in which seat the person sits; declares its scope to the database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from hygie.core.actions import Context, Denied, Stale
from hygie.core.clock import today
from hygie.core.rowsecurity import sight
from hygie.web import errors

from .access import chosen, context_of
from .queries import seats_of

ROLE_IN_SESSION = "role"


class SeatMiddleware:
    """Sets `request.seats`, `request.seat`, `request.context`; the view runs inside the declared sight."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.seats, request.seat, request.context = [], None, Context()
        if request.user.is_authenticated:
            request.seats = seats_of(request.user.pk, today())
            request.seat = chosen(request.seats, request.session.get(ROLE_IN_SESSION))
            request.context = context_of(request.user.pk, request.seat, today())
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            # Shared computers: after signing out, Back must not show a hospital's weaknesses.
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: Any, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Last in line: on PostgreSQL the view runs in one transaction that knows its scope.

        What an action refuses leaves that transaction first, so that nothing it wrote stays.
        """
        try:
            with in_sight_of(request.context) if request.user.is_authenticated else nullcontext():
                return view(request, *args, **kwargs)
        except Denied as refusal:
            return errors.denied(request, refusal)
        except Stale as refusal:
            return errors.conflict(request, refusal)


def in_sight_of(context: Context) -> AbstractContextManager[None]:
    """What answers a reader runs inside this: a page, or an operation of the open API."""
    return sight(context.scope)
