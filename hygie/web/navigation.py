"""The menu: each app offers its entries, each reader sees theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hygie.core.registry import Registry


class Section(IntEnum):
    """Groups of the menu, in order. What one does oneself comes first and needs no title."""

    MINE = 0
    ANALYSIS = 1
    REGION = 2
    ACTIVITIES = 3
    SETTINGS = 4

    @property
    def label(self) -> str | Promise:
        return SECTION_LABELS[self]


SECTION_LABELS: dict[Section, str | Promise] = {
    Section.MINE: "",
    Section.ANALYSIS: _("Analysis"),
    Section.REGION: _("Territory"),
    Section.ACTIVITIES: _("Activities"),
    Section.SETTINGS: _("Settings"),
}


@dataclass(frozen=True)
class NavItem:
    """One entry. `visible` is asked for signed-in people only; `count` gives a number worth a glance, or None.

    `app` names the urls (`audits:…`) that belong to this entry wherever their addresses begin.
    """

    code: str
    label: str | Promise
    url_name: str
    icon: str
    order: int
    visible: Callable[[HttpRequest], bool]
    section: Section = Section.MINE
    count: Callable[[HttpRequest], int | None] | None = None
    app: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry as one page shows it."""

    label: str | Promise
    url: str
    icon: str
    current: bool
    count: int | None


@dataclass(frozen=True)
class Group:
    label: str | Promise
    entries: list[Entry]


navigation: Registry[NavItem] = Registry("navigation", key=lambda item: item.code)


def menu_of(request: HttpRequest) -> list[Group]:
    """The reader's menu by section, with the entry that the page belongs to."""
    seen = sorted((item for item in navigation if item.visible(request)), key=lambda item: (item.section, item.order))
    urls = {item.code: reverse(item.url_name) for item in seen}
    current = _current(request, seen, urls)
    groups = []
    for section in Section:
        entries = [
            Entry(
                label=item.label,
                url=urls[item.code],
                icon=item.icon,
                current=item.code == current,
                count=item.count(request) if item.count else None,
            )
            for item in seen
            if item.section == section
        ]
        if entries:
            groups.append(Group(section.label, entries))
    return groups


def _current(request: HttpRequest, seen: list[NavItem], urls: dict[str, str]) -> str | None:
    """The entry whose address is the longest beginning of this page's; else the first that says the page is its own."""
    leading = [item.code for item in seen if _leads_to(urls[item.code], request.path)]
    if leading:
        return max(leading, key=lambda code: len(urls[code]))
    match = request.resolver_match
    apps = match.app_names if match else []
    return next((item.code for item in seen if item.app and item.app in apps), None)


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
