"""What the open API answers: its schema for machines, the same on a page of ours for people."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hygie.core.pages import public

from ..documented import documented
from ..schema import schema, schema_text


@public
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    context = {
        "parts": documented(schema()),
        "base": settings.HYGIE_PUBLIC_URL,
        "per_minute": settings.HYGIE_API_PER_MINUTE,
        "deposits": settings.HYGIE_API_DEPOSITS_PER_MINUTE,
    }
    return render(request, "api/docs.html", context)


@public
@require_GET
def schema_json(request: HttpRequest) -> HttpResponse:
    return HttpResponse(schema_text(), content_type="application/json")
