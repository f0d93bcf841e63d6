"""What people ask of the list of findings, and what they type about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hygie.core.actions import Refused
from hygie.core.files import ENDINGS, OFFICE_ENDINGS, TEXT_ENDINGS
from hygie.territory.models import Seat
from hygie.web.widgets import DateInput, FileInput

from .actions.finding_moves import Terms
from .actions.findings import HandFinding
from .enums import Decision, Exposure, FindingSeverity, FindingView
from .formats.observation import AssetKind
from .kinds import ASSET_KIND_LABELS
from .models import Audit
from .queries.findings import NOBODY, Asked
from .words import source_words

EVIDENCE = ",".join([*ENDINGS, *OFFICE_ENDINGS, *TEXT_ENDINGS])
ANY = ("", "—")
SEVERITIES = [(str(one.value), one.label) for one in sorted(FindingSeverity, reverse=True)]


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put each problem beside its field; what has no field here is said of the whole."""
    for name, message in refused.problems.items():
        form.add_error(name if name in form.fields else None, str(message))


class FindingFilter(forms.Form):
    """Hidden fields come from links: a rule, an asset, a CVE, an audit."""

    q = forms.CharField(label=_("Words, asset or CVE"), max_length=120, required=False)
    view = forms.ChoiceField(label=_("Show"), choices=FindingView.choices, required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=[ANY, *SEVERITIES], required=False)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[ANY, *((str(one.value), one.label) for one in sorted(Decision, reverse=True))],
        required=False,
    )
    exposure = forms.ChoiceField(
        label=_("Exposure"), choices=[ANY, *((one.value, one.label) for one in Exposure if one.value)], required=False
    )
    assignee = forms.ChoiceField(label=_("Assigned to"), required=False)
    lane = forms.ChoiceField(label=_("Source"), required=False)
    kev = forms.BooleanField(label=_("Exploited (KEV)"), required=False)
    rule = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    cve = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    asset = forms.UUIDField(required=False, widget=forms.HiddenInput)
    audit = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, seats: Sequence[Seat], lanes: Sequence[str]) -> None:
        super().__init__(data, auto_id="filter-%s")
        people = [(str(seat.person.uid), seat.person.full_name) for seat in seats]
        self.fields["assignee"].choices = [ANY, (NOBODY, _("Nobody")), *people]  # type: ignore[attr-defined]
        self.fields["lane"].choices = [ANY, *((lane, source_words(lane)) for lane in lanes)]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What narrows the list; a value that the form refuses narrows nothing."""
        self.is_valid()
        typed = self.cleaned_data
        return Asked(
            view=FindingView(typed.get("view") or ""),
            severity=int(typed["severity"]) if typed.get("severity") else None,
            decision=int(typed["decision"]) if typed.get("decision") else None,
            exposure=typed.get("exposure") or "",
            lane=typed.get("lane") or "",
            assignee=typed.get("assignee") or "",
            kev=bool(typed.get("kev")),
            text=(typed.get("q") or "").strip(),
            rule=typed.get("rule") or "",
            cve=(typed.get("cve") or "").strip(),
            asset=typed.get("asset"),
            audit=typed.get("audit"),
        )


class MineFilter(forms.Form):
    view = forms.ChoiceField(label=_("Show"), choices=FindingView.choices, required=False)

    def asked(self) -> FindingView:
        self.is_valid()
        return FindingView(self.cleaned_data.get("view") or "")


class RestForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(
        label=_("Until"), widget=DateInput, help_text=_("It opens again on that day. Twelve months at most.")
    )
    reason = forms.CharField(
        label=_("Why"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Kept in its history.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def terms(self) -> Terms:
        return Terms(self.cleaned_data["until"], self.cleaned_data["reason"].strip())


class AcceptForm(RestForm):
    risk_owner = forms.CharField(
        label=_("Risk owner"), max_length=120, help_text=_("The person or function that answers for this risk.")
    )
    field_order = ("risk_owner", "reason", "until")

    def terms(self) -> Terms:
        typed = self.cleaned_data
        return Terms(typed["until"], typed["reason"].strip(), typed["risk_owner"].strip())


class DueForm(forms.Form):
    due_on = forms.DateField(label=_("To be fixed by"), widget=DateInput)
    reason = forms.CharField(label=_("Why"), max_length=600, help_text=_("Kept in its history."))

    def facts(self) -> tuple[date, str]:
        return self.cleaned_data["due_on"], self.cleaned_data["reason"]


class AssignForm(forms.Form):
    assignee = forms.ChoiceField(
        label=_("Assign to"),
        required=False,
        help_text=_("They are told, and a contributor sees this finding and no other."),
    )

    def __init__(self, data: Any, *, seats: Sequence[Seat], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.seats = {str(seat.person.uid): seat for seat in seats}
        people = [(uid, f"{seat.person.full_name} – {seat.role_value.label}") for uid, seat in self.seats.items()]
        self.fields["assignee"].choices = [("", _("Nobody")), *people]  # type: ignore[attr-defined]

    def seat(self) -> Seat | None:
        return self.seats.get(self.cleaned_data["assignee"])


class RefuseForm(forms.Form):
    answer = forms.CharField(label=_("Why it is refused"), max_length=600, required=False)


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=FileInput(accept=EVIDENCE),
        help_text=_("PDF, image, office document or text, 20 MB at most. No patient data."),
    )
    note = forms.CharField(label=_("What it shows"), max_length=200, required=False)


class SaveFilterForm(forms.Form):
    name = forms.CharField(label=_("Name of this filter"), max_length=80)
    query = forms.CharField(max_length=600, required=False, widget=forms.HiddenInput)


class HandFindingForm(forms.Form):
    """A finding that no report brought."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=120,
        help_text=_("As the report or the warning calls it: PT-2026-04, CVE-2024-12345…"),
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    asset = forms.CharField(label=_("Asset"), max_length=255, help_text=_("Host name, address, domain or product."))
    asset_kind = forms.ChoiceField(label=_("Kind of asset"), choices=ASSET_KIND_LABELS)
    location = forms.CharField(label=_("Where on it"), max_length=300, required=False, help_text=_("443/tcp, a path…"))
    severity = forms.ChoiceField(label=_("Severity"), choices=SEVERITIES, initial=str(FindingSeverity.HIGH.value))
    cves = forms.CharField(label=_("CVEs"), max_length=600, required=False, help_text=_("Separated by spaces."))
    audit = forms.ChoiceField(label=pgettext_lazy("of a finding", "Audit"), required=False)
    description = forms.CharField(
        label=_("Description"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    solution = forms.CharField(
        label=_("Solution"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any, *, audits: Sequence[Audit], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.audits: dict[str, Audit] = {str(audit.uid): audit for audit in audits}
        if audits:
            choices = [ANY, *((uid, audit.title) for uid, audit in self.audits.items())]
            self.fields["audit"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["audit"]

    def facts(self) -> HandFinding:
        typed = self.cleaned_data
        return HandFinding(
            reference=typed["reference"].strip(),
            title=typed["title"].strip(),
            asset=typed["asset"].strip(),
            asset_kind=AssetKind(typed["asset_kind"]),
            severity=FindingSeverity(int(typed["severity"])),
            description=typed["description"],
            solution=typed["solution"],
            location=typed["location"].strip(),
            cves=typed["cves"].upper().replace(",", " ").split(),
            audit=self.audits.get(typed.get("audit") or ""),
        )


def uids_of(values: Sequence[str]) -> list[UUID]:
    """The public ids among what a browser sent."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
