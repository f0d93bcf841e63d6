"""The call list on paper, for the day on which a supplier is attacked."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hygie.core import pdf
from hygie.core.clock import today
from hygie.web.formats import day, number

from .models import Supplier
from .queries.supplier_concentration import CallLine, NightDesk


def call_paper(supplier: Supplier, desks: Sequence[NightDesk], lines: Sequence[CallLine]) -> bytes:
    """First the supplier's own numbers, then every establishment: what it loses, and who answers there at any hour."""
    note = ngettext(
        "%(count)s establishment depends on it, as recorded on %(day)s. Those where care stops come first.",
        "%(count)s establishments depend on it, as recorded on %(day)s. Those where care stops come first.",
        len(lines),
    )
    data = {
        "note": note % {"count": number(len(lines)), "day": day(today())},
        "desks_title": _("The supplier, at night"),
        "desks_header": [_("Name"), _("Phone"), _("Given by")],
        "desks": [[one.name or "–", one.phone, number(one.given_by)] for one in desks],
        "no_desk": _("No establishment has recorded a number that it answers at night."),
        "lines_title": _("Establishments to call"),
        "lines_header": [_("Establishment"), _("What stops"), _("To call"), _("24/7")],
        "lines": [cells for line in lines for cells in _cells(line)],
        "nobody": _("Nobody depends on it."),
    }
    title = _("Call list: %(supplier)s") % {"supplier": supplier.name}
    return pdf.render("governance/typst/calls.typ", data, language=pdf.reader_language(), title=title)


def _cells(line: CallLine) -> list[list[str]]:
    """The establishment on the line of its first contact, then one line for each other."""
    one = line.engagement
    what = f"{one.services} · {one.criticality_value.label} · {one.access_value.label}"
    if not line.contacts:
        return [[one.organisation.name, what, _("Switchboard"), line.switchboard or "–"]]
    called = [[f"{who.function_value.label} · {who.name}", who.phone_at_night] for who in line.contacts]
    before = [[one.organisation.name, what], *([["", ""]] * (len(called) - 1))]
    return [[*left, *right] for left, right in zip(before, called, strict=True)]
