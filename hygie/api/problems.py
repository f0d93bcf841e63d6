"""Every way of not answering, in one shape: `{code, message, field, more}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hygie.core.actions import Denied, Message, Refused, Stale

Failure = TypeVar("Failure", bound=Exception)


class ScopeMissing(Exception):
    """The token may read and not deposit."""


class KeyReused(Exception):
    """The same `Idempotency-Key` came with something else."""


class TooMany(Exception):
    """The token asked too much in this minute; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"wait {wait} s")


def problem(
    status: int, code: str, message: Message, field: str = "", more: Mapping[str, Message] | None = None
) -> HttpResponse:
    others = [{"field": name, "message": str(text)} for name, text in (more or {}).items()]
    said = {"code": code, "message": str(message), "field": field, "more": others}
    return JsonResponse(said, status=status)


def problem_of_status(status: int) -> HttpResponse:
    """What is said when nothing but the status is known (an unknown address, a failure of ours)."""
    said = {
        400: ("malformed", _("This request cannot be read. Check how it is written.")),
        403: ("forbidden", _("Your role does not allow this.")),
        404: ("not_found", _("There is nothing here, or it is not for you to see.")),
        405: ("method_not_allowed", _("This address does not answer this method.")),
        413: ("too_large", _("This request is too large.")),
        503: ("unavailable", _("The platform is not available for the moment. Try again in a few minutes.")),
    }
    code, message = said.get(status, ("failure", _("Something failed on our side. Nothing was written: try again.")))
    return problem(status, code, message)


def unauthenticated(request: HttpRequest, failure: Exception) -> HttpResponse:
    text = _("Send a valid token: Authorization: Bearer hyg_… It may have expired, been revoked, or its role ended.")
    response = problem(401, "unauthenticated", text)
    response["WWW-Authenticate"] = 'Bearer realm="Hygie"'
    return response


def scope_missing(request: HttpRequest, failure: ScopeMissing) -> HttpResponse:
    return problem(403, "insufficient_scope", _("This token may read and not deposit. Create one that may."))


def key_reused(request: HttpRequest, failure: KeyReused) -> HttpResponse:
    text = _("This Idempotency-Key has served for another deposit. Nothing was written: make a new key.")
    return problem(409, "key_reused", text, "Idempotency-Key")


def too_many(request: HttpRequest, failure: TooMany) -> HttpResponse:
    text = _("Too many requests with this token: wait %(seconds)d s.") % {"seconds": failure.wait}
    response = problem(429, "too_many_requests", text)
    response["Retry-After"] = str(failure.wait)
    return response


def refused(request: HttpRequest, failure: Refused) -> HttpResponse:
    (field, message), *others = failure.problems.items()
    return problem(422, "refused", message, field, dict(others))


def stale(request: HttpRequest, failure: Stale) -> HttpResponse:
    return problem(409, "conflict", str(failure) or _("Someone else changed this in the meantime."))


def invalid(request: HttpRequest, failure: ValidationError) -> HttpResponse:
    """What does not have the shape that the schema asks for; the first fault, then the others."""
    faults = {".".join(str(step) for step in error["loc"]): str(error["msg"]) for error in failure.errors}
    (field, message), *others = faults.items()
    return problem(422, "invalid", message, field, dict(others))


def _by_status(status: int) -> Callable[[HttpRequest, Exception], HttpResponse]:
    return lambda request, failure: problem_of_status(status)


def unreadable(request: HttpRequest, failure: HttpError) -> HttpResponse:
    return problem_of_status(failure.status_code)


HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    AuthenticationError: unauthenticated,
    ScopeMissing: scope_missing,
    KeyReused: key_reused,
    TooMany: too_many,
    Refused: refused,
    Stale: stale,
    ValidationError: invalid,
    HttpError: unreadable,
    Denied: _by_status(403),
    Http404: _by_status(404),
    RequestDataTooBig: _by_status(413),
}


def explain_problems(api: NinjaAPI) -> None:
    for failure, handler in HANDLERS.items():
        api.add_exception_handler(failure, handler)
