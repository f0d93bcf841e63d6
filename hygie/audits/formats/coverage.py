"""Which hosts a report says it examined. Bounded: a report of a whole address space is sent in several parts."""

from __future__ import annotations

from .observation import AssetKind, BrokenReport, Covered, ReportFacts
from .text import gettext_noop as _

HOSTS_AT_MOST = 200_000

TOO_MANY_HOSTS = _("The report names more than %(hosts)s hosts. Send it in several parts.")


class Hosts:
    """Sorts the hosts of a report. One that was examined once is covered, even if it was out of reach elsewhere."""

    def __init__(self, facts: ReportFacts) -> None:
        self._facts = facts
        self._covered: set[Covered] = set()
        facts.covered = self._covered

    def examined(self, asset: str) -> None:
        host = Covered(AssetKind.HOST, asset)
        self._covered.add(host)
        self._facts.unreachable.discard(host)
        self._bound()

    def out_of_reach(self, asset: str) -> None:
        host = Covered(AssetKind.HOST, asset)
        if host not in self._covered:
            self._facts.unreachable.add(host)
            self._bound()

    def _bound(self) -> None:
        if len(self._covered) + len(self._facts.unreachable) > HOSTS_AT_MOST:
            raise BrokenReport(TOO_MANY_HOSTS, hosts=HOSTS_AT_MOST)
