"""What is asked about vulnerabilities, deadlines and days off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hygie.web.widgets import DateInput, FileInput

from .rules.timelines import LONGEST, ROWS, TimelineRow

INVENTORY_AT_MOST = 20 * 1024 * 1024


class CveFilter(forms.Form):
    q = forms.CharField(label=_("CVE number, or its beginning"), max_length=30, required=False)

    def text(self) -> str:
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""


class TimelinesForm(forms.Form):
    """A number of days for each of the 16 rows; empty for “at the next upgrade”."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Establishments read it beside the new timelines.")
    )

    def __init__(self, *args: Any, days: Sequence[int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in ROWS:
            self.fields[_name(row)] = forms.IntegerField(
                label=gettext("Row %(number)s: days") % {"number": row.number + 1},
                required=False,
                min_value=1,
                max_value=LONGEST,
                initial=days[row.number],
            )

    @property
    def lines(self) -> list[tuple[TimelineRow, forms.BoundField]]:
        return [(row, self[_name(row)]) for row in ROWS]

    def days(self) -> list[int | None]:
        return [self.cleaned_data[_name(row)] for row in ROWS]


def _name(row: TimelineRow) -> str:
    return f"row_{row.number + 1}"


class ClosingDayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DateInput)
    label = forms.CharField(label=pgettext_lazy("of a day", "What for"), max_length=80, required=False)


class ProductFilter(forms.Form):
    q = forms.CharField(label=_("Product or vendor"), max_length=80, required=False)

    def text(self) -> str:
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""


class InventoryForm(forms.Form):
    """An inventory as a tool exports it; what it holds is recognised by its content."""

    file = forms.FileField(
        label=_("Inventory"),
        help_text=_("CycloneDX (JSON), or a CSV with columns vendor, name, version and, where known, asset."),
        widget=FileInput(accept=".json,.csv,.gz,.zip"),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > INVENTORY_AT_MOST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Nothing was saved: send a smaller one."))
        return file
