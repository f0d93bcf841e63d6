"""What narrows the page of a region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RegionFilterForm(forms.Form):
    """What a hand-written address gets wrong narrows nothing."""

    department = forms.ChoiceField(label=_("Department"), required=False)

    def __init__(self, data: Mapping[str, Any], departments: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        if len(departments) > 1:
            self.fields["department"].choices = [("", _("All")), *departments]  # type: ignore[attr-defined]
        else:
            del self.fields["department"]

    @property
    def chosen_department(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("department") or "")
