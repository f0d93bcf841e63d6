"""Telling upper floors that facts or relations changed."""

from __future__ import annotations

from collections.abc import Collection

from hygie.core.actions import Recording
from hygie.core.tenancy import Scope

from ..models import Organisation
from ..registries import change_listeners


def tell_listeners(record: Recording, organisations: Collection[int]) -> None:
    """Let upper floors queue what follows from changed facts or relations, in this very transaction."""
    for listener in change_listeners:
        listener.changed(record, organisations)


def lock_organisations(*organisations: Organisation) -> None:
    """Queue the writers of these organisations until the transaction ends: a double press finds its work done.

    Always in the order of the keys, so that two writers never wait for each other. SQLite has one writer anyway.
    """
    keys = [organisation.pk for organisation in organisations]
    rows = Organisation.objects.within(Scope.system()).filter(pk__in=keys)
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
