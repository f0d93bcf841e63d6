"""What is asked about vulnerabilities, deadlines and days off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hygie.web.widgets import DateInput

from .rules.timelines import LONGEST, ROWS, TimelineRow


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
