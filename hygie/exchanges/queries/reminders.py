"""Who was chased about what, since when, and where it stands now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hygie.core.actions import Context
from hygie.core.paging import Page, paginate
from hygie.core.tenancy import TenantQuerySet
from hygie.territory.models import Organisation

from ..models import Reminder
from ..registries import Standing, subject_kinds

READ_AT_ONCE = 200
EXPORTED_AT_MOST = 10_000


@dataclass(frozen=True)
class Chased:
    """The last reminder on one thing, and where the thing stands; None where it binds nobody any more."""

    reminder: Reminder
    standing: Standing | None

    @property
    def title(self) -> str:
        return self.standing.title if self.standing else self.reminder.title


def chased_page(context: Context, cursor: str) -> tuple[Page[Reminder], list[Chased]]:
    """What was chased in sight, the last reminder first. One query, and one for each kind of thing."""
    page = paginate(_last_ones(context), ["-pk"], cursor)
    return page, list(_with_standings(context, page.rows))


def all_chased(context: Context) -> Iterator[Chased]:
    """The same whole, for an export, read piece by piece."""
    rows, cursor, given = _last_ones(context), "", 0
    while given < EXPORTED_AT_MOST:
        page = paginate(rows, ["-pk"], cursor, READ_AT_ONCE)
        yield from _with_standings(context, page.rows)
        given, cursor = given + len(page.rows), page.next_cursor
        if not cursor:
            return


def last_reminders(context: Context, organisation: Organisation) -> dict[tuple[str, str], Reminder]:
    """The last reminder of each subject of an organisation in sight. One query."""
    rows = _last_ones(context).filter(organisation=organisation).order_by("pk")
    return {(row.subject_kind, row.subject_key): row for row in rows}


def _last_ones(context: Context) -> TenantQuerySet[Reminder]:
    rows = Reminder.objects.within(context.scope).filter(latest=True)
    return rows.select_related("organisation", "sent_by")


def _with_standings(context: Context, reminders: Iterable[Reminder]) -> Iterator[Chased]:
    rows = list(reminders)
    keys: dict[str, list[str]] = {}
    for row in rows:
        keys.setdefault(row.subject_kind, []).append(row.subject_key)
    known: dict[tuple[str, str], Standing] = {}
    for code, asked in keys.items():
        kind = subject_kinds.get(code)
        found = kind.standings(context, asked) if kind and kind.standings else {}
        known |= {(code, key): standing for key, standing in found.items()}
    return (Chased(row, known.get((row.subject_kind, row.subject_key))) for row in rows)
