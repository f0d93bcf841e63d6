"""What the scratch file keeps of an observation comes back as it was."""

from datetime import UTC, datetime

import pytest

from hygie.audits.staging.rows import packed, unpacked

from .conftest import one

SEEN = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("level", [None, 1, 5])
@pytest.mark.parametrize("seen_at", [None, SEEN])
def test_a_level_and_a_moment_come_back(level, seen_at):
    again = unpacked(packed(one("a", level=level, seen_at=seen_at, objects=12, line=3, cves=("CVE-2026-1000",))))
    assert (again.level, again.seen_at, again.objects, again.line) == (level, seen_at, 12, 3)
    assert (again.identity, again.cves, again.evidence) == (("a", "srv-1.example"), ("CVE-2026-1000",), "")
