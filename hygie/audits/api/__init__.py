"""Operations on audits: reports, audits, findings, and what of them adds up, each as far as its page shows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.api import ApiPart, api_parts

from . import audits, counts, findings, reports  # noqa: F401 — each fills the routes
from .routes import ROUTES


def register() -> None:
    api_parts.register(ApiPart("audits", _("Audits and findings"), ROUTES))
