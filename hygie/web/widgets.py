"""Form controls that speak the page's language where a browser would speak its own."""

from __future__ import annotations

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The browser's own calendar. Browsers order day and month as they please: `hygie.js` repeats it in words."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"data-date": "", **(attrs or {})}, format="%Y-%m-%d")


class FileInput(forms.FileInput):
    """One file, with our own labels (`web/components/field.html`). `accept` as in HTML: ".pdf,.png"."""

    def __init__(self, accept: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={**({"accept": accept} if accept else {}), **(attrs or {})})
