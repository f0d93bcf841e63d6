"""Operations on governance: policies, appointments, and the registers, each as far as its page shows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hygie.core.api import ApiPart, api_parts

from . import people_and_policies, registers, risks, suppliers  # noqa: F401 — each fills the routes
from .routes import ROUTES


def register() -> None:
    api_parts.register(ApiPart("governance", _("Governance"), ROUTES))
