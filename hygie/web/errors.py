"""Pages of failure: what happened, and what to do now.

They are drawn without context processors and without the layout: the database or the session may be what failed.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .context import Shell

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "web/errors/400.html")


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "web/errors/403.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "web/errors/404.html")


def conflict(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody else changed the same thing meanwhile (`core.actions.Stale`)."""
    return _page(request, 409, "web/errors/409.html", str(exception or ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.warning("refused a form without its token: %s", reason)
    return _page(request, 403, "web/errors/csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "web/errors/500.html")


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 503, "web/errors/503.html")


def _page(request: HttpRequest, status: int, template: str, said: str = "") -> HttpResponse:
    context = {"status": status, "said": said, "shell": Shell(request)}
    return HttpResponse(render_to_string(template, context), status=status)
