"""The identity of a finding: unambiguous, stable, and movable to another version."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.rules.identity import ALGORITHM, ALGORITHMS, LANE_AT_MOST, Named, fingerprint, lane_of, migrated

FIELDS = st.lists(st.text(max_size=6), max_size=4)
LANES = st.sampled_from(["nmap", "nuclei", "sarif:semgrep"])


@given(LANES, FIELDS, LANES, FIELDS)
def test_two_identities_have_one_fingerprint_only_when_they_are_the_same(lane, fields, other_lane, other):
    assert (fingerprint(lane, fields) == fingerprint(other_lane, other)) == ((lane, fields) == (other_lane, other))


def test_fields_that_read_alike_side_by_side_are_told_apart():
    assert fingerprint("nmap", ["a", "bc"]) != fingerprint("nmap", ["ab", "c"])
    assert fingerprint("nmap", ["a", ""]) != fingerprint("nmap", ["a"])


def test_the_fingerprint_of_version_1_never_changes():
    """Written down here: another value would close every finding at the next import."""
    assert fingerprint("nmap", ("srv.example", "tcp", "443")) == UUID("c83da432-4774-6e43-999d-bebea7e86d80")
    assert ALGORITHM == 1


def version_2(lane: str, identity: Sequence[str]) -> UUID:
    """An invented next version."""
    return UUID(bytes=hashlib.blake2b("\x00".join(["2", lane, *identity]).encode(), digest_size=16).digest())


@given(LANES, st.lists(st.lists(st.text("ab", max_size=2), min_size=2, max_size=2), unique_by=tuple))
def test_after_a_migration_the_next_import_of_the_same_report_knows_every_finding(lane, report):
    rows = [Named(pk, lane, identity) for pk, identity in enumerate(report)]
    renamed = dict(migrated(rows, version_2))
    assert {version_2(lane, identity) for identity in report} == set(renamed.values())
    assert all(renamed[pk] == version_2(lane, identity) for pk, identity in enumerate(report))


def test_the_version_in_use_is_the_greatest():
    assert ALGORITHMS[ALGORITHM] is fingerprint


def test_a_lane_is_the_source_and_what_the_report_tells_of():
    assert lane_of("nmap", "") == "nmap"
    assert lane_of("sarif", "semgrep") == "sarif:semgrep"
    assert lane_of("extract", "extract:nmap:1a2b") == "extract:nmap:1a2b"


@given(st.text(min_size=60, max_size=300), st.text(min_size=60, max_size=300))
def test_a_long_lane_is_shortened_and_stays_its_own(one, other):
    assert len(lane_of("sarif", one)) <= LANE_AT_MOST
    assert (lane_of("sarif", one) == lane_of("sarif", other)) == (one == other)
