"""What the layout shows around every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language

from .navigation import Group, menu_of
from .search import LONGEST
from .theme import Theme, theme_of

PRODUCT = "Hygie"


class Shell:
    """The frame of a page. Nothing is computed before the layout asks: fragments pay for none of it."""

    product = PRODUCT
    search_longest = LONGEST
    themes = tuple(Theme)

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def theme(self) -> Theme:
        return theme_of(self.request)

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def path(self) -> str:
        """Where to come back to after a switch. The answer to a form has no address of its own to come back to."""
        return self.request.get_full_path() if self.request.method in {"GET", "HEAD"} else self.request.path

    @property
    def query(self) -> str:
        """What is being searched for, on the page of results only: another page may mean something else by `q`."""
        match = self.request.resolver_match
        return self.request.GET.get("q", "") if match and match.view_name == "web:search" else ""

    @cached_property
    def person(self) -> Any:
        """The signed-in person, or None; requests that failed early have no `user` at all."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def navigation(self) -> list[Group]:
        return menu_of(self.request) if self.person else []


def page(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
