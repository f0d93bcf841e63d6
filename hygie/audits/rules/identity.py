"""What makes a finding the same one in the next report (ADR 0009): what the scanner calls it, and where."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

LANE_AT_MOST = 60
#: the lane of what people enter by hand
MANUAL = "manual"
_SHORT = 24

Algorithm = Callable[[str, Sequence[str]], UUID]


def fingerprint(lane: str, identity: Sequence[str]) -> UUID:
    """The first 128 bits of a SHA-256 over the version, the lane and the fields, each after its length.

    The lengths make it unambiguous: no two lists of fields give the same bytes.
    """
    said = bytearray(b"\x01")  # the version
    for part in (lane, *identity):
        field = part.encode("utf-8", "surrogatepass")
        said += len(field).to_bytes(4, "big") + field
    return UUID(bytes=hashlib.sha256(said).digest()[:16])


#: every version that rows may still carry; the greatest is the one in use
ALGORITHMS: Mapping[int, Algorithm] = {1: fingerprint}
ALGORITHM = max(ALGORITHMS)


class Named(NamedTuple):
    """A finding as it is kept: its row, and the fields from which any version's fingerprint can be made."""

    pk: int
    lane: str
    identity: Sequence[str]


def migrated(findings: Iterable[Named], algorithm: Algorithm) -> Iterator[tuple[int, UUID]]:
    """The fingerprints of the same findings under another version: row by row, so that nothing closes or opens.

    A new version is one more line of `ALGORITHMS`. An import renames the rows of its lane that carry an older one
    before it compares anything (`actions/reports/comparing.py`), by this function: no report is needed again.
    """
    return ((one.pk, algorithm(one.lane, one.identity)) for one in findings)


def room_lane(audit: UUID) -> str:
    """The lane of what an audit's auditors enter by hand: theirs to correct, and apart from the establishment's own."""
    return f"{MANUAL}:{audit.hex[-12:]}"


def lane_of(source: str, told: str) -> str:
    """The lane of a report: its kind of source and, where the report tells of one thing among several, which.

    An extract's own lane begins with its source already. A long one is shortened by its digest.
    """
    if not told:
        return source
    whole = told if told.startswith(f"{source}:") else f"{source}:{told}"
    if len(whole) <= LANE_AT_MOST:
        return whole
    return f"{source}:{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:_SHORT]}"
