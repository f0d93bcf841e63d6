"""What is published of vulnerabilities: an app offers its advisories, another asks which concern an establishment.

Public knowledge only. What an establishment runs never passes through here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hygie.core.registry import Registry


class AdvisedProduct(NamedTuple):
    """A product that an advisory names; `versions` in the publisher's words."""

    vendor: str
    name: str
    versions: str = ""


@dataclass(frozen=True)
class Advisory:
    """`code` is the publisher's own and tells it apart from all others: “CERTFR-2026-ALE-001”, “KEV CVE-2026-0001”.

    `alert`: the publisher says that it is exploited now. `url` is shown as text, never fetched.
    """

    code: str
    title: str
    published_on: date
    cves: Collection[str] = ()
    products: Collection[AdvisedProduct] = ()
    url: str = ""
    alert: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which advisories are asked for: those that name one of these CVEs, published from a day on, alerts only.

    `cves` is None for any.
    """

    cves: Collection[str] | None = None
    since: date | None = None
    alerts_only: bool = False


@dataclass(frozen=True)
class AdvisorySource:
    """`find(wanted)` gives what one publisher says; asked by jobs and pages, so it reads in bulk."""

    code: str
    find: Callable[[Wanted], Iterable[Advisory]]


advisory_sources: Registry[AdvisorySource] = Registry("advisory sources", key=lambda source: source.code)


def advisories(wanted: Wanted) -> Iterable[Advisory]:
    """What every publisher says."""
    for source in advisory_sources:
        yield from source.find(wanted)


def alerted_cves(cves: Collection[str]) -> set[str]:
    """Which of these an alert names."""
    if not cves or not len(advisory_sources):
        return set()
    asked = set(cves)
    return {cve for one in advisories(Wanted(cves=asked, alerts_only=True)) for cve in one.cves} & asked
