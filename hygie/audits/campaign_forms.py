"""What people type about campaigns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hygie.territory.enums import OrganisationKind
from hygie.territory.forms import OrganisationFilter
from hygie.web.widgets import DateInput

from .actions.campaigns import CampaignFacts
from .enums import AuditState, AuditType, Objective


class CampaignForm(forms.Form):
    """A campaign to open, or to change."""

    title = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=AuditType.choices)
    objective = forms.ChoiceField(
        label=_("Objective"), choices=Objective.choices, initial=Objective.SINGLE, widget=forms.RadioSelect
    )
    opens_on = forms.DateField(label=_("First day"), widget=DateInput)
    closes_on = forms.DateField(label=_("Last day"), widget=DateInput)
    provider = forms.CharField(label=_("Provider"), max_length=160, required=False)
    order_code = forms.CharField(
        label=_("Order that pays"), max_length=60, required=False, help_text=_("Its reference, where there is one.")
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def facts(self) -> CampaignFacts:
        typed = self.cleaned_data
        return CampaignFacts(
            typed["title"],
            AuditType(typed["kind"]),
            typed["opens_on"],
            typed["closes_on"],
            Objective(typed["objective"]),
            typed["provider"],
            typed["order_code"],
            typed["note"],
        )


class EstablishmentFilter(OrganisationFilter):
    """The territory's own filter, legal entities at first: those whose obligations an audit answers."""

    USUAL = OrganisationKind.ENTITY.value

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        del self.fields["closed"]


class StateForm(forms.Form):
    """Audits of one state, in the address of the campaign's page."""

    state = forms.ChoiceField(
        label=pgettext_lazy("audit", "State"),
        required=False,
        choices=[("", _("All")), *AuditState.choices, ("late", _("Late"))],
    )

    def state_asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("state", ""))
