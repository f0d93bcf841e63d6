"""Filters live in the address: a filtered list can be sent, bookmarked and come back to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.http import QueryDict

#: Paging starts again when a filter or the order changes.
PAGING = "page"
SORT = "sort"


@dataclass(frozen=True)
class Chip:
    """One active filter, with the address without it."""

    label: str
    value: str
    query: str


def active_chips(form: forms.Form, parameters: QueryDict) -> list[Chip]:
    """What narrows the list now. A value that the form refuses narrows nothing and has no chip."""
    form.is_valid()
    chips = []
    for field in form:
        if field.is_hidden or field.name in form.errors:
            continue
        for raw in filter(None, parameters.getlist(field.html_name)):
            chips.append(Chip(str(field.label), _words(field, raw), without(parameters, field.html_name, raw)))
    return chips


def without(parameters: QueryDict, name: str, value: str = "") -> str:
    """The address with one parameter, or one of its values, taken away."""
    left = parameters.copy()
    left.setlist(name, [other for other in left.getlist(name) if value and other != value])
    left.pop(PAGING, None)
    return "?" + left.urlencode()


def cleared(parameters: QueryDict, form: forms.Form) -> str:
    """The address with no filter of this form at all; the order stays."""
    left = parameters.copy()
    for name in [*(field.html_name for field in form), PAGING]:
        left.pop(name, None)
    return "?" + left.urlencode()


def sorted_by(parameters: QueryDict, key: str) -> str:
    """The address ordered by `key`; pressed again, the other way round."""
    changed = parameters.copy()
    changed[SORT] = f"-{key}" if parameters.get(SORT) == key else key
    changed.pop(PAGING, None)
    return "?" + changed.urlencode()


def kept(parameters: QueryDict, form: forms.Form) -> list[tuple[str, str]]:
    """Parameters that are not filters of this form, for hidden inputs: the order, the view."""
    own = {field.html_name for field in form} | {PAGING}
    return [(name, value) for name, values in parameters.lists() if name not in own for value in values]


def _words(field: BoundField, raw: str) -> str:
    """The value as the reader chose it: the label of a choice, "yes" as the label of a box."""
    choices: Iterable[tuple[object, object]] = _flat(getattr(field.field, "choices", ()))
    for value, label in choices:
        if str(value) == raw:
            return str(label)
    return "" if isinstance(field.field, forms.BooleanField) else raw


def _flat(choices: Iterable[tuple[object, object]]) -> Iterable[tuple[object, object]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
