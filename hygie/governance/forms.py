"""What people type: policies, comments, readings, appointments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.core.actions import Refused
from hygie.core.files import ENDINGS, OFFICE_ENDINGS
from hygie.territory.models import Organisation
from hygie.web.widgets import DateInput, FileInput

from .actions.appointments import Post
from .enums import Function, Theme
from .models import Appointment, PolicyVersion
from .policy_models import ChapterModel

DOCUMENTS = ",".join([*ENDINGS, *OFFICE_ENDINGS])
CHAPTER = "chapter."
YES_NO = [("", "—"), ("true", _("Yes")), ("false", _("No"))]


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put each problem beside its field; what has no field here is said of the whole."""
    for name, message in refused.problems.items():
        field = name if name in form.fields else CHAPTER + name
        form.add_error(field if field in form.fields else None, str(message))


class StartForm(forms.Form):
    """From the model, or around a document that exists already."""

    document = forms.FileField(
        label=_("A document that exists already"),
        required=False,
        widget=FileInput(accept=DOCUMENTS),
        help_text=_("Leave empty to start from the model. PDF or office document, 20 MB at most."),
    )


class DraftForm(forms.Form):
    """The draft whole: its title, what it changes, one field for each chapter."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("What this version changes"), max_length=500, required=False, help_text=_("Shown to whoever signs.")
    )
    covers_saas = forms.TypedChoiceField(
        label=_("Covers online services (SaaS)"),
        choices=YES_NO,
        required=False,
        coerce=lambda value: value == "true",
        empty_value=None,
    )
    added = forms.MultipleChoiceField(
        label=_("Chapters of the model to add"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: PolicyVersion, missing: Sequence[ChapterModel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version.policy.theme != Theme.BACKUP:
            del self.fields["covers_saas"]
        if missing:
            choices = [(chapter.code, str(chapter.title)) for chapter in missing]
            self.fields["added"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["added"]
        for chapter in version.chapters:
            self.fields[CHAPTER + chapter["code"]] = forms.CharField(
                label=chapter["title"],
                initial=chapter["text"],
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
            )
        self.order_fields(["title", "summary", "covers_saas"])

    def facts(self) -> dict[str, Any]:
        """For `change_draft`."""
        typed = self.cleaned_data
        texts = {name.removeprefix(CHAPTER): text for name, text in typed.items() if name.startswith(CHAPTER)}
        return {
            "title": typed["title"],
            "summary": typed["summary"],
            "texts": texts,
            "added": tuple(typed.get("added", ())),
            "covers_saas": typed.get("covers_saas"),
        }


class SignForm(forms.Form):
    """The signature: what was read, and when it is to be read again."""

    review_on = forms.DateField(label=_("To be reviewed by"), widget=DateInput, help_text=_("Within three years."))
    read = forms.BooleanField(label=_("I have read this version and I approve it."))
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(forms.Form):
    """The policy was read again and is still good."""

    review_on = forms.DateField(label=_("Next review by"), widget=DateInput, help_text=_("Within three years."))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class CommentForm(forms.Form):
    chapter = forms.ChoiceField(label=_("Chapter"), required=False)
    text = forms.CharField(label=_("Your comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chapters = [(chapter["code"], chapter["title"]) for chapter in version.chapters]
        self.fields["chapter"].choices = [("", _("The whole policy")), *chapters]  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    expected = forms.IntegerField(
        label=_("People who are asked to read it"), min_value=1, max_value=200_000, help_text=_("All the staff, say.")
    )


class ReaderForm(forms.Form):
    department = forms.CharField(
        label=_("Your department"), max_length=80, required=False, help_text=_("If you like. No name is kept.")
    )


class AppointmentForm(forms.Form):
    """Who, for what, for which establishments, from when."""

    function = forms.ChoiceField(label=_("Function"), choices=Function.choices)
    subject = forms.CharField(
        label=_("Service or process"),
        max_length=120,
        required=False,
        help_text=_("For a business referent: pharmacy, imaging, admissions…"),
    )
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone, by day"), max_length=30, required=False)
    phone_at_night = forms.CharField(
        label=_("Phone answered 24/7"), max_length=30, required=False, help_text=_("Printed in the directory.")
    )
    share = forms.IntegerField(label=_("Share of a full-time post, in %"), min_value=1, max_value=100, required=False)
    places = forms.MultipleChoiceField(
        label=_("Establishments covered"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A CISO shared by three hospitals counts for each of the three."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(
        label=_("Last day"), widget=DateInput, required=False, help_text=_("Empty while none is known.")
    )
    letter = forms.FileField(label=_("Letter of appointment"), required=False, widget=FileInput(accept=DOCUMENTS))

    def __init__(self, *args: Any, places: Sequence[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(place.uid), f"{place} ({place.kind_value.label})") for place in places]
        self.fields["places"].choices = choices  # type: ignore[attr-defined]

    def post(self) -> Post:
        typed = self.cleaned_data
        words = ("subject", "first_name", "last_name", "email", "phone", "phone_at_night")
        return Post(Function(typed["function"]), share=typed["share"], **{word: typed[word] for word in words})


class ContactForm(AppointmentForm):
    """Corrections: names and numbers; function, dates and establishments do not change."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("function", "places", "starts_on", "ends_on", "letter"):
            del self.fields[name]
        if appointment.function != Function.BUSINESS:
            del self.fields["subject"]
        self.appointment = appointment

    def post(self) -> Post:
        typed = self.cleaned_data
        words = ("first_name", "last_name", "email", "phone", "phone_at_night")
        subject = typed.get("subject", self.appointment.subject)
        function = self.appointment.function_value
        return Post(function, share=typed["share"], subject=subject, **{word: typed[word] for word in words})


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("Last day in the function"), widget=DateInput)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
