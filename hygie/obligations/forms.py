"""What people type: evidence, answers, waivers, and the filters of the lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.actions import Refused
from hygie.core.files import ENDINGS, OFFICE_ENDINGS, TEXT_ENDINGS
from hygie.web.widgets import DateInput, FileInput

from .enums import Decision, Status
from .proof_kinds import Choice, Choices, Day, Flag, Integer, Measure, Number, ProofKind, Words

MEASURE = "measures."
ACCEPTED_FILES = ",".join([*ENDINGS, *OFFICE_ENDINGS, *TEXT_ENDINGS])
YES_NO = [("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))]
EARLIEST = date(2000, 1, 1)


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put each problem beside its field; what has no field here is said of the whole."""
    for name, message in refused.problems.items():
        form.add_error(name if name in form.fields else None, str(message))


class ProofForm(forms.Form):
    """One piece of evidence of a kind. Its measures become fields from the kind's own schema.

    `token` makes a form that is sent twice deposit once; `seen` is the version that a revision was typed over.
    """

    file = forms.FileField(
        label=gettext_lazy("Document"),
        required=False,
        max_length=200,
        widget=FileInput(accept=ACCEPTED_FILES),
        help_text=gettext_lazy("PDF, image, office or text file, 20 MB at most. No patient data."),
    )
    happened_on = forms.DateField(
        label=gettext_lazy("Date it happened"),
        help_text=gettext_lazy("The date of the fact itself: signature, exercise, audit. Not today's date."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("Last day on which it counts. Empty: its usual validity, if it has one."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    comment = forms.CharField(
        label=gettext_lazy("Note for the reader"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Seen by your establishment and the ARS. Name no patient."),
    )
    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: ProofKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["happened_on"].widget = _happened_on_input(kind)
        for measure in kind.measures:
            self.fields[MEASURE + measure.code] = _field_of(measure)

    @property
    def measure_fields(self) -> list[forms.BoundField]:
        """What the document shows, as the kind's schema asks it."""
        return [self[MEASURE + measure.code] for measure in self.kind.measures]

    @property
    def proposed_expiry(self) -> str:
        """The end that goes with the date on screen: one typed by hand is told from it."""
        day = self["happened_on"].value()
        try:
            happened_on = date.fromisoformat(str(day))
        except ValueError:
            return ""
        proposed = self.kind.default_expiry(happened_on)
        return proposed.isoformat() if proposed else ""

    @property
    def has_more(self) -> bool:
        """Whether the folded fields say something, or something is wrong with them."""
        names = ("title", "comment") if self.kind.months else ("title", "comment", "expires_on")
        return any(self[name].value() or self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            cleaned["measures"] = self.kind.check(self._typed(cleaned))
        except Refused as refused:
            for name, message in refused.problems.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, str(message))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What the actions take, once the form is valid."""
        cleaned = self.cleaned_data
        return {
            "happened_on": cleaned["happened_on"],
            "measures": cleaned["measures"],
            "expires_on": cleaned["expires_on"],
            "title": cleaned["title"],
            "comment": cleaned["comment"],
            "upload": cleaned["file"],
        }

    def _typed(self, cleaned: Mapping[str, Any]) -> dict[str, object]:
        return {
            measure.code: cleaned[MEASURE + measure.code]
            for measure in self.kind.measures
            if MEASURE + measure.code in cleaned
        }


def new_proof_values(kind: ProofKind, today: date, measures: Mapping[str, object]) -> dict[str, Any]:
    """What a fresh form proposes: today, the validity that goes with it, and what the requirement is about."""
    return {
        "happened_on": today,
        "expires_on": kind.default_expiry(today),
        "token": uuid4().hex,
        **_shown(measures),
    }


def proof_values(
    measures: Mapping[str, object], happened_on: date, expires_on: date | None, title: str, comment: str, version: int
) -> dict[str, Any]:
    """What a revision starts from: the evidence as it stands."""
    return {
        "happened_on": happened_on,
        "expires_on": expires_on,
        "title": title,
        "comment": comment,
        "seen": version,
        "token": uuid4().hex,
        **_shown(measures),
    }


def _shown(measures: Mapping[str, object]) -> dict[str, object]:
    words = {True: "true", False: "false"}
    return {MEASURE + code: words[value] if isinstance(value, bool) else value for code, value in measures.items()}


def _happened_on_input(kind: ProofKind) -> DateInput:
    """Where the kind has a validity of its own, another date proposes another end."""
    live = {
        "hx-get": reverse("obligations:validity", args=[kind.code]),
        "hx-target": "#validity",
        "hx-trigger": "change",
        "hx-include": "#validity",
    }
    return DateInput(attrs=live if kind.months else {})


def _field_of(measure: Measure) -> forms.Field:
    """A control for one measure. The kind itself checks the value, so that page and API refuse alike."""
    given: dict[str, Any] = {"label": measure.label, "required": measure.required, "help_text": measure.help}
    match measure:
        case Flag():
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **given)
        case Choice(options=options):
            choices = [(option.code, option.label) for option in options]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)
        case Choices(options=options):
            several = [(option.code, option.label) for option in options]
            return forms.MultipleChoiceField(choices=several, widget=forms.CheckboxSelectMultiple, **given)
        case Day():
            return forms.DateField(widget=DateInput, **given)
        case Integer():
            return forms.CharField(max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **given)
        case Number(unit=unit):
            given["label"] = f"{measure.label} ({unit})" if unit else measure.label
            return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **given)
        case Words(maximum=maximum):
            return forms.CharField(max_length=maximum, **given)
    raise TypeError(f"no control for {type(measure).__name__}")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it erased?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept in the ledger: do not repeat here what must disappear."),
    )


class ReviewForm(forms.Form):
    """The answer is the button that is pressed; the reason is needed for whoever has to act on it."""

    reason = forms.CharField(
        label=gettext_lazy("What to tell the establishment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Needed to ask for more or to refuse: say what would make it right."),
    )
    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") in {Decision.ASKED, Decision.REFUSED} and not cleaned.get("reason"):
            self.add_error("reason", _("Say what is lacking: the establishment reads it and acts on it."))
        return cleaned


class WaiverForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Read by the establishment and kept in its ledger."),
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DateInput,
        help_text=gettext_lazy("Last day. A waiver always ends: the requirement is judged again the day after."),
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why does it end now?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


Choices_ = Iterable[tuple[str, object]]


def _all_or(choices: Choices_) -> list[tuple[str, object]]:
    return [("", gettext_lazy("All")), *choices]


class FilterForm(forms.Form):
    """A list's filters. What a hand-written address gets wrong narrows nothing."""

    def chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class PlainSelect(forms.Select):
    """A select joined as text: Django renders a template an option, and a region has a hundred GHTs."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = "".join(
            f'<option value="{escape(code)}"{" selected" if str(code) == chosen else ""}>{escape(label)}</option>'
            for code, label in self.choices
        )
        given = flatatt({"name": name, **self.attrs, **(attrs or {})})
        return mark_safe(f"<select{given}>{options}</select>")  # noqa: S308 — every text is escaped


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=PlainSelect)


class EstablishmentFilter(FilterForm):
    programme = _choice(gettext_lazy("Programme"))
    status = _choice(gettext_lazy("Status"))

    def __init__(self, data: Mapping[str, Any], programmes: Choices_, statuses: Sequence[Status]) -> None:
        super().__init__(data)
        self.fields["programme"].choices = _all_or(programmes)  # type: ignore[attr-defined]
        self.fields["status"].choices = _all_or((status.value, status.label) for status in statuses)  # type: ignore[attr-defined]


class MatrixFilterForm(FilterForm):
    q = forms.CharField(label=gettext_lazy("Establishment"), required=False, max_length=80)
    programme = _choice(gettext_lazy("Programme"))
    department = _choice(gettext_lazy("Department"))
    ght = _choice(gettext_lazy("GHT"))
    category = _choice(gettext_lazy("Category"))
    status = _choice(gettext_lazy("Status"))

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        programmes: Choices_,
        departments: Choices_,
        ghts: Choices_,
        categories: Choices_,
    ) -> None:
        super().__init__(data)
        judged = [status for status in Status if status != Status.NOT_APPLICABLE]
        self.fields["programme"].choices = list(programmes)  # type: ignore[attr-defined]
        for name, choices in {
            "department": departments,
            "ght": ghts,
            "category": categories,
            "status": [(status.value, status.label) for status in judged],
        }.items():
            self.fields[name].choices = _all_or(choices)  # type: ignore[attr-defined]


class AcrossFilter(FilterForm):
    q = forms.CharField(label=gettext_lazy("Establishment"), required=False, max_length=80)
    department = _choice(gettext_lazy("Department"))
    status = _choice(gettext_lazy("Status"))

    def __init__(self, data: Mapping[str, Any], departments: Choices_, statuses: Iterable[Status]) -> None:
        super().__init__(data)
        self.fields["department"].choices = _all_or(departments)  # type: ignore[attr-defined]
        self.fields["status"].choices = _all_or((status.value, status.label) for status in statuses)  # type: ignore[attr-defined]


class QueueFilterForm(FilterForm):
    q = forms.CharField(label=gettext_lazy("Establishment"), required=False, max_length=80)
    programme = _choice(gettext_lazy("Programme"))
    department = _choice(gettext_lazy("Department"))
    everything = forms.BooleanField(label=gettext_lazy("Also what no requirement makes wait"), required=False)

    def __init__(self, data: Mapping[str, Any], programmes: Choices_, departments: Choices_) -> None:
        super().__init__(data)
        self.fields["programme"].choices = _all_or(programmes)  # type: ignore[attr-defined]
        self.fields["department"].choices = _all_or(departments)  # type: ignore[attr-defined]
