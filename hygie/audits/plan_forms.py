"""What people type of a remediation plan and of its actions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.core.files import ENDINGS, OFFICE_ENDINGS, TEXT_ENDINGS
from hygie.web.widgets import DateInput, FileInput

from .actions.plan_lines import ActionFacts
from .models import PlanAction, PlannedFinding, RemediationPlan

DOCUMENTS = ",".join([*ENDINGS, *OFFICE_ENDINGS, *TEXT_ENDINGS])


class PlanForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    note = forms.CharField(
        label=_("For whoever signs"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StartPlanForm(forms.Form):
    """A new plan, or a draft that takes the chosen findings too."""

    plan = forms.ChoiceField(label=_("Plan"), required=False)
    title = forms.CharField(
        label=_("Title of the new plan"), max_length=160, required=False, help_text=_("Such as: Active Directory, 2027")
    )

    def __init__(self, *args: Any, drafts: Sequence[RemediationPlan] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if drafts:
            choices = [("", _("A new plan")), *((str(one.uid), one.title) for one in drafts)]
            self.fields["plan"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["plan"]


class ActionForm(forms.Form):
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    owner = forms.CharField(label=_("In charge"), max_length=120, required=False, help_text=_("A person or a team."))
    due_on = forms.DateField(label=_("Until"), required=False, widget=DateInput)
    cost = forms.DecimalField(
        label=_("Cost in euros"), required=False, min_value=0, max_digits=11, decimal_places=2, localize=False
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    uncovered = forms.MultipleChoiceField(
        label=_("Findings to leave out"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, planned: Sequence[PlannedFinding] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if planned:
            choices = [(str(one.finding.uid), f"{one.finding.title} – {one.finding.asset}") for one in planned]
            self.fields["uncovered"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["uncovered"]

    @staticmethod
    def typed_before(action: PlanAction) -> dict[str, Any]:
        """What the form begins with."""
        words = ("title", "owner", "due_on", "note")
        euros = None if action.cost is None else Decimal(action.cost) / 100
        return {word: getattr(action, word) for word in words} | {"cost": euros, "seen": action.version}

    def facts(self) -> ActionFacts:
        typed = self.cleaned_data
        cents = None if typed["cost"] is None else int(typed["cost"] * 100)
        return ActionFacts(typed["title"], typed["owner"], typed["due_on"], cents, typed["note"])

    def left_out(self) -> list[UUID]:
        return [UUID(uid) for uid in self.cleaned_data.get("uncovered", ())]


class DoneForm(forms.Form):
    done_on = forms.DateField(label=_("Done on"), widget=DateInput)
    file = forms.FileField(
        label=_("What shows it"),
        required=False,
        widget=FileInput(accept=DOCUMENTS),
        help_text=_("A screenshot, a ticket, a report. 20 MB at most."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class SignPlanForm(forms.Form):
    """What was read is what is signed."""

    read = forms.BooleanField(label=_("I have read this plan and I approve it."))
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
