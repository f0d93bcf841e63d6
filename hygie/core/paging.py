"""Paging by keyset: the next page starts after the last row shown, however many rows come or go meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

Row = TypeVar("Row")
Stored = TypeVar("Stored", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows in order, with the cursors of the pages around them ("" where there is none).

    `parameter` names the cursor in the address: two lists of one page each have theirs.
    """

    rows: list[Row]
    next_cursor: str = ""
    previous_cursor: str = ""
    parameter: str = "page"

    def query(self, parameters: QueryDict, cursor: str) -> str:
        """The reader's own filters, with another cursor: a link keeps what was asked."""
        kept = parameters.copy()
        kept[self.parameter] = cursor
        return "?" + kept.urlencode()


def paginate(queryset: QuerySet[Stored], keys: Sequence[str], cursor: str = "", size: int = SIZE) -> Page[Stored]:
    """One page of `queryset` ordered by `keys` ("-" reverses one); the last key must be unique, none may be null.

    A cursor that was damaged or made up gives the first page.
    """
    backwards, values = _read_cursor(cursor, len(keys))
    order = [_flipped(key) for key in keys] if backwards else list(keys)
    rows = queryset.order_by(*order)
    if values is not None:
        try:
            rows = rows.filter(_after(order, values))
            found = list(rows[: size + 1])
        except (ValueError, TypeError, OverflowError, ValidationError):
            return paginate(queryset, keys, "", size)
    else:
        found = list(rows[: size + 1])
    more, shown = len(found) > size, found[:size]
    if backwards:
        shown.reverse()
    if not shown:
        return Page([])
    has_next = more or backwards
    has_previous = values is not None and (more or not backwards)
    return Page(
        shown,
        _cursor_of(shown[-1], keys, "n") if has_next else "",
        _cursor_of(shown[0], keys, "p") if has_previous else "",
    )


def paginate_list(
    rows: Sequence[Row],
    key: Callable[[Row], tuple[str | int, ...]],
    cursor: str = "",
    size: int = SIZE,
    parameter: str = "page",
) -> Page[Row]:
    """The same of rows that are in memory already, in the order of `key`, which no two of them share."""
    keys = [key(row) for row in rows]
    backwards, values = _read_cursor(cursor, len(keys[0]) if keys else 0)
    try:
        start = 0 if values is None else _begin(keys, tuple(values), size, backwards=backwards)
    except TypeError:
        start = 0
    shown, end = list(rows[start : start + size]), start + size
    return Page(
        shown,
        _written("n", keys[end - 1]) if end < len(rows) else "",
        _written("p", keys[start]) if start and shown else "",
        parameter,
    )


def _begin(keys: Sequence[tuple[Any, ...]], values: tuple[Any, ...], size: int, *, backwards: bool) -> int:
    """Where the page after `values` begins, or the one before."""
    if backwards:
        return max(0, bisect_left(keys, values) - size)
    return bisect_right(keys, values)


def _flipped(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind `values` in `order`: (a > x) or (a = x and b > y) or …"""
    behind, same = Q(), Q()
    for key, value in zip(order, values, strict=True):
        name, test = (key[1:], "lt") if key.startswith("-") else (key, "gt")
        behind |= same & Q(**{f"{name}__{test}": value})
        same &= Q(**{name: value})
    return behind


def _cursor_of(row: Model, keys: Sequence[str], direction: str) -> str:
    return _written(direction, [_value(row, key.lstrip("-")) for key in keys])


def _written(direction: str, values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([direction, *values], default=str).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _read_cursor(cursor: str, keys: int) -> tuple[bool, list[Any] | None]:
    if not cursor or len(cursor) > 1000:
        return False, None
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return False, None
    if direction not in {"n", "p"} or len(values) != keys or not all(_is_stored(value) for value in values):
        return False, None
    return direction == "p", values


def _is_stored(value: Any) -> bool:
    """Whether a database may hold it: a made-up text with a NUL in it would break the query."""
    return isinstance(value, str | int | float) and "\x00" not in str(value)
