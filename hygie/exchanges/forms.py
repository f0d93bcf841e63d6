"""What people choose and type in exchanges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.core.notifications import notification_kinds

from .models import Preferences


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
