"""What people type in the register of accreditations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.web.widgets import DateInput

from .accreditation_enums import Outcome
from .actions.accreditations import DecisionFacts, SystemFacts


class SystemForm(forms.Form):
    """A system, and what its accreditation covers."""

    name = forms.CharField(label=_("System"), max_length=120)
    scope = forms.CharField(
        label=_("Scope of the accreditation"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Applications, sites, networks and interconnections that it covers."),
    )
    audit_used = forms.CharField(
        label=_("Audit used"),
        max_length=300,
        required=False,
        help_text=_("The audit on which the decision rests, with its date."),
    )
    essential = forms.BooleanField(
        label=_("Part of an essential information system"),
        required=False,
        help_text=_("Only such a system answers rule 3 of operators of essential services (OSE)."),
    )

    def facts(self) -> SystemFacts:
        typed = self.cleaned_data
        return SystemFacts(typed["name"], typed["scope"], typed["essential"], typed["audit_used"])


class ChangeSystemForm(SystemForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """What was decided, signed by the legal representative."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    authority = forms.CharField(
        label=_("Accreditation authority"),
        max_length=160,
        help_text=_("In what capacity it was decided: a function, not a name."),
    )
    decided_on = forms.DateField(label=_("Decided on"), widget=DateInput)
    valid_until = forms.DateField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("Last day, within three years of the decision. Empty for a refusal."),
    )
    conditions = forms.CharField(
        label=_("Conditions and reservations"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is to be done, and by when. Needed when there are reservations."),
    )
    read = forms.BooleanField(label=_("I confirm this decision on the scope shown here."))
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> DecisionFacts:
        typed = self.cleaned_data
        outcome = Outcome(typed["outcome"])
        days = {"decided_on": typed["decided_on"], "valid_until": typed["valid_until"]}
        return DecisionFacts(outcome, typed["authority"], **days, conditions=typed["conditions"])
