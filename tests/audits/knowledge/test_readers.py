"""What KEV and EPSS files say, and how damaged ones are refused: whole, with line and reason."""

import gzip
import io
import json
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.formats.observation import BrokenReport
from hygie.audits.knowledge_files import epss as epss_reader
from hygie.audits.knowledge_files import kev as kev_reader
from hygie.audits.knowledge_files import source
from hygie.audits.knowledge_files.epss import EpssFile
from hygie.audits.knowledge_files.kev import read_kev

from .files import epss, kev, kev_entry, scores

REAL = Path(__file__).parents[4] / "shared" / "data" / "kev" / "known_exploited_vulnerabilities.json"


def read(content):
    return read_kev(io.BytesIO(content))


def read_scores(content):
    file = EpssFile(io.BytesIO(content))
    return file, list(file.scores())


def refusal(reader, content):
    with pytest.raises(BrokenReport) as found:
        reader(content)
    return found.value


def test_the_catalogue_says_what_is_exploited_since_when_and_until_when():
    file = read(kev(kev_entry(1, knownRansomwareCampaignUse="Known"), kev_entry(2, product="A\u202eB" + "x" * 500)))
    first, second = file.entries
    assert (file.stated_on, file.release, len(file.sha256)) == (date(2026, 10, 4), "2026.10.04", 64)
    assert first[:4] == ("CVE-2026-0001", date(2026, 9, 28), date(2026, 10, 19), True)
    assert second.ransomware is False
    assert second.product.startswith("ABxx")
    assert len(second.product) == 160


def test_a_compressed_catalogue_is_read_too():
    assert len(read(gzip.compress(kev(kev_entry(1)))).entries) == 1


@pytest.mark.skipif(not REAL.exists(), reason="the real catalogue is not here")
def test_the_real_catalogue_is_read_whole():
    file = read(REAL.read_bytes())
    assert (len(file.entries), file.stated_on) == (1404, date(2025, 8, 25))


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 0, "not valid JSON"),
        (b"[]", 0, "no list"),
        (b"{}", 0, "no list"),
        (kev(), 0, "no list"),
        (kev(kev_entry(1))[:-20], 0, "not valid JSON"),
        (gzip.compress(kev(kev_entry(1)))[:-20], 0, "not valid JSON"),
        (kev(kev_entry(1), count=1404), 0, "announces 1404 entries and holds 1"),
        (kev(kev_entry(1), kev_entry(1)), 2, "stands twice"),
        (kev(kev_entry(1), kev_entry(2, cveID="CVE-26-1")), 2, "is not a CVE number"),
        (kev(kev_entry(1, cveID=7)), 1, "is not a CVE number"),
        (kev(kev_entry(1, dueDate="soon")), 1, "dueDate is not a date"),
        (kev(kev_entry(1, dateAdded=None)), 1, "dateAdded is not a date"),
        (kev(kev_entry(1), dateReleased="x"), 0, "dateReleased is not a date"),
        (json.dumps({"vulnerabilities": [1], "count": 1}).encode(), 1, "not an object"),
        (b"[" * 100_000, 0, "not valid JSON"),
    ],
)
def test_a_damaged_catalogue_is_refused_whole(content, line, said):
    found = refusal(read, content)
    assert found.line == line
    assert said in str(found)


def test_scores_are_read_plain_or_compressed():
    content = epss(("CVE-1999-0001", "0.01088", "0.77225"), ("CVE-2026-10000000", "9.0e-5", "1"))
    for packed in (content, gzip.compress(content), content.replace(b"\n", b"\r\n")):
        file, found = read_scores(packed)
        assert (file.stated_on, file.release) == (date(2026, 10, 5), "v2025.03.14")
        assert found == [("CVE-1999-0001", 0.01088, 0.77225), ("CVE-2026-10000000", 0.00009, 1.0)]
        assert len(file.sha256) == 64


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "not an EPSS file"),
        (b"cve,epss,percentile\n", 1, "not an EPSS file"),
        (epss(*scores(3)).replace(b"2026-10-05", b"2026-13-05"), 1, "is not a date"),
        (epss(*scores(3)).replace(b"cve,epss", b"cve;epss"), 2, "columns"),
        (epss(), 3, "holds no score"),
        (epss(*scores(3))[:-1], 5, "stops in the middle"),
        (epss(*scores(3))[:-8], 5, "stops in the middle"),
        (epss(("CVE-2026-0001", "nan", "0.5")), 3, "not a CVE, a score"),
        (epss(("CVE-2026-0001", "1.5", "0.5")), 3, "between 0 and 1"),
        (epss(("CVE-2026-0001", "1e999", "0.5")), 3, "between 0 and 1"),
        (epss(("CVE-2026-0001", "1e-", "0.5")), 3, "not a CVE, a score"),
        (epss(("cve-2026-1", "0.5", "0.5")), 3, "not a CVE, a score"),
        (epss(*scores(2), *scores(1)), 5, "stands twice"),
        (epss(("x" * 2000, 0, 0)), 3, "not a CVE, a score"),
        (gzip.compress(epss(*scores(3)))[:-9], 6, "cut or damaged"),
        (gzip.compress(epss(*scores(3))) + b"garbage", 6, "cut or damaged"),
    ],
)
def test_a_damaged_score_file_is_refused_with_its_line(content, line, said):
    found = refusal(read_scores, content)
    assert said in str(found)
    assert found.line == line


def test_a_file_beyond_the_bound_is_refused(monkeypatch):
    monkeypatch.setattr(source, "BYTES_AT_MOST", 1000)
    assert "larger than" in str(refusal(read, kev(*(kev_entry(number) for number in range(10)))))
    assert "larger than" in str(refusal(read_scores, epss(*scores(100))))


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(kev_reader, "BYTES_AT_MOST", 10_000)
    monkeypatch.setattr(epss_reader, "ROWS_AT_MOST", 50)
    assert "larger than" in str(refusal(read, gzip.compress(b" " * 1_000_000)))
    assert "more than" in str(refusal(read_scores, gzip.compress(epss(*scores(100)))))


@given(st.binary(max_size=400))
def test_no_bytes_break_the_readers(content):
    for reader in (read, read_scores):
        with pytest.raises(BrokenReport):
            reader(content)


@given(st.integers(0, 2**32))
def test_a_file_damaged_anywhere_is_read_or_refused_and_never_breaks_the_reader(seed):
    chance = random.Random(seed)  # noqa: S311 — damage, not secrets
    for reader, whole in ((read, kev(kev_entry(1), kev_entry(2))), (read_scores, epss(*scores(20)))):
        content = bytearray(chance.choice([whole, gzip.compress(whole)]))
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            reader(bytes(content[: chance.randint(0, len(content))]))
        except BrokenReport as refused:
            assert str(refused)
