"""Organisations that no national file brings, and what they tell of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, demand_version

from ..enums import OrganisationKind
from ..france import DEPARTMENTS
from ..models import Organisation
from ..policies import REGISTER
from .changes import lock_organisations, tell_listeners
from .reach import refresh_reach

#: the rest comes from the national register
EDITABLE = ("name", "short_name", "department", "address", "postal_code", "city", "phone")


def create_organisation(
    ctx: Context, region: Organisation, kind: OrganisationKind, name: str, **facts: Any
) -> Organisation:
    """Create a GHT, a group, an office, or an establishment that the register lacks.

    The same name of the same kind in a region is the same organisation. Raises Refused on `name` and other fields.
    """
    clean = _checked({"name": name, **facts}, kind)
    if kind == OrganisationKind.DELEGATION:
        clean["code"] = clean["department"]
    with ctx.recording(Verb.EDIT, REGISTER, region) as record:
        lock_organisations(region)
        known = Organisation.objects.within(ctx.scope).filter(region=region, kind=kind, name=clean["name"])
        twin = known.order_by("pk").first()
        if twin is not None:
            record.nothing_changed()
            return twin
        made = Organisation.objects.create(kind=kind, region=region, **clean)
        refresh_reach([made.pk])
        record.event("organisation.created", made, place=made, name=made.name, kind=kind)
        tell_listeners(record, [made.pk])
    return made


def change_organisation(ctx: Context, organisation: Organisation, seen: int, **facts: Any) -> Organisation:
    """Change what is known of an organisation that the national register does not describe.

    Raises Stale when it changed since it was read (`seen` is the version read), Refused per field.
    """
    if organisation.registered_on is not None:
        raise Refused(_("The national register describes this establishment: have it corrected there."))
    clean = _checked(facts, organisation.kind_value)
    with ctx.recording(Verb.EDIT, REGISTER, organisation) as record:
        current = Organisation.objects.within(ctx.scope).select_for_update().get(pk=organisation.pk)
        changed = {
            name: [getattr(current, name), value] for name, value in clean.items() if getattr(current, name) != value
        }
        if not changed:
            record.nothing_changed()
            return current
        demand_version(current.version, seen)
        for name, value in clean.items():
            setattr(current, name, value)
        current.version += 1
        current.save(update_fields=[*clean, "version"])
        if "department" in changed:
            refresh_reach([current.pk])
        record.event("organisation.changed", current, place=current, changed=changed)
        tell_listeners(record, [current.pk])
    return current


def _checked(facts: Mapping[str, Any], kind: OrganisationKind) -> dict[str, Any]:
    """The facts trimmed and bounded as their columns are. Raises Refused per field."""
    clean = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in facts.items()}
    problems = {}
    if "name" in clean and not clean["name"]:
        problems["name"] = _("Give the organisation a name.")
    if clean.get("department") and clean["department"] not in DEPARTMENTS:
        problems["department"] = _("This department is unknown.")
    if kind == OrganisationKind.DELEGATION and not clean.get("department"):
        problems["department"] = _("Say which department this office follows.")
    for name, value in clean.items():
        most = getattr(Organisation._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and most and len(value) > most:
            problems[name] = _("Use %(most)d characters at most.") % {"most": most}
    if problems:
        raise Refused(problems)
    return clean
