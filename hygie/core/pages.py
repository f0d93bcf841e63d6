"""Access marks of views. A view without a mark does not answer, and the suite names it.

@page(PROOF, see=Level.DETAIL)             one organisation's thing: the view calls `request.require(organisation)`
@page(STATUS, see=Level.STATUS, over=Over.SCOPE)   a list of what the reader's scope holds
@signed_in                                 one's own affairs
@public                                    anybody
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .access import Level, Resource, Verb
from .actions import Context, Denied, Place

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Over(Enum):
    PUBLIC = "public"
    #: an address of the open API: no browser's session opens it, each of its operations has a mark of its own
    TOKEN = "token"  # noqa: S105 — a word
    PERSON = "person"
    SCOPE = "scope"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Access:
    """What a view asks of its reader; the test table reads it too."""

    over: Over
    resource: Resource | None = None
    see: Level = Level.NONE
    do: Verb | None = None


class Request(HttpRequest):
    """A request as our views receive it (typing only: attributes are set by middleware)."""

    context: Context
    access: Access
    access_checked: bool

    def require(self, place: Place) -> None: ...  # pragma: no cover


class MarkedView(Protocol):
    access: Access

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def public(view: View) -> View:
    view.access = Access(Over.PUBLIC)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return kept_by_no_cache(view(request, *args, **kwargs))

    guarded.access = Access(Over.PERSON)  # type: ignore[attr-defined]
    return cast(View, guarded)


def page(
    resource: Resource, see: Level = Level.NONE, do: Verb | None = None, over: Over = Over.ORGANISATION
) -> Callable[[View], View]:
    """Guard a view by the policy line of `resource`.

    Over an organisation, the view must call `request.require(organisation)`: out of reach or out of sight is 404
    (existence is not revealed), seen without the verb is 403. Over a scope, the reader's role alone decides.
    """
    access = Access(over, resource, see, do)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.access, request.access_checked = access, False
            request.require = lambda place: require(request, place)  # type: ignore[method-assign]
            if over is Over.SCOPE:
                require_role(request)
            response = view(request, *args, **kwargs)
            if not request.access_checked and response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
                raise RuntimeError(f"{view.__module__}.{view.__name__} answered without checking its reader")
            return kept_by_no_cache(response)

        guarded.access = access  # type: ignore[attr-defined]
        return cast(View, guarded)

    return mark


def kept_by_no_cache(response: HttpResponseBase) -> HttpResponseBase:
    """What somebody may read is kept nowhere: not by a proxy, nor by a shared computer once they have signed out."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def require(request: Request, place: Place) -> None:
    """Raise 404 when the reader may not even see it, `Denied` (403) when the verb is missing."""
    access = request.access
    assert access.resource is not None
    if not request.context.sees(max(access.see, Level.COUNTS), access.resource, place):
        raise Http404
    if access.do is not None and not request.context.may(access.do, access.resource, place):
        raise Denied(access.do, access.resource)
    request.access_checked = True


def require_role(request: Request) -> None:
    access = request.access
    assert access.resource is not None
    line = access.resource.may(request.context.role)
    if not line.allows(access.see, access.do):
        raise Denied(access.do, access.resource)
    request.access_checked = True


def access_of(view: Callable[..., HttpResponse]) -> Access | None:
    return getattr(view, "access", None)
