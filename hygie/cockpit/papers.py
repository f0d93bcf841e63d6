"""The cockpit on paper, in the reader's language, for the templates of `typst/`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hygie.core import pdf
from hygie.obligations.enums import Nature
from hygie.obligations.lines import name_of
from hygie.obligations.queries.region import Change
from hygie.obligations.words import in_words
from hygie.web.components import Tile
from hygie.web.formats import day_long, number, percent

from .queries.bulletin import Bulletin, BulletinLine
from .words import count_tile, moved_tile, points_said

SHOWN_CHANGES = 25


def language() -> str:
    return "fr" if (get_language() or "fr").startswith("fr") else "en"


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
        "header": [_("Programme"), _("Met"), _("Share"), _("Points"), _("Overdue"), _("Complete")],
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
    return pdf.render("cockpit/typst/bulletin.typ", data, language=language(), title=bulletin_title(place))


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
