"""What people type about audits, auditors and campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.accounts.enums import Language
from hygie.core.actions import Refused
from hygie.core.files import ENDINGS, OFFICE_ENDINGS
from hygie.territory.audit_orders import AuditOrder
from hygie.web.widgets import DateInput, FileInput

from .actions.audits import AuditFacts, ReportFacts
from .enums import AuditType, Verdict
from .models import Audit, Finding
from .workflow import AUDIT_MOVES

DOCUMENTS = ",".join([*ENDINGS, *OFFICE_ENDINGS])


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put each problem beside its field; what has no field here is said of the whole."""
    for name, message in refused.problems.items():
        form.add_error(name if name in form.fields else None, str(message))


def offer_orders(form: forms.Form, orders: Sequence[AuditOrder]) -> None:
    """Choose among the orders that somebody keeps; where nobody does, the field stays a free reference."""
    if orders:
        choices = [("", "—"), *((order.code, f"{order.label} – {order.funder}") for order in orders)]
        form.fields["order_code"] = forms.ChoiceField(label=_("Order that pays"), required=False, choices=choices)


class AuditForm(forms.Form):
    """An audit to plan, or its plan to change."""

    title = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=AuditType.choices)
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput)
    perimeter = forms.CharField(
        label=_("Perimeter"),
        max_length=300,
        required=False,
        help_text=_("What is audited, in one line. It is part of the evidence, which the ARS reads."),
    )
    provider = forms.CharField(label=_("Provider"), max_length=160, required=False)
    order_code = forms.CharField(
        label=_("Order that pays"), max_length=60, required=False, help_text=_("Its reference, where there is one.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def facts(self) -> AuditFacts:
        typed = self.cleaned_data
        words = {word: typed[word] for word in ("provider", "perimeter", "order_code")}
        return AuditFacts(typed["title"], AuditType(typed["kind"]), typed["starts_on"], typed["ends_on"], **words)


class MoveForm(forms.Form):
    """One way between two states."""

    move = forms.ChoiceField(choices=[(move.code, move.code) for move in AUDIT_MOVES if move.code != "receive"])
    seen = forms.IntegerField()


class ReportForm(forms.Form):
    """The report of an audit: when it was run, by whom, and for a directory its level."""

    ran_on = forms.DateField(
        label=_("Run on"), widget=DateInput, help_text=_("The day that obligations count: that of the audit itself.")
    )
    qualified = forms.BooleanField(label=_("By a PASSI-qualified auditor"), required=False)
    level = forms.TypedChoiceField(
        label=_("ADS level"),
        required=False,
        choices=[("", "—"), *((str(level), str(level)) for level in range(1, 6))],
        coerce=int,
        empty_value=None,
        help_text=_("From 1 (worst) to 5. Without it, the audit answers no requirement."),
    )
    not_evaluated = forms.IntegerField(label=_("Controls not evaluated"), min_value=0, max_value=10_000, required=False)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For your establishment only: neither the ARS nor the region's experts read it without a mandate."),
    )
    file = forms.FileField(
        label=_("Report"),
        required=False,
        widget=FileInput(accept=DOCUMENTS),
        help_text=_("PDF or office document, 20 MB at most. It stays in your establishment."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: object, audit: Audit, **kwargs: object) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]
        if audit.kind_value is not AuditType.DIRECTORY:
            del self.fields["level"], self.fields["not_evaluated"]

    def facts(self) -> ReportFacts:
        typed = self.cleaned_data
        return ReportFacts(
            typed["ran_on"],
            typed["qualified"],
            typed.get("level"),
            typed.get("not_evaluated"),
            typed["summary"],
        )


class HandOverForm(ReportForm):
    """The same from the auditor, whose report is a file; the summary is the establishment's own."""

    field_order = ("ran_on", "qualified", "level", "not_evaluated", "file", "seen")

    def __init__(self, data: object, audit: Audit, **kwargs: object) -> None:
        super().__init__(data, audit, **kwargs)
        del self.fields["summary"]
        self.fields["file"].required = audit.report is None
        self.fields["file"].help_text = _("PDF or office document, 20 MB at most. Only the establishment reads it.")

    def facts_on(self, audit: Audit) -> ReportFacts:
        typed = self.cleaned_data
        return ReportFacts(
            typed["ran_on"], typed["qualified"], typed.get("level"), typed.get("not_evaluated"), audit.summary
        )


class AuditorForm(forms.Form):
    """Whom to open an audit to."""

    email = forms.EmailField(label=_("E-mail address"))
    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=100, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.FRENCH)

    def whom(self) -> dict[str, str]:
        return {word: self.cleaned_data[word] for word in ("email", "first_name", "last_name", "language")}


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class VerdictForm(forms.Form):
    """One answer for each finding, and one for all that was left without."""

    rest = forms.ChoiceField(
        label=_("All those left without an answer"),
        choices=[("", _("Leave them to be verified")), *Verdict.choices],
        required=False,
    )

    def __init__(self, data: object, findings: Iterable[Finding]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._findings = list(findings)
        for finding in self._findings:
            self.fields[self._name(finding)] = forms.ChoiceField(
                label=finding.title, choices=[("", "—"), *Verdict.choices], required=False
            )

    @staticmethod
    def _name(finding: Finding) -> str:
        return f"finding.{finding.uid}"

    def lines(self) -> list[tuple[Finding, forms.BoundField]]:
        return [(finding, self[self._name(finding)]) for finding in self._findings]

    def verdicts(self) -> dict[UUID, Verdict]:
        typed, rest = self.cleaned_data, self.cleaned_data["rest"]
        said = {finding.uid: typed[self._name(finding)] or rest for finding in self._findings}
        return {uid: Verdict(verdict) for uid, verdict in said.items() if verdict}
