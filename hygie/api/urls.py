"""Addresses of the open API: its operations, its schema, and the pages of those who use it."""

from __future__ import annotations

from typing import cast

from django.urls import URLPattern, URLResolver, path

from hygie.core.pages import Access, Over

from .frame import PREFIX
from .schema import api
from .views import docs, tokens, webhooks


def operations() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The addresses of all operations, marked as such: a browser's session opens none of them."""
    found, app_name, namespace = api().urls
    patterns = [pattern for pattern in found if cast(URLPattern, pattern).name != "api-root"]  # which shows nothing
    for pattern in patterns:
        cast(URLPattern, pattern).callback.access = Access(Over.TOKEN)  # type: ignore[attr-defined]
    return patterns, app_name, namespace


own = [
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/new/", tokens.create, name="create_token"),
    path("account/tokens/<uuid:token>/revoke/", tokens.revoke, name="revoke_token"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<uuid:webhook>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:webhook>/pause/", webhooks.pause, name="pause_webhook"),
    path("webhooks/<uuid:webhook>/test/", webhooks.test, name="test_webhook"),
    path("webhooks/add/<uuid:uid>/", webhooks.add, name="add_webhook"),
    path("api/v1/docs", docs.docs, name="docs"),
    path("api/v1/openapi.json", docs.schema_json, name="schema"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", (own, "api", "api")),
    path(PREFIX.lstrip("/"), operations()),
]
