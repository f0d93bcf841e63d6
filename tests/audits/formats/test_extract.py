"""Nothing more than needed leaves the hospital."""

import hashlib
import io
import json
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.formats import extract
from hygie.audits.formats.extract import Extract
from hygie.audits.formats.observation import (
    AssetKind,
    BrokenReport,
    Covered,
    Observation,
    Outcome,
    ReportFacts,
    Severity,
)

from .reports import as_json, broken, read

KEY, OTHER_KEY = b"k" * 64, b"o" * 64


def seen(**changes):
    whole = Observation(
        identity=("A-DnsZone", "S-1-5-21-1-2-3"),
        rule="A-DnsZone",
        asset="hopital.example",
        asset_kind=AssetKind.DOMAIN,
        severity=Severity.HIGH,
        title="Zones that anybody changes",
        location="somewhere",
        cves=("CVE-2024-55555",),
        description="described",
        solution="solved",
        evidence="proved",
        references=("https://a.example",),
        seen_at=datetime(2026, 5, 4, 8, tzinfo=UTC),
        level=2,
        objects=12,
        line=7,
    )
    return whole._replace(**changes)


def written(*observations, facts=None, source="pingcastle", key=KEY, **options):
    out = io.BytesIO()
    extract.write(observations, facts or ReportFacts(tool="PingCastle"), source, key, out, **options)
    return out.getvalue()


def reread(content):
    reader = Extract()
    return read(reader, content), reader.facts


def test_the_extract_says_how_bad_and_since_when_and_how_much():
    (found,), facts = reread(written(seen()))
    assert found._replace(identity=(), asset="") == Observation(
        identity=(),
        rule="",
        asset="",
        asset_kind=AssetKind.DOMAIN,
        severity=Severity.HIGH,
        title="",
        seen_at=datetime(2026, 5, 4, 8, tzinfo=UTC),
        level=2,
        objects=12,
        line=2,
    )
    assert len(found.identity[0]) == 64
    assert found.asset.startswith("masked-")
    assert facts.lane == f"extract:pingcastle:{extract.key_id(KEY)}"


def test_a_line_holds_these_facts_and_nothing_else():
    first, line = map(json.loads, written(seen()).splitlines())
    assert set(line) == {"identity", "asset", "severity", "outcome", "level", "objects", "seen_at"}
    assert set(first) == {
        *("format", "version", "source", "hashing", "key", "lane", "tool", "made_at", "complete", "level"),
        *("not_evaluated", "refused", "covered", "unreachable", "findings"),
    }


def test_references_leave_only_when_asked_for():
    ((found,), _) = reread(written(seen(), with_references=True))
    assert (found.rule, found.cves, found.title) == ("A-DnsZone", ("CVE-2024-55555",), "")


def test_the_facts_of_the_report_are_told_and_assets_are_masked():
    covered = {Covered(AssetKind.DOMAIN, "hopital.example")}
    facts = ReportFacts(
        tool="PingCastle",
        made_at=datetime(2026, 5, 4, tzinfo=UTC),
        complete=False,
        covered=covered,
        unreachable={Covered(AssetKind.DOMAIN, "autre.example")},
        level=2,
        not_evaluated=4,
        refused=1,
    )
    content = written(seen(), facts=facts)
    (found,), told = reread(content)
    assert told.covered == {Covered(AssetKind.DOMAIN, found.asset)}
    assert len(told.unreachable) == 1
    assert (told.tool, told.made_at, told.complete) == ("PingCastle", facts.made_at, False)
    assert (told.level, told.not_evaluated, told.refused) == (2, 4, 1)
    assert b"example" not in content


def test_what_the_report_learns_while_it_is_read_is_told():
    facts = ReportFacts()

    def slowly():
        yield seen()
        facts.level, facts.covered = 1, set()

    out = io.BytesIO()
    extract.write(slowly(), facts, "ads", KEY, out)
    assert json.loads(out.getvalue().splitlines()[0])["level"] == 1


def test_a_lane_is_told_by_its_hash_only():
    content = written(seen(), facts=ReportFacts(lane="forge.example nightly"), source="sarif")
    _, facts = reread(content)
    assert facts.lane.startswith(f"extract:sarif:{extract.key_id(KEY)}:")
    assert b"forge" not in content


def test_one_source_is_never_compared_with_another():
    pingcastle, ads = reread(written(seen()))[0], reread(written(seen(), source="ads"))[0]
    assert pingcastle[0].identity != ads[0].identity
    assert pingcastle[0].asset == ads[0].asset


def test_hashes_are_those_of_the_documented_algorithm():
    """What was hashed once must be hashed alike for ever: change HASHING with it."""
    body = b"".join(
        len(part).to_bytes(8, "big") + part for part in (b"identity", b"pingcastle", b"A-DnsZone", b"S-1-5-21-1-2-3")
    )
    import hmac

    assert extract.identity_of(KEY, "pingcastle", seen()) == hmac.new(KEY, body, hashlib.sha256).hexdigest()


texts = st.text(st.characters(codec="utf-8"), min_size=4, max_size=40)
observations = st.builds(
    lambda rule, asset, title, severity, outcome: seen(
        identity=(rule, asset), rule=rule, asset=asset, title=title, severity=severity, outcome=outcome
    ),
    texts,
    texts,
    texts,
    st.sampled_from(list(Severity)),
    st.sampled_from(list(Outcome)),
)


@given(st.lists(observations, max_size=5))
def test_the_same_report_gives_the_same_identities_and_another_key_gives_others(several):
    first, again, other = (reread(written(*several, key=key))[0] for key in (KEY, KEY, OTHER_KEY))
    assert first == again
    assert not {each.identity for each in first} & {each.identity for each in other}
    assert not {each.asset for each in first} & {each.asset for each in other}
    assert [(each.severity, each.outcome) for each in first] == [(each.severity, each.outcome) for each in several]


@given(st.lists(observations, min_size=1, max_size=5))
def test_no_asset_rule_or_title_can_be_read_in_it(several):
    content = written(*several, facts=ReportFacts(covered={Covered(AssetKind.HOST, several[0].asset)}))
    # the words of the format itself are no secret
    own = b"".join(line for line in written(seen(), facts=ReportFacts(covered=set())).splitlines())
    for each in several:
        for secret in (each.rule, each.asset, each.title):
            told = orjson.dumps(secret)[1:-1]
            assert told not in content or told in own or all(c in b'0123456789abcdef":,-' for c in told)


@given(st.lists(texts, min_size=2, max_size=4), st.integers(0, 2))
def test_no_two_identities_are_written_alike(parts, place):
    place = min(place, len(parts) - 2)
    joined = [*parts[:place], parts[place] + parts[place + 1], *parts[place + 2 :]]
    assert extract.hashed(KEY, "identity", *parts) != extract.hashed(KEY, "identity", *joined)


def test_a_short_key_is_refused():
    with pytest.raises(BrokenReport):
        written(seen(), key=b"short")


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 2},
        {"hashing": 2},
        {"source": "Ping Castle"},
        {"key": "zz"},
        {"findings": 2},
        {"findings": None},
        {"covered": ["hopital.example"]},
        {"unreachable": ["masked-1"]},
    ],
)
def test_a_first_line_that_no_hygie_wrote_is_refused(change):
    first, line = written(seen()).splitlines()
    assert broken(Extract(), as_json(json.loads(first) | change) + b"\n" + line)


@pytest.mark.parametrize(
    "change",
    [
        {"identity": "A-DnsZone"},
        {"identity": "A" * 64},
        {"asset": "hopital.example"},
        {"severity": 9},
        {"severity": True},
        {"outcome": 0},
        {"outcome": None},
    ],
)
def test_a_damaged_line_is_refused_with_the_whole(change):
    first, line = written(seen()).splitlines()
    assert "line 2" in broken(Extract(), first + b"\n" + as_json(json.loads(line) | change))


def test_an_extract_that_was_cut_is_refused():
    content = written(seen(), seen())
    assert "stops before its end" in broken(Extract(), b"\n".join(content.splitlines()[:-1]))
    assert broken(Extract(), content[:-5])
    assert broken(Extract(), b"")
