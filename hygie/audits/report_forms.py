"""What is asked of whoever sends a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.territory.forms import offer
from hygie.web.widgets import FileInput

from .actions.reports.reading import Asked
from .actions.reports.recording import AuditWanted
from .enums import AuditType, ImportScope
from .formats.observation import AssetKind, Covered
from .formats.registry import FORMATS
from .models import Audit, ReportImport

ASSETS_AT_MOST = 500
#: the kind of audit that a tool is run for, most often
KIND_OF_SOURCE = dict.fromkeys(("nmap", "nuclei", "nessus", "openvas"), AuditType.EXPOSURE) | dict.fromkeys(
    ("pingcastle", "ads"), AuditType.DIRECTORY
)
FORMAT_CHOICES = [("", _("Told by its content")), *((one.code, one.label) for one in FORMATS)]


class RoomReportForm(forms.Form):
    """A report that an auditor brings into their audit: it only adds."""

    file = forms.FileField(label=_("Report"), max_length=200, widget=FileInput())
    format = forms.ChoiceField(label=_("Format"), required=False)

    def __init__(self, data: Any, files: Any, audit: Audit) -> None:
        super().__init__(data, files)
        self._audit = audit
        offer(self, "format", FORMAT_CHOICES)

    def asked(self) -> Asked:
        typed = self.cleaned_data
        return Asked(name=typed["file"].name, format=typed["format"], audit=self._audit)


class RecordAuditForm(forms.Form):
    """Which audit a report that was imported alone is the report of."""

    audit = forms.ChoiceField(label=_("Audit"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of the new audit"), choices=AuditType.choices, help_text=_("This decides what the audit proves.")
    )
    title = forms.CharField(label=_("Name of the new audit"), max_length=160, required=False)

    def __init__(self, data: Any, report: ReportImport, audits: Sequence[Audit]) -> None:
        kind = KIND_OF_SOURCE.get(report.lane.removeprefix("extract:").partition(":")[0], AuditType.CONFIGURATION)
        super().__init__(data, initial={"kind": kind, "title": kind.label})
        self._audits = {str(audit.uid): audit for audit in audits}
        if audits:
            offer(self, "audit", [("", _("A new audit")), *((uid, audit.title) for uid, audit in self._audits.items())])
        else:
            del self.fields["audit"]

    def wanted(self) -> AuditWanted:
        typed = self.cleaned_data
        return AuditWanted(AuditType(typed["kind"]), typed["title"], self._audits.get(typed.get("audit", "")))


class ReportForm(forms.Form):
    """A report, its audit, and what may close."""

    file = forms.FileField(label=_("Report"), max_length=200, widget=FileInput())
    audit = forms.ChoiceField(label=_("Audit"), required=False)
    scope = forms.ChoiceField(
        label=_("What may close"),
        required=False,
        choices=[
            ("", _("What it examined; where it does not say, all that this tool found here")),
            (ImportScope.SOURCE.value, ImportScope.SOURCE.label),
            (ImportScope.NAMED.value, ImportScope.NAMED.label),
            (ImportScope.NOTHING.value, ImportScope.NOTHING.label),
        ],
        help_text=_("A finding closes when the report should have shown it and does not. You confirm before."),
    )
    assets = forms.CharField(
        label=_("Assets examined"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name or address a line, if you chose “the assets named below”."),
    )
    format = forms.ChoiceField(label=_("Format"), required=False)

    def __init__(self, data: Any, files: Any, audits: Sequence[Audit]) -> None:
        super().__init__(data, files)
        self._audits = {str(audit.uid): audit for audit in audits}
        offer(self, "audit", [("", _("None")), *((uid, audit.title) for uid, audit in self._audits.items())])
        offer(self, "format", FORMAT_CHOICES)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("scope") == ImportScope.NAMED and not self.named:
            self.add_error("assets", _("Name at least one asset."))
        return asked

    def asked(self) -> Asked:
        """What was typed, for the action."""
        typed = self.cleaned_data
        return Asked(
            name=typed["file"].name,
            format=typed["format"],
            scope=typed["scope"],
            assets=self.named if typed["scope"] == ImportScope.NAMED else (),
            audit=self._audits.get(typed["audit"]),
        )

    @property
    def named(self) -> list[Covered]:
        """Whatever its kind: people do not tell a host from a site."""
        names = self.cleaned_data.get("assets", "").split()[:ASSETS_AT_MOST]
        return [Covered(kind, name.lower()) for name in dict.fromkeys(names) for kind in AssetKind]
