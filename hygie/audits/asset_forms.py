"""What people ask of the list of assets, and what they say of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .actions.assets import AssetFacts
from .enums import CareCriticality, Exposure
from .kinds import ASSET_KIND_LABELS
from .models import Asset
from .queries.assets import AssetAsked

ANY = ("", "—")
NOT_SAID = "unknown"
AS_IT_IS = ("as_it_is", _("Leave as it is"))


def _with_unknown(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """For a filter, where "" already means “any”."""
    return [ANY, *((value or NOT_SAID, label) for value, label in choices)]


class AssetFilter(forms.Form):
    q = forms.CharField(label=_("Name or service"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind of asset"), choices=[ANY, *ASSET_KIND_LABELS], required=False)
    exposure = forms.ChoiceField(label=_("Exposure"), choices=_with_unknown(Exposure.choices), required=False)
    criticality = forms.ChoiceField(
        label=_("If it stops"), choices=_with_unknown(CareCriticality.choices), required=False
    )

    def asked(self) -> AssetAsked:
        self.is_valid()
        typed = self.cleaned_data
        return AssetAsked(
            text=(typed.get("q") or "").strip(),
            kind=typed.get("kind") or "",
            exposure=_value(typed.get("exposure")),
            criticality=_value(typed.get("criticality")),
        )


def _value(chosen: str | None) -> str | None:
    return {None: None, "": None, NOT_SAID: ""}.get(chosen, chosen)


class AssetForm(forms.Form):
    label = forms.CharField(
        label=_("As you call it"), max_length=120, required=False, help_text=_("Shown instead of the name.")
    )
    exposure = forms.ChoiceField(label=_("Exposure"), choices=Exposure.choices, required=False)
    criticality = forms.ChoiceField(
        label=_("If it stops"),
        choices=CareCriticality.choices,
        required=False,
        help_text=_("With the exposure, this decides what is fixed first and by when."),
    )
    care_service = forms.CharField(
        label=_("Care service"), max_length=120, required=False, help_text=_("Emergency, imaging, laboratory…")
    )
    owner = forms.CharField(
        label=pgettext_lazy("of an asset", "In charge"),
        max_length=120,
        required=False,
        help_text=_("A team or a function."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> AssetFacts:
        typed = self.cleaned_data
        return AssetFacts(
            label=typed["label"].strip(),
            exposure=Exposure(typed["exposure"]),
            care_service=typed["care_service"].strip(),
            criticality=CareCriticality(typed["criticality"]),
            owner=typed["owner"].strip(),
        )


class AssetsForm(forms.Form):
    """The same words for several assets; what is left as it is does not change."""

    exposure = forms.ChoiceField(label=_("Exposure"), choices=[AS_IT_IS, *Exposure.choices], required=False)
    criticality = forms.ChoiceField(
        label=_("If it stops"), choices=[AS_IT_IS, *CareCriticality.choices], required=False
    )
    care_service = forms.CharField(
        label=_("Care service"), max_length=120, required=False, help_text=_("Left empty: unchanged.")
    )
    owner = forms.CharField(
        label=pgettext_lazy("of an asset", "In charge"),
        max_length=120,
        required=False,
        help_text=_("Left empty: unchanged."),
    )

    def said(self) -> dict[str, str]:
        typed = self.cleaned_data
        chosen = {name: typed[name] for name in ("exposure", "criticality") if typed[name] != AS_IT_IS[0]}
        return chosen | {name: typed[name].strip() for name in ("care_service", "owner") if typed[name].strip()}


class MergeForm(forms.Form):
    stays = forms.ChoiceField(
        label=_("Which one stays?"),
        widget=forms.RadioSelect,
        help_text=_("It takes over the findings and products of the others."),
    )

    def __init__(self, data: Any, *, assets: Sequence[Asset]) -> None:
        super().__init__(data)
        self.assets = {str(asset.uid): asset for asset in assets}
        choices = [
            (uid, f"{asset} ({asset.name})" if asset.label else asset.name) for uid, asset in self.assets.items()
        ]
        self.fields["stays"].choices = choices  # type: ignore[attr-defined]

    def survivor(self) -> Asset:
        return self.assets[self.cleaned_data["stays"]]
