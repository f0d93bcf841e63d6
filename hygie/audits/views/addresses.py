"""Addresses of pages that another part of the platform may not have."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address_of(name: str, *args: object) -> str:
    """ "" where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
