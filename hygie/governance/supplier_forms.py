"""What people type about suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.web.widgets import DateInput

from .actions.suppliers import CONTACT, Terms
from .models import Engagement, Supplier
from .supplier_enums import Clause, Criticality, RemoteAccess

ANOTHER = "another"
FIELDS = (
    "services",
    "criticality",
    "access",
    "contract_starts_on",
    "contract_ends_on",
    "clauses",
    *CONTACT,
)


class EngagementForm(forms.Form):
    """What a supplier runs, how it gets in, its contract, whom to call by day and at night."""

    services = forms.CharField(
        label=_("What it runs for you"),
        max_length=300,
        help_text=_("Patient record, imaging archive, network, maintenance of the scanners…"),
    )
    criticality = forms.ChoiceField(label=_("If its service stops"), choices=Criticality.choices)
    access = forms.ChoiceField(label=_("Remote access"), choices=RemoteAccess.choices)
    contract_starts_on = forms.DateField(label=_("First day of the contract"), widget=DateInput, required=False)
    contract_ends_on = forms.DateField(label=_("Last day of the contract"), widget=DateInput, required=False)
    clauses = forms.MultipleChoiceField(
        label=_("Security clauses found in the contract"),
        choices=Clause.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    day_name = forms.CharField(label=_("By day: name"), max_length=120, required=False)
    day_phone = forms.CharField(label=_("By day: phone"), max_length=30, required=False)
    day_email = forms.EmailField(label=_("By day: e-mail"), required=False)
    night_name = forms.CharField(label=_("At night: name"), max_length=120, required=False)
    night_phone = forms.CharField(label=_("At night: phone"), max_length=30, required=False)
    night_email = forms.EmailField(label=_("At night: e-mail"), required=False)

    def terms(self) -> Terms:
        typed = self.cleaned_data
        return Terms(
            services=typed["services"],
            criticality=Criticality(typed["criticality"]),
            access=RemoteAccess(typed["access"]),
            contract_starts_on=typed["contract_starts_on"],
            contract_ends_on=typed["contract_ends_on"],
            clauses=[Clause(code) for code in typed["clauses"]],
            **{name: typed[name] for name in CONTACT},
        )


class NewEngagementForm(EngagementForm):
    """The same with the supplier's name; `ask_about` adds the question when the region knows names that look alike."""

    name = forms.CharField(label=_("Supplier"), max_length=120)

    field_order = ("name", "same_as")

    def ask_about(self, alike: Sequence[Supplier]) -> None:
        choices = [*((str(one.uid), one.name) for one in alike), (ANOTHER, _("No, it is another supplier"))]
        self.fields["same_as"] = forms.ChoiceField(
            label=_("Did you mean …?"),
            choices=choices,
            widget=forms.RadioSelect,
            help_text=_("One name for the whole region: this is how we know who depends on it."),
        )
        self.order_fields(self.field_order)

    def name_chosen(self, alike: Sequence[Supplier]) -> str | None:
        """The name to record; None while the question waits for its answer."""
        typed = str(self.cleaned_data["name"])
        answer = self.data.get("same_as", "")
        if not alike or answer == ANOTHER:
            return typed
        return next((one.name for one in alike if str(one.uid) == answer), None)


class ChangeEngagementForm(EngagementForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class EndEngagementForm(forms.Form):
    last_day = forms.DateField(label=_("Last day of the service"), widget=DateInput)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


def typed_of(engagement: Engagement) -> dict[str, Any]:
    """The row as the form shows it."""
    return {name: getattr(engagement, name) for name in FIELDS} | {"seen": engagement.revision}


class SupplierFilter(forms.Form):
    q = forms.CharField(label=_("Supplier"), max_length=120, required=False)

    def text(self) -> str:
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""
