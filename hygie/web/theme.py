"""Light, dark, or as the machine asks: a cookie that the page renders, so that it works without JavaScript."""

from __future__ import annotations

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

COOKIE = "hygie_theme"
ONE_YEAR = 365 * 24 * 3600


class Theme(TextChoices):
    AUTO = "auto", pgettext_lazy("theme", "As the device")
    LIGHT = "light", pgettext_lazy("theme", "Light")
    DARK = "dark", pgettext_lazy("theme", "Dark")

    @property
    def icon(self) -> str:
        return {Theme.AUTO: "device-desktop", Theme.LIGHT: "sun", Theme.DARK: "moon"}[self]


def theme_of(request: HttpRequest) -> Theme:
    """The reader's choice; a cookie that was damaged or made up counts for none."""
    chosen = request.COOKIES.get(COOKIE, "")
    return Theme(chosen) if chosen in Theme.values else Theme.AUTO
