"""An observation as the scratch file keeps it, and as the columns of a finding."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import orjson

from ..formats.observation import AssetKind, Observation, Outcome, Severity
from ..formats.text import LONG

#: what a finding says of its own; the rest is its weakness's (`models.Weakness`)
CONTENT = ("title", "location", "severity", "cves", "cvss", "cvss_vector", "evidence", "level", "count")
TEXTS = ("title", "description", "solution", "references", "cwes")
COUNT_AT_MOST = 2**31 - 1
#: of more, the latest stay: a patch of years names hundreds, and thousands of such entries wait in memory at once
CVES_AT_MOST = 1000


class Unstorable(Exception):
    """A text that no database keeps: half a character, or a NUL."""


def packed(one: Observation) -> bytes:
    """Without the texts of its rule, which are kept once. Raises Unstorable."""
    return _dumped((*one[:8], one.cves[-CVES_AT_MOST:], (), *one[10:12], "", "", one.evidence[:LONG], (), *one[16:]))


def texts_of(one: Observation) -> bytes:
    """The texts of its rule, in the order of TEXTS. Raises Unstorable."""
    return _dumped([one.title[:300], one.description, one.solution, one.references, one.cwes])


def _dumped(value: Any) -> bytes:
    try:
        row = orjson.dumps(value)
    except (orjson.JSONEncodeError, UnicodeEncodeError) as damage:
        raise Unstorable from damage
    if b"\\u0000" in row:
        raise Unstorable
    return row


def unpacked(row: bytes) -> Observation:
    """The observation again, as far as it was kept."""
    one = Observation._make(orjson.loads(row))
    return one._replace(
        identity=tuple(one.identity),
        asset_kind=AssetKind(one.asset_kind),
        severity=Severity(one.severity),
        outcome=Outcome(one.outcome),
        cves=tuple(one.cves),
        cwes=(),
        references=(),
        seen_at=datetime.fromisoformat(str(one.seen_at)) if one.seen_at else None,
    )


def content_of(one: Observation) -> dict[str, Any]:
    """The columns that a report fills and may change, bounded as the columns are."""
    return {
        "title": one.title[:300],
        "location": one.location[:300],
        "severity": int(one.severity),
        "cves": [cve[:20] for cve in one.cves[-CVES_AT_MOST:]],
        "cvss": None if one.cvss is None else float(one.cvss),
        "cvss_vector": one.cvss_vector[:160],
        "evidence": one.evidence,
        "level": one.level,
        "count": None if one.objects is None else min(one.objects, COUNT_AT_MOST),
    }


def digest_of(content: dict[str, Any]) -> str:
    """In hexadecimal, as a UUID is kept; equal when nothing that is shown has changed."""
    return hashlib.blake2b(orjson.dumps([content[name] for name in CONTENT]), digest_size=16).hexdigest()
