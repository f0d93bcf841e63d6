"""What is different before the open API: no cookie, a bounded body, and problems in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hygie.core.files import BYTES_AT_MOST

from .problems import problem_of_status

PREFIX = "/api/v1/"
#: read in a browser, by anybody
PAGES = frozenset({"/api/v1/docs", "/api/v1/openapi.json"})


class ApiMiddleware:
    """Stands before sessions: a browser that is signed in has no more rights here than a stranger.

    Thus another site's form, sent by that browser, writes nothing; and nothing of a session is read or kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX) or request.path_info in PAGES:
            return self.get_response(request)
        request.COOKIES = {}
        response = problem_of_status(413) if _is_too_large(request) else self.get_response(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith("application/json"):
            response = _in_json(response)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_too_large(request: HttpRequest) -> bool:
    """Told by its head: a request without a length has no body for Django. A form may carry one document."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    document = BYTES_AT_MOST if request.content_type == "multipart/form-data" else 0
    return not length.isdigit() or int(length) > settings.HYGIE_API_BODY + document


def _in_json(response: HttpResponseBase) -> HttpResponseBase:
    said = problem_of_status(response.status_code)
    for name in ("Allow", "Content-Language", "Vary"):
        if name in response:
            said[name] = response[name]
    return said
