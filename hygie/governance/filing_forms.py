"""What people type of the six indicators: counts, never a share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.actions import Refused
from hygie.web.widgets import DateInput

from .actions.filings import FilingFacts
from .filing_enums import SecurityIndicator
from .rules.filings import LARGEST, Ratio

COUNTED, TOTAL = ".counted", ".total"


class FilingForm(forms.Form):
    """One year's indicators: two counts for each, both or none."""

    measured_on = forms.DateField(label=gettext_lazy("Measured on"), widget=DateInput)
    comment = forms.CharField(
        label=gettext_lazy("How it was counted"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Tool, scope, what was left out: next year's count is compared with this one."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in SecurityIndicator:
            for ending, label in ((COUNTED, one.counted), (TOTAL, one.among)):
                self.fields[one.value + ending] = forms.IntegerField(
                    label=str(label), min_value=0, max_value=LARGEST, required=False
                )

    @property
    def pairs(self) -> list[tuple[SecurityIndicator, list[BoundField]]]:
        """For the page: each indicator with its two fields."""
        return [(one, [self[one.value + COUNTED], self[one.value + TOTAL]]) for one in SecurityIndicator]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        for one in SecurityIndicator:
            counted, total = typed.get(one.value + COUNTED), typed.get(one.value + TOTAL)
            if (counted is None) != (total is None) and not self.errors.keys() & {one + COUNTED, one + TOTAL}:
                lacking = one.value + (COUNTED if counted is None else TOTAL)
                self.add_error(lacking, _("Give both counts, or neither."))
        return typed

    def facts(self) -> FilingFacts:
        typed = self.cleaned_data
        measures = {
            one: Ratio(typed[one.value + COUNTED], typed[one.value + TOTAL])
            for one in SecurityIndicator
            if typed[one.value + COUNTED] is not None
        }
        return FilingFacts(typed["measured_on"], measures, typed["comment"])

    def show(self, refused: Refused) -> None:
        """Put what is wrong with an indicator beside its first count."""
        for name, message in refused.problems.items():
            field = name + COUNTED if name in SecurityIndicator.values else name
            self.add_error(field if field in self.fields else None, str(message))


def typed_before(measures: Mapping[SecurityIndicator, Ratio]) -> dict[str, int]:
    """What the form begins with when a year is filed again."""
    found: dict[str, int] = {}
    for one, ratio in measures.items():
        found |= {one.value + COUNTED: ratio.counted, one.value + TOTAL: ratio.total}
    return found
