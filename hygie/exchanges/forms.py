"""What people choose and type in exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.accounts.models import Person
from hygie.core.actions import Refused
from hygie.core.notifications import notification_kinds

from .models import Comment, Preferences


class PreferencesForm(forms.Form):
    """The daily mail, and what it tells."""

    digest = forms.BooleanField(
        label=_("One mail a day with what is new"),
        required=False,
        help_text=_("Nothing new, no mail."),
    )
    mailed = forms.MultipleChoiceField(
        label=_("What it tells"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everything stays on the page of notifications, whatever you choose here."),
    )

    def __init__(self, data: Any, chosen: Preferences) -> None:
        initial = {
            "digest": chosen.digest,
            "mailed": [kind.code for kind in notification_kinds if kind.code not in chosen.muted],
        }
        super().__init__(data, initial=initial)
        self.fields["mailed"].choices = [  # type: ignore[attr-defined]
            (kind.code, kind.label) for kind in notification_kinds
        ]

    def muted(self) -> list[str]:
        """The kinds left out of the mail."""
        return [kind.code for kind in notification_kinds if kind.code not in self.cleaned_data["mailed"]]


class ChaseForm(forms.Form):
    """What the button of a page sends."""

    kind = forms.CharField(max_length=60)
    key = forms.CharField(max_length=120)
    message = forms.CharField(max_length=500, required=False)
    next = forms.CharField(max_length=500, required=False)


class CommentForm(forms.Form):
    """What is said, and whom it names: chosen among those who may see it, never read out of the text."""

    text = forms.CharField(label=_("Your comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    mentions = forms.MultipleChoiceField(
        label=_("People to mention"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are told, and led here. Only people who may see this page are listed."),
    )

    def __init__(self, data: Any, people: Sequence[Person], comment: Comment | None = None) -> None:
        named = [str(person.uid) for person in comment.mentions.all()] if comment else []
        super().__init__(data, initial={"text": comment.text if comment else "", "mentions": named})
        self._people = {str(person.uid): person for person in people}
        self.fields["mentions"].choices = [  # type: ignore[attr-defined]
            (uid, person.full_name) for uid, person in self._people.items()
        ]

    def people(self) -> list[Person]:
        """Those who were chosen."""
        return [self._people[uid] for uid in self.cleaned_data["mentions"]]


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put each problem beside its field; what has no field here is said of the whole."""
    for name, message in refused.problems.items():
        form.add_error(name if name in form.fields else None, str(message))
