"""What a reader chooses of the regional picture and of the national tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hygie.web.widgets import DateInput

from .enums import Dimension
from .rules.quarters import Quarter


class DaysForm(forms.Form):
    """Two days to compare; a day out of what is known is brought back to its bounds."""

    on = forms.DateField(label=_("On"), required=False, widget=DateInput)
    against = forms.DateField(label=_("Compared with"), required=False, widget=DateInput)

    def chosen(self, name: str, default: date, first: date, last: date) -> date:
        self.is_valid()
        return min(max(self.cleaned_data.get(name) or default, first), last)


class GroupsForm(forms.Form):
    """A programme, and by what its establishments are grouped."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    by = forms.ChoiceField(
        label=_("By"), required=False, choices=[choice for choice in Dimension.choices if choice[0] != Dimension.ALL]
    )
    on = forms.DateField(label=_("On"), required=False, widget=DateInput)

    def __init__(self, *args: Any, programmes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programmes  # type: ignore[attr-defined]
        self.is_valid()

    def chosen(self, name: str, default: Any) -> Any:
        return self.cleaned_data.get(name) or default


class TablesForm(forms.Form):
    """A quarter and a programme, among those that were published; what means nothing gives the first of each."""

    quarter = forms.ChoiceField(label=_("Quarter"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)

    def __init__(
        self, *args: Any, quarters: Sequence[Quarter], programmes: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = [(one.code, _said(one)) for one in quarters]  # type: ignore[attr-defined]
        self.fields["programme"].choices = programmes  # type: ignore[attr-defined]
        self.is_valid()

    def chosen(self, name: str) -> str:
        first: str = self.fields[name].choices[0][0]  # type: ignore[attr-defined]
        return self.cleaned_data.get(name) or first


def _said(quarter: Quarter) -> str:
    return gettext("Quarter %(number)s of %(year)s") % {"number": quarter.number, "year": quarter.year}
