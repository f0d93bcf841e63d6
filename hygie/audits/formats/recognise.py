"""Which format a report is in: told by its content, never by the name of its file."""

from __future__ import annotations

import re
from typing import BinaryIO

from . import registry
from .observation import BrokenReport, ReportFormat
from .opening import HEAD, head
from .text import clean
from .text import gettext_noop as _
from .xml import root_name

EMPTY = _(
    "The file is empty. Nothing was found in it, and nothing says that nothing is there: export the report again."
)
HTML = _("This is a web page. Export the report in XML, JSON or CSV instead.")
ENCRYPTED_PINGCASTLE = _("This report of PingCastle is encrypted. Decrypt it with PingCastle first, then send the XML.")
OLD_NESSUS = _("This is the first format of Nessus, which says too little. Export the report as “.nessus” (version 2).")
OPENVAS_HOSTS = _("This CSV of OpenVAS lists hosts, not results. Export “CSV Results”.")
UNKNOWN_XML = _("This XML begins with “%(root)s”, which no known format does. Known formats: %(known)s.")
UNKNOWN = _("The format of this report is not known. Known formats: %(known)s.")
ANOTHER = _("This report is not in the format “%(asked)s”: it is in the format “%(found)s”.")
NOT_THAT = _("This report is not in the format “%(asked)s”.")
NO_SUCH = _("There is no format of this name: “%(asked)s”.")

#: tools that write nothing at all where they found nothing
SILENT_WHERE_NOTHING_FOUND = frozenset({"nuclei"})

_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.DOTALL)
_NEARLY = {"EncryptedData": ENCRYPTED_PINGCASTLE, "NessusClientData": OLD_NESSUS}
_OPENVAS_HOSTS = re.compile(rb'"?IP"?[,;]"?Hostname"?[,;]"?OS"?[,;]')


def recognise(stream: BinaryIO, code: str = "") -> type[ReportFormat]:
    """The format of an opened report (`opening.opened`), which stays at its beginning.

    With the code of a format, that one, if the report is in it: one scanner's report under the name of another would
    close what it never looked for. Raises BrokenReport, in words that say what to do.
    """
    asked = named(code) if code else None
    start = head(stream)
    if len(start) < HEAD and not start.strip():
        if asked and asked.code in SILENT_WHERE_NOTHING_FOUND:
            return asked
        raise BrokenReport(EMPTY)
    if asked and asked.recognises(start):
        return asked
    found = next((one for one in registry.FORMATS if one.recognises(start)), None)
    if asked and found:
        raise BrokenReport(ANOTHER, asked=asked.label, found=found.label)
    if found:
        return found
    raise _unknown(start, asked)


def named(code: str) -> type[ReportFormat]:
    """The format of this code. Raises BrokenReport."""
    for one in registry.FORMATS:
        if one.code == code:
            return one
    raise BrokenReport(NO_SUCH, asked=clean(code, 50))


def _unknown(start: bytes, asked: type[ReportFormat] | None) -> BrokenReport:
    root = root_name(start)
    if _HTML.match(start):
        return BrokenReport(HTML)
    if root in _NEARLY:
        return BrokenReport(_NEARLY[root])
    if _OPENVAS_HOSTS.match(start):
        return BrokenReport(OPENVAS_HOSTS)
    if asked:
        return BrokenReport(NOT_THAT, asked=asked.label)
    known = ", ".join(one.label for one in registry.FORMATS)
    return BrokenReport(UNKNOWN_XML, root=clean(root, 50), known=known) if root else BrokenReport(UNKNOWN, known=known)
