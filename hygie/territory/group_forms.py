"""What people choose of a saved group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.core.actions import Context

from .enums import Size
from .fact_kinds import REGIMES
from .france import DEPARTMENTS
from .group_rule import GroupRule
from .models import Organisation
from .queries.groups import knows_designations
from .queries.lists import ghts_in_sight, places_in_sight
from .registries import group_predicates


def _several(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class RuleForm(forms.Form):
    """A rule alone: what the live count is asked for. Choices are what the reader has in sight and may know."""

    departments = _several(_("Department"))
    categories = _several(_("Category"))
    sizes = _several(_("Size"))
    ghts = _several(_("GHT"))
    regimes = _several(_("Legal regime"), _("Colleagues who may not know designations do not see the group."))
    predicates = _several(_("And all of these hold"))

    def __init__(self, *arguments: Any, context: Context, **options: Any) -> None:
        super().__init__(*arguments, **options)
        departments, categories = places_in_sight(context)
        regimes = [one for one in REGIMES if one[0] != "ordinary"] if knows_designations(context) else []
        choices: dict[str, Sequence[tuple[Any, Any]]] = {
            "departments": [(code, f"{code} {DEPARTMENTS.get(code, '')}") for code in departments],
            "categories": [(code, label or code) for code, label in categories],
            "sizes": Size.choices,
            "ghts": [(str(ght.uid), str(ght)) for ght in ghts_in_sight(context)],
            "regimes": regimes,
            "predicates": [(one.code, one.label) for one in group_predicates if one.visible(context)],
        }
        for name, found in choices.items():
            if found:
                self.fields[name].choices = found  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def rule(self) -> GroupRule:
        return GroupRule.of(self.cleaned_data)


class GroupForm(RuleForm):
    """With its name, and the place whose people share it where one sits at several."""

    name = forms.CharField(label=_("Name"), max_length=80)
    place = forms.ChoiceField(label=_("Shared at"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("name", "place")

    def __init__(self, *arguments: Any, places: Sequence[Organisation], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._places = {str(place.pk): place for place in places}
        if len(places) > 1:
            self.fields["place"].choices = [(key, str(place)) for key, place in self._places.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["place"]

    @property
    def columns(self) -> list[list[forms.BoundField]]:
        """The rule side by side: where and how large, then what kind and what holds."""
        beside = ("categories", "predicates")
        rule = [bound for bound in self if bound.name in RuleForm.base_fields]
        return [[bound for bound in rule if (bound.name in beside) is second] for second in (False, True)]

    @property
    def above(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name not in RuleForm.base_fields]

    def place_chosen(self) -> Organisation:
        return self._places.get(self.cleaned_data.get("place", "")) or next(iter(self._places.values()))
