"""What is asked about vulnerabilities, deadlines and days off."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CveFilter(forms.Form):
    q = forms.CharField(label=_("CVE number, or its beginning"), max_length=30, required=False)

    def text(self) -> str:
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""
