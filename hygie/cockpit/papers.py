"""The cockpit on paper, in the reader's language, for the templates of `typst/`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hygie.core import pdf
from hygie.core.clock import today
from hygie.obligations.enums import Nature
from hygie.obligations.lines import name_of
from hygie.obligations.queries.region import Change
from hygie.obligations.words import in_words
from hygie.territory.models import Organisation
from hygie.territory.registries import Task
from hygie.web.components import Tile
from hygie.web.formats import day, day_long, number, percent
from hygie.web.indicators import IndicatorValue

from .queries.bulletin import Bulletin, BulletinLine
from .queries.level import NatureLevel, Peers
from .words import count_tile, moved_tile, points_said, standing_said

SHOWN_CHANGES = 25


def bulletin_title(place: str) -> str:
    return _("Weekly bulletin – %(place)s") % {"place": place}


def week_said(bulletin: Bulletin) -> str:
    return _("From %(monday)s to %(sunday)s") % {
        "monday": day_long(bulletin.week.monday),
        "sunday": day_long(bulletin.week.sunday),
    }


def figures_of(bulletin: Bulletin) -> list[Tile]:
    """The figures at the head: what is overdue, and what each app counts, beside the week before."""
    since = _("over the week")
    overdue = moved_tile(_("Requirements overdue"), bulletin.overdue, bulletin.overdue_before, since)
    return [overdue, *(count_tile(indicator, now, before, since) for indicator, now, before in bulletin.counts)]


def bulletin_paper(bulletin: Bulletin, place: str) -> bytes:
    """One page or two: figures, programmes by nature, what moved, and the seal of the ledger."""
    data: dict[str, Any] = {
        "week": week_said(bulletin),
        "figures": [
            {"label": str(one.label), "value": str(one.value), "note": str(one.delta or one.note)}
            for one in figures_of(bulletin)
        ],
        "header": [_("Programme"), pgettext("share", "Met"), _("Share"), _("Points"), _("Overdue"), _("Complete")],
        "groups": [
            {"name": str(nature.label), "lines": [_line(line) for line in lines]}
            for nature in sorted(Nature, key=lambda nature: nature.rank)
            if (lines := [line for line in bulletin.lines if line.programme.nature is nature])
        ],
        "moved": [
            _moved(_("No longer met"), bulletin.setbacks, _("Nothing went back this week.")),
            _moved(_("Newly met"), bulletin.progress, _("Nothing was newly met this week.")),
        ],
        "seal_title": _("Seal of the ledger"),
        "seal": _seal(bulletin),
    }
    return pdf.render("cockpit/typst/bulletin.typ", data, language=pdf.reader_language(), title=bulletin_title(place))


def _line(line: BulletinLine) -> dict[str, Any]:
    share, before = line.now.share, line.before.share if line.before else None
    points = "–" if share is None or before is None else points_said(round(100 * (share - before)))
    return {
        "name": in_words(line.programme.title),
        "share": percent(share),
        "part": share or 0,
        "points": points,
        "overdue": number(line.now.overdue),
        "complete": f"{number(line.now.complete)} / {number(line.now.places)}",
    }


def _moved(name: str, changes: Sequence[Change], none: str) -> dict[str, Any]:
    more = len(changes) - SHOWN_CHANGES
    words = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)} if more > 0 else ""
    shown = [
        {"requirement": name_of(change.requirement), "organisation": change.organisation}
        for change in changes[:SHOWN_CHANGES]
    ]
    return {"name": f"{name} ({number(len(changes))})", "changes": shown, "more": words, "none": none}


def _seal(bulletin: Bulletin) -> str:
    """A printed signature is what makes a cut tail of the ledger visible (DESIGN §2.3)."""
    signed = bulletin.signed
    if signed is None:
        return _("The ledger was not signed yet.")
    return _("Heads of the ledger signed on %(day)s with key %(key)s: %(signature)s") % {
        "day": day_long(signed.day),
        "key": signed.key_id,
        "signature": signed.signature,
    }


def board_paper(
    organisation: Organisation,
    levels: Sequence[NatureLevel],
    peers: Peers | None,
    looked_at: Sequence[tuple[str, IndicatorValue]],
    tasks: Sequence[Task],
) -> bytes:
    """One page for the board: where the establishment stands, among whom, and what comes next."""
    standings = [standing_said(peers, level.nature) for level in levels]
    data: dict[str, Any] = {
        "subtitle": _("Cyber security, for the board – %(day)s") % {"day": day_long(today())},
        "levels_title": _("Where we stand"),
        "levels_header": [
            _("Nature"),
            pgettext("share", "Met"),
            _("Share"),
            pgettext("figures", "Counts"),
            _("Over a year"),
            _("A year ago"),
        ],
        "levels": [_level(level) for level in levels],
        "peers": [
            f"{level.nature.label}{_colon()} {said}" for level, said in zip(levels, standings, strict=True) if said
        ],
        "looked_title": _("Steering"),
        "looked_at": [{"label": label, "text": one.text, "tone": one.tone.value} for label, one in looked_at],
        "tasks_title": _("Next steps"),
        "tasks_header": [_("What"), _("Why"), pgettext("day", "By")],
        "tasks": [[task.title, task.why, day(task.due_on)] for task in tasks],
        "no_task": _("Everything that binds the establishment is met, waived, or with the ARS."),
    }
    return pdf.render("cockpit/typst/board.typ", data, language=pdf.reader_language(), title=str(organisation))


def _colon() -> str:
    return pgettext("before a figure", ":")


def _level(level: NatureLevel) -> dict[str, Any]:
    counts = {"met": number(level.met), "judged": number(level.judged), "overdue": number(level.overdue)}
    return {
        "name": str(level.nature.label),
        "share": percent(level.share),
        "part": level.share,
        "counts": _("%(met)s of %(judged)s met, %(overdue)s overdue") % counts,
        "past": [share for share in level.past if share is not None],
        "trend": _("Over a year"),
        "year": percent(level.past[0]),
    }
