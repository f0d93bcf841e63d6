"""What people type about organisations: filters, roles, mandates, facts, memberships, files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hygie.accounts.enums import Language
from hygie.core.access import Role, Verb, resources
from hygie.core.actions import Context, Refused
from hygie.core.clock import today
from hygie.web.widgets import DateInput, FileInput

from .asked_group import AskedGroup
from .enums import MembershipKind, OrganisationKind
from .france import DEPARTMENTS
from .models import Organisation
from .queries.lists import LISTED, Narrowing
from .queries.told import Asked
from .registries import FactKind, grant_offers, group_predicates, timeline_sources

ONE_DAY = timedelta(days=1)
KNOWN_TO_ALL = ("", _("All"))
#: fewer choices than these narrow nothing; one GHT does, since hospitals may be outside of it
FEWEST = {"ght": 1, "only": 1}


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put each problem beside its field; what has no field here is said of the whole."""
    for name, message in refused.problems.items():
        form.add_error(name if name in form.fields else None, str(message))


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Fill the choices of a field that depend on the reader."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class OrganisationFilter(forms.Form):
    """Filters of the list, in its address. Choices are what the reader has in sight."""

    q = forms.CharField(label=_("Name, town or FINESS number"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    ght = forms.ChoiceField(label=_("GHT"), required=False)
    only = forms.ChoiceField(label=_("Only"), required=False)
    closed = forms.BooleanField(label=_("Closed ones too"), required=False)

    def __init__(
        self,
        data: Any,
        context: Context,
        departments: Sequence[str],
        categories: Sequence[tuple[str, str]],
        ghts: Sequence[Organisation],
        group: AskedGroup,
    ) -> None:
        super().__init__(data)
        only = [(one.code, one.label) for one in group_predicates if one.visible(context)]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "kind": [(kind.value, kind.label) for kind in LISTED],
            "department": [(code, f"{code} {DEPARTMENTS.get(code, '')}") for code in departments],
            "category": [(code, f"{code} {label}") for code, label in categories],
            "ght": [(str(ght.uid), ght.name) for ght in ghts],
            "only": only,
        }
        for name, found in choices.items():
            if len(found) < FEWEST.get(name, 2):
                del self.fields[name]
            else:
                offer(self, name, [KNOWN_TO_ALL, *found])
        self._asked = group
        group.offer(self)
        self._ghts = {str(ght.uid): ght.pk for ght in ghts}

    def narrowing(self) -> Narrowing:
        """What a sound filter asks; a made-up value narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return Narrowing(
            text=asked.get("q", ""),
            kind=asked.get("kind", ""),
            department=asked.get("department", ""),
            category=asked.get("category", ""),
            ght=self._ghts.get(asked.get("ght", "")),
            predicate=asked.get("only", ""),
            closed=asked.get("closed", False),
            group=self._asked.rule,
        )


class OrganisationForm(forms.Form):
    """An organisation that no national file describes: a GHT, a group, an office."""

    kind = forms.ChoiceField(label=_("Kind"))
    region = forms.ChoiceField(label=_("Region"))
    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=60, required=False)
    department = forms.ChoiceField(
        label=_("Department"), required=False, help_text=_("An office follows one; a GHT or a group may have none.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, regions: Sequence[Organisation] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        made_here = (OrganisationKind.GHT, OrganisationKind.GROUP, OrganisationKind.DELEGATION)
        departments = ((code, f"{code} {name}") for code, name in sorted(DEPARTMENTS.items()))
        offer(self, "kind", ((kind.value, kind.label) for kind in made_here))
        offer(self, "region", ((str(region.pk), region.name) for region in regions))
        offer(self, "department", [("", "–"), *departments])


class ChangeForm(OrganisationForm):
    """The same, once it exists: neither its kind nor its region change."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        del self.fields["kind"], self.fields["region"]


class InvitationForm(forms.Form):
    """A role for somebody: whoever has an account gets it at once, the others are invited by mail."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=Language.choices)

    def __init__(self, data: Any, roles: Iterable[Role]) -> None:
        super().__init__(data, initial={"language": Language.FRENCH})
        offer(self, "role", [("", "–"), *((role.value, role.label) for role in roles)])


def offers() -> list[tuple[str, Any]]:
    """What can be opened, in the words that its app gave."""
    named = [(offer.resource, offer.label) for offer in grant_offers]
    return [("", _("Everything a mandate can open")), *named]


def entrusted() -> list[tuple[str, Any]]:
    """The same for a contributor, without what only a mandate opens."""
    return [(code, label) for code, label in offers() if not code or not resources[code].by_mandate_only]


class LastDayForm(forms.Form):
    """A right until a day, that day included: in the database the end is the day after."""

    last_day = forms.DateField(
        label=_("Until"),
        widget=DateInput,
        help_text=_("Last day, included. A year at most; you can end it at any time."),
    )

    def ends_on(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        return last_day + ONE_DAY


class MandateForm(LastDayForm):
    """What an establishment opens to the regional experts."""

    purpose = forms.CharField(
        label=_("What for"), max_length=300, help_text=_("The expert will read it, and it stays in the history.")
    )
    resource = forms.ChoiceField(label=_("What it opens"), required=False)
    first_day = forms.DateField(label=_("From"), widget=DateInput)
    with_sites = forms.BooleanField(label=_("Its sites too"), required=False)

    field_order = ("purpose", "resource", "first_day", "last_day", "with_sites")

    def __init__(self, data: Any, *, has_sites: bool) -> None:
        first = {"first_day": today(), "last_day": today() + timedelta(days=182), "with_sites": True}
        super().__init__(data, initial=first)
        offer(self, "resource", offers())
        if not has_sites:
            del self.fields["with_sites"]


class ContributionForm(LastDayForm):
    """What an establishment entrusts to one of its contributors."""

    person = forms.ChoiceField(label=_("Contributor"))
    resource = forms.ChoiceField(label=_("What is entrusted"), required=False)
    may_edit = forms.BooleanField(label=_("May edit, not only read"), required=False)

    field_order = ("person", "resource", "may_edit", "last_day")

    def __init__(self, data: Any, people: Sequence[Any]) -> None:
        super().__init__(data, initial={"last_day": today() + timedelta(days=365), "may_edit": True})
        offer(self, "person", [("", "–"), *((str(person.uid), person.full_name) for person in people)])
        offer(self, "resource", entrusted())
        self._people = {str(person.uid): person for person in people}

    def person_chosen(self) -> Any:
        return self._people[self.cleaned_data["person"]]

    def verbs(self) -> list[Verb]:
        return [Verb.EDIT] if self.cleaned_data["may_edit"] else []


class FactForm(forms.Form):
    """One dated fact. `seen` is the fact that was read as holding today."""

    starts_on = forms.DateField(
        label=_("True since"), widget=DateInput, help_text=_("The day it became true, even if you only record it now.")
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, required=False, help_text=_("A decision, a letter, a report: what shows it.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    field_order = ("value", "starts_on", "source")

    def __init__(self, data: Any, kind: FactKind, current: Any = None) -> None:
        held = None if current is None or kind.several else current.value
        first = {"starts_on": today(), "value": held, "seen": "" if current is None else str(current.uid)}
        super().__init__(data, initial=first)
        self.fields["value"] = self._value_field(kind)
        self.order_fields(self.field_order)

    @staticmethod
    def _value_field(kind: FactKind) -> forms.Field:
        if kind.choices:
            return forms.ChoiceField(label=str(kind.label), choices=[("", "–"), *kind.choices])
        return forms.DecimalField(
            label=f"{kind.label} ({kind.unit})" if kind.unit else str(kind.label),
            min_value=0,
            max_value=int(kind.maximum),
            decimal_places=2,
            localize=True,
        )


class MembershipForm(forms.Form):
    """What an entity becomes a member of."""

    group = forms.ChoiceField(label=_("Member of"))
    kind = forms.ChoiceField(label=_("As"), choices=MembershipKind.choices)
    starts_on = forms.DateField(label=_("From"), widget=DateInput)
    lead = forms.BooleanField(label=_("Lead hospital of the GHT"), required=False)

    def __init__(self, data: Any, groups: Sequence[Organisation]) -> None:
        super().__init__(data, initial={"starts_on": today()})
        offer(self, "group", [("", "–"), *((str(group.uid), group.name) for group in groups)])
        self._groups = {str(group.uid): group for group in groups}

    def group_chosen(self) -> Organisation:
        return self._groups[self.cleaned_data["group"]]


class EndForm(forms.Form):
    """The last day of something, included."""

    last_day = forms.DateField(label=_("Last day"), widget=DateInput, required=False)

    def ends_on(self) -> date:
        """The first day without it; today when nothing was said."""
        last_day: date | None = self.cleaned_data.get("last_day")
        return last_day + ONE_DAY if last_day else today()


class ImportForm(forms.Form):
    """A national file for one region."""

    SOURCES = (("finess", _("FINESS: establishments")), ("ght", _("GHT: groupings and their members")))

    source = forms.ChoiceField(label=_("What the file holds"), choices=SOURCES, widget=forms.RadioSelect)
    region = forms.ChoiceField(label=_("Region"))
    file = forms.FileField(label=_("File"), max_length=200, widget=FileInput(accept=".csv,.json,.zip,.xlsx"))

    def __init__(self, data: Any, files: Any, regions: Sequence[Organisation]) -> None:
        super().__init__(data, files, initial={"source": "finess"})
        offer(self, "region", [(region.code, region.name) for region in regions])


class TimelineFilter(forms.Form):
    """What one wants to hear of an organisation's past; a made-up value narrows nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    source = forms.ChoiceField(label=_("About"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DateInput)
    until = forms.DateField(label=_("To"), required=False, widget=DateInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "source", [KNOWN_TO_ALL, *((source.code, source.label) for source in timeline_sources)])

    def asked(self) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        return Asked(given.get("source", ""), given.get("since"), given.get("until"), given.get("q", ""))
