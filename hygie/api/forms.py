"""What people type about tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.core.access import Role
from hygie.core.actions import Refused

from .enums import TokenScope

LIVES = ((30, _("30 days")), (90, _("3 months")), (180, _("6 months")), (365, _("1 year")))


def show_refusal(form: forms.Form, refused: Refused) -> None:
    for name, message in refused.problems.items():
        form.add_error(name if name in form.fields else None, str(message))


class TokenForm(forms.Form):
    """A new token: what for, in which role, how far, how long."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("The tool that will use it, so that you know what to revoke.")
    )
    role = forms.ChoiceField(label=_("Role"), help_text=_("The token sees what you see in this role, and no more."))
    scope = forms.ChoiceField(label=_("What it may do"), choices=TokenScope.choices)
    days = forms.TypedChoiceField(label=_("Valid for"), choices=LIVES, coerce=int, initial=90)

    def __init__(self, data: Any, roles: Sequence[Role]) -> None:
        super().__init__(data)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, role.label) for role in roles]


class WebhookForm(forms.Form):
    """An address, and what it is told."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Begins with https:// and is open to the Internet. Redirects are not followed."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(label=_("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, events: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        field = self.fields["events"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = events
