"""Saved groups: made, changed, deleted by whoever sits at their place."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, demand_version
from hygie.core.clock import now
from hygie.core.tenancy import Scope

from ..enums import Size
from ..fact_kinds import REGIMES
from ..france import DEPARTMENTS
from ..group_rule import GroupRule
from ..models import Organisation, SavedGroup
from ..policies import GROUP
from ..queries.groups import may_know
from ..registries import group_predicates
from .changes import lock_organisations

SYSTEM = Scope.system()


def make_group(ctx: Context, place: Organisation, name: str, rule: GroupRule) -> SavedGroup:
    """Raises Refused when the name is taken or the rule asks nothing, or what the person may not know."""
    name = _checked(ctx, name, rule)
    with ctx.recording(Verb.EDIT, GROUP, place) as record:
        _named_once(place, name)
        made = SavedGroup.objects.create(
            organisation=place,
            region_id=place.region_pk,
            name=name,
            rule=rule.to_json(),
            made_by_id=ctx.person_id,
            made_at=now(),
        )
        record.event("group.made", made, name=name)
    return made


def change_group(ctx: Context, group: SavedGroup, seen: int, name: str, rule: GroupRule) -> SavedGroup:
    """Raises Stale when a colleague changed it since it was read (`seen`), Refused as when it is made."""
    name = _checked(ctx, name, rule)
    with ctx.recording(Verb.EDIT, GROUP, group.organisation) as record:
        _named_once(group.organisation, name, group.pk)
        current = SavedGroup.objects.within(ctx.scope).select_for_update().get(pk=group.pk)
        demand_version(current.version, seen)
        current.name, current.rule, current.version = name, rule.to_json(), current.version + 1
        current.save(update_fields=["name", "rule", "version"])
        record.event("group.changed", current, name=name)
    return current


def delete_group(ctx: Context, group: SavedGroup) -> None:
    """Nothing hangs on a group: addresses that still name it show everything."""
    with ctx.recording(Verb.EDIT, GROUP, group.organisation) as record:
        SavedGroup.objects.within(ctx.scope).filter(pk=group.pk).delete()
        record.event("group.deleted", group, name=group.name)


def _named_once(place: Organisation, name: str, but: int = 0) -> None:
    """Whoever names a group of the place waits for its turn. Raises Refused when the name is taken."""
    lock_organisations(place)
    same = SavedGroup.objects.within(SYSTEM).filter(organisation=place, name=name).exclude(pk=but)
    if same.exists():
        raise Refused({"name": _("A group of this name exists already.")})


def _checked(ctx: Context, name: str, rule: GroupRule) -> str:
    name, problems = " ".join(name.split()), {}
    if not name or len(name) > 80:
        problems["name"] = _("Give the group a name of 80 characters at most.")
    known = {
        "departments": set(DEPARTMENTS),
        "sizes": set(Size.values),
        "regimes": {code for code, _label in REGIMES},
        "predicates": {one.code for one in group_predicates},
    }
    for field, values in known.items():
        if not values.issuperset(getattr(rule, field)):
            problems[field] = _("Choose among what is offered.")
    if rule.is_empty:
        problems[""] = _("Choose at least one thing that the establishments have in common.")
    if not may_know(ctx, rule):
        problems[""] = _("You may not know some of what this group asks.")
    if problems:
        raise Refused(problems)
    return name
