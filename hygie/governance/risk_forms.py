"""What people type about risks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hygie.web.widgets import DateInput

from .actions.risks import Rating
from .models import Risk
from .risk_enums import Gravity, Likelihood, Treatment
from .risk_models import risk_models

FIELDS = ("title", "scenario", "gravity", "likelihood", "treatment", "measures", "owner", "review_on")


def _scale(choices: Collection[tuple[int, Any]]) -> list[tuple[int, str]]:
    return [(value, f"{value} – {label}") for value, label in choices]


class RiskForm(forms.Form):
    """One risk: what may happen, how bad and how likely, what is done about it."""

    title = forms.CharField(label=_("The risk, in a few words"), max_length=120)
    scenario = forms.CharField(
        label=_("Scenario"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How it happens, and what it does to care."),
    )
    gravity = forms.TypedChoiceField(label=_("Gravity"), coerce=int)
    likelihood = forms.TypedChoiceField(label=_("Likelihood"), coerce=int)
    treatment = forms.ChoiceField(label=_("Treatment"), choices=Treatment.choices)
    measures = forms.CharField(
        label=_("Measures"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.CharField(
        label=_("Owner"), max_length=120, required=False, help_text=_("A function rather than a name.")
    )
    review_on = forms.DateField(label=_("To be looked at again by"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Levels are written with their number, in the language of the page.
        self.fields["gravity"].choices = _scale(Gravity.choices)  # type: ignore[attr-defined]
        self.fields["likelihood"].choices = _scale(Likelihood.choices)  # type: ignore[attr-defined]

    def rating(self) -> Rating:
        typed = self.cleaned_data
        return Rating(
            title=typed["title"],
            scenario=typed["scenario"],
            gravity=Gravity(typed["gravity"]),
            likelihood=Likelihood(typed["likelihood"]),
            treatment=Treatment(typed["treatment"]),
            measures=typed["measures"],
            owner=typed["owner"],
            review_on=typed["review_on"],
        )


class ChangeRiskForm(RiskForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class BeginForm(forms.Form):
    """Scenarios of the starting set that are not in the register yet."""

    codes = forms.MultipleChoiceField(label=_("Scenarios"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, there: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(model.code, str(model.title)) for model in risk_models().values() if model.code not in there]
        self.fields["codes"].choices = choices  # type: ignore[attr-defined]


class ReviewRegisterForm(forms.Form):
    next_on = forms.DateField(
        label=pgettext_lazy("register", "Next review by"), widget=DateInput, help_text=_("Within three years.")
    )
    seen = forms.CharField(max_length=500, widget=forms.HiddenInput)


class CloseRiskForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


def typed_of(risk: Risk) -> dict[str, Any]:
    """The row as the form shows it."""
    return {name: getattr(risk, name) for name in FIELDS} | {"seen": risk.revision}
