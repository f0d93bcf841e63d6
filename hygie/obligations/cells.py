"""The matrix's cells as markup: fifty rows of a score of cells each are joined as text, drawn once per status.

Each cell says its requirement and its status to a screen reader, and shows a sign of its own for each status: colour
only repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hygie.web.icons import shapes

from .enums import Status
from .lines import name_of, number_of
from .queries.matrix import MatrixRow
from .requirements import Requirement

#: stands for an establishment's id while addresses are prepared
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Column:
    """One requirement: what its head shows, and its name in full."""

    requirement: Requirement
    head: str
    name: str


def columns_of(requirements: Sequence[Requirement]) -> list[Column]:
    return [Column(requirement, number_of(requirement), name_of(requirement)) for requirement in requirements]


def symbols() -> SafeString:
    """The signs of the statuses, drawn once a page and used by every cell."""
    drawn = "".join(
        f'<symbol id="status-{status.value}" viewBox="0 0 24 24">{shapes(status.icon)}</symbol>' for status in Status
    )
    return mark_safe(f'<svg class="symbols" aria-hidden="true" focusable="false">{drawn}</svg>')  # noqa: S308


def sign(status: Status) -> str:
    return f'<svg class="icon" aria-hidden="true" focusable="false"><use href="#status-{status.value}"/></svg>'


def key() -> SafeString:
    """What each sign means."""
    drawn = "".join(
        f'<li><span class="cell tone-{status.tone}">{sign(status)}</span>{escape(str(status.label))}</li>'
        for status in Status
        if status is not Status.NOT_APPLICABLE
    )
    return mark_safe(drawn)  # noqa: S308


def rows_of(rows: Sequence[MatrixRow], columns: Sequence[Column]) -> SafeString:
    """The body of the table."""
    language = get_language() or "fr"
    cells = {
        column.requirement.code: _cells_of(column.requirement.code, column.head or column.name, language)
        for column in columns
    }
    links = reverse("obligations:establishment", args=[NOBODY]).split(NOBODY)
    return mark_safe("".join(_row(row, cells, *links) for row in rows))  # noqa: S308 — every name is escaped in _row


def _row(row: MatrixRow, cells: Mapping[str, Mapping[str, tuple[str, str]]], before_uid: str, after_uid: str) -> str:
    uid, statuses = str(row.uid), row.statuses
    drawn = []
    for code, by_status in cells.items():
        before, after = by_status[statuses.get(code, Status.NOT_APPLICABLE.value)]
        drawn.append(f"{before}{uid}{after}" if after else before)
    link = f"{before_uid}{uid}{after_uid}"
    note = " · ".join(filter(None, (row.city, row.department)))
    return (
        f'<tr><th scope="row"><a href="{link}">{escape(row.name)}</a><span class="row-note">{escape(note)}</span></th>'
        f'<td class="num matrix-total" data-label="{_("Met")}">{row.met}/{row.judged}</td>{"".join(drawn)}</tr>'
    )


@lru_cache(maxsize=512)
def _cells_of(code: str, name: str, _language: str) -> dict[str, tuple[str, str]]:
    """For each status, the markup before and after the establishment's id in the address; the same for every reader."""
    label = escape(name)
    start, end = reverse("obligations:requirement", args=[NOBODY, code]).split(NOBODY)
    prepared = {}
    for status in Status:
        words = f'<span class="visually-hidden">{label}{_(":")} {escape(str(status.label))}</span>'
        mark = f"{sign(status)}{words}"
        look = f'class="cell tone-{status.tone}" title="{escape(str(status.label))}"'
        opening = f'<td data-label="{label}"><a {look} href="{start}'
        prepared[status.value] = (opening, f'{end}">{mark}</a></td>')
    nothing = f'<td data-label="{label}"><span class="cell none">{words_of_nothing(label)}</span></td>'
    prepared[Status.NOT_APPLICABLE.value] = (nothing, "")
    return prepared


def words_of_nothing(label: str) -> str:
    hidden = f"{label}{_(':')} {escape(str(Status.NOT_APPLICABLE.label))}"
    return f'<span aria-hidden="true">·</span><span class="visually-hidden">{hidden}</span>'
