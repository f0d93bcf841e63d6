"""What the style guide shows: one invented example of each component. Not one name or figure is real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.paging import Page

from .charts import Chart, Kind, Series
from .components import JobProgress, Moment, Step, StepState, Tile
from .map import LegendEntry, MapDot, RegionMap
from .tones import Tone
from .widgets import DateInput, FileInput

DEPARTMENTS = ("75", "77", "78", "91", "92", "93", "94", "95")
ICONS = (
    "building-hospital",
    "shield-check",
    "file-certificate",
    "map-2",
    "calendar-due",
    "users",
    "history",
    "coin-euro",
)


@dataclass(frozen=True)
class Sample:
    label: str
    tone: Tone


class FilterExample(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), required=False)
    department = forms.ChoiceField(
        label=gettext_lazy("Department"),
        choices=[("", gettext_lazy("All")), ("75", "75 – Paris"), ("91", "91 – Essonne")],
        required=False,
    )
    late = forms.BooleanField(label=gettext_lazy("Overdue only"), required=False)


class FormExample(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), help_text=gettext_lazy("As people will search for it."))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("exercise", gettext_lazy("Exercise report")), ("policy", gettext_lazy("Security policy"))],
    )
    happened_on = forms.DateField(label=gettext_lazy("Effective date"), widget=DateInput)
    participants = forms.IntegerField(label=gettext_lazy("Participants"), required=False, min_value=0)
    file = forms.FileField(
        label=gettext_lazy("Document"), widget=FileInput(accept=".pdf"), help_text=gettext_lazy("PDF, 20 MB at most.")
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Who took part?"),
        choices=[("board", gettext_lazy("The board")), ("care", gettext_lazy("The care teams"))],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"),
        choices=[("backup", gettext_lazy("Backups")), ("phone", gettext_lazy("Telephony"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    certain = forms.BooleanField(label=gettext_lazy("I certify that this is accurate"))


def examples(request: HttpRequest) -> dict[str, Any]:
    samples = [Sample(label, tone) for tone, label in _labels().items()]
    return {
        "samples": samples,
        "icons": ICONS,
        "tiles": _tiles(),
        "steps": _steps(),
        "moments": _moments(),
        "jobs": _jobs(),
        "charts": _charts(),
        "map": _map(),
        "rows": list(zip(HOSPITALS, samples * 3, strict=False)),
        "page": Page[Model]([], "next", "previous"),
        "filters": FilterExample(request.GET or {"department": "75"}),
        "form": FormExample(initial={"happened_on": date(2026, 11, 24)}, prefix="good"),
        "refused": _refused(),
        "trend": [3, 4, 4, 6, 5, 8, 9, 9, 12, 14, 13, 16],
        "someone": "Camille Roussel",
        "day": date(2026, 11, 24),
        "moment": datetime(2026, 11, 24, 13, 20, tzinfo=UTC),
    }


def _labels() -> dict[Tone, str]:
    return {
        Tone.SUCCESS: _("Met"),
        Tone.INFO: _("In review"),
        Tone.WARNING: _("Expires soon"),
        Tone.DANGER: _("Overdue"),
        Tone.NEUTRAL: _("Not applicable"),
    }


def _tiles() -> list[Tile]:
    return [
        Tile(_("Requirements met"), 1284, note=_("of 2,400 in the region"), delta="+42", trend="up",
             tone=Tone.SUCCESS),
        Tile(_("Overdue"), 37, note=_("in 12 establishments"), delta="−5", trend="down", better="down",
             tone=Tone.DANGER, url="#tiles", icon="calendar-due"),
        Tile(_("To review"), 9, note=_("the oldest for 6 days"), tone=Tone.WARNING, delta="0", trend="flat"),
        Tile(_("Share of activity covered"), "66", unit="%", note=_("target: 80 %"), tone=Tone.INFO),
    ]  # fmt: skip


def _steps() -> list[Step]:
    return [
        Step(_("Obligation"), StepState.DONE, url="#steps"),
        Step(_("Activity"), StepState.DONE, _("exercise of 3 March")),
        Step(_("Proof"), StepState.CURRENT, _("drop the report")),
        Step(_("Status"), StepState.TODO),
        Step(_("Regional picture"), StepState.TODO),
        Step(_("Priority and money"), StepState.BLOCKED, _("no call open")),
    ]


def _moments() -> list[Moment]:
    return [
        Moment(datetime(2026, 11, 24, 13, 20, tzinfo=UTC), _("Proof accepted"), _("The report covers the care teams."),
               tone=Tone.SUCCESS, icon="check", who="Camille Roussel"),
        Moment(date(2026, 11, 20), _("More information asked"), tone=Tone.WARNING, icon="message-question"),
        Moment(date(2026, 11, 12), _("Proof deposited"), url="#timeline", tone=Tone.INFO, icon="upload"),
        Moment(date(2026, 1, 1), _("Obligation in force")),
    ]  # fmt: skip


def _jobs() -> list[JobProgress]:
    here = reverse("web:style_guide")
    # "Finished", so that this page has nothing to poll.
    running = JobProgress(
        _("Import of the register"), _("In progress"), here, here, done=41_200, total=103_000,
        message=_("Reading lines"), finished=True,
    )  # fmt: skip
    done = JobProgress(
        _("Import of the register"), _("Done"), here, here, tone=Tone.SUCCESS, done=103_000, total=103_000,
        message=_("12 created, 40 changed, 3 closed"), finished=True, result_url="#jobs",
        result_label=_("See the report"),
    )  # fmt: skip
    return [running, done]


def _charts() -> list[Chart]:
    months = [_("Jan."), _("Feb."), _("Mar."), _("Apr."), _("May"), _("June")]
    return [
        Chart("example-stacked", _("Statuses by month"), Kind.STACKED, months, [
            Series(_("Met"), [820, 870, 930, 1010, 1150, 1284], Tone.SUCCESS),
            Series(_("Expires soon"), [120, 140, 110, 130, 90, 100], Tone.WARNING),
            Series(_("Overdue"), [210, 180, 160, 120, 70, 37], Tone.DANGER),
        ], heading=_("Month"), summary=_("Met requirements have grown by half since January; 37 are still overdue.")),
        Chart("example-line", _("Share of activity covered"), Kind.LINE, months, [
            Series(_("Region"), [41, 44, 49, 55, 61, 66]),
            Series(_("Target"), [50, 55, 60, 65, 70, 75], Tone.NEUTRAL, dashed=True),
        ], heading=_("Month"), unit="%"),
        Chart("example-bar", _("Establishments by department"), Kind.BAR, list(DEPARTMENTS), [
              Series(_("Establishments"), [9, 4, 5, 4, 6, 5, 4, 3])], heading=_("Department")),
        Chart("example-donut", _("Requirements today"), Kind.DONUT, [str(label) for label in _labels().values()],
              [Series(_("Requirements"), [1284, 140, 100, 37, 320])], heading=_("Status"), tones=list(_labels())),
    ]  # fmt: skip


#: Invented hospitals, placed near real towns: name, latitude, longitude.
HOSPITALS: Sequence[tuple[str, float | None, float | None]] = (
    ("Hôpital des Lilas blancs", 48.8600, 2.3790), ("Clinique de la Fontaine-aux-Ormes", 48.8420, 2.3160),
    ("Centre hospitalier du Val-Serein", 48.5420, 2.6550), ("Hôpital Marguerite-Aubin", 48.8990, 2.0940),
    ("Institut du Bois-Clair", 48.7309, 2.2713), ("Centre hospitalier de l’Écluse", 48.9256, 2.2945),
    ("Hôpital Simone-Tavernier", 48.9386, 2.4910), ("Clinique du Pré-aux-Cygnes", 48.7904, 2.4556),
    ("Centre hospitalier des Trois-Rivières", 49.0364, 2.0761), ("Hôpital de la Croix-du-Sud", 48.9601, 2.8788),
    ("Maison de santé des Tilleuls", 48.8340, 2.3260), ("Hôpital Jeanne-Morel", 48.8338, 2.3262),
    ("Clinique des Hauts-Jardins", 48.6240, 2.4290), ("Hôpital sans coordonnées", None, None),
)  # fmt: skip


def _map() -> RegionMap:
    labels, tones = _labels(), list(Tone)
    dots = [
        MapDot(name, latitude, longitude, tones[index % 5], labels[tones[index % 5]], "#map")
        for index, (name, latitude, longitude) in enumerate(HOSPITALS)
    ]
    legend = [LegendEntry(tone, label) for tone, label in labels.items()]
    return RegionMap(DEPARTMENTS, dots, legend, _("Yearly crisis exercise"))


def _refused() -> FormExample:
    """The same form as it comes back after an empty answer."""
    form = FormExample({"title": "", "happened_on": "31/02/2026"}, prefix="bad")
    form.is_valid()
    form.add_error(None, _("Somebody deposited the same document yesterday: open it rather than sending it twice."))
    return form
