"""`?group=…`: one of the reader's saved groups, as a filter of any page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.core.pages import Request

from .group_rule import GroupRule
from .models import SavedGroup
from .queries.groups import groups_of_places

PARAMETER = "group"


@dataclass(frozen=True)
class AskedGroup:
    """The groups that the reader may choose, and the one of the address; a made-up one narrows nothing."""

    known: Sequence[SavedGroup]
    chosen: SavedGroup | None = None

    @property
    def rule(self) -> GroupRule | None:
        return GroupRule.of(self.chosen.rule) if self.chosen else None

    @property
    def query(self) -> str:
        """What an address carries on to keep the group; "" without one."""
        return f"&{PARAMETER}={self.chosen.uid}" if self.chosen else ""

    def offer(self, form: forms.Form) -> None:
        """Put the chooser in a form of filters, where there is something to choose."""
        if self.known:
            form.fields[PARAMETER] = forms.ChoiceField(
                label=_("Saved group"),
                required=False,
                choices=[("", _("All")), *((str(group.uid), group.name) for group in self.known)],
            )


def asked_group(request: Request) -> AskedGroup:
    """One query."""
    known = groups_of_places(request.context)
    wanted = request.GET.get(PARAMETER, "")
    return AskedGroup(known, next((group for group in known if str(group.uid) == wanted), None))


class GroupForm(forms.Form):
    """The chooser alone, on pages without other filters."""

    def __init__(self, data: Mapping[str, Any], asked: AskedGroup) -> None:
        super().__init__(data)
        asked.offer(self)
