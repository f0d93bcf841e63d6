"""The two decision tables, row by row, as they are published."""

import csv
from pathlib import Path

import pytest

from hygie.audits.enums import Decision
from hygie.audits.rules import ssvc, timelines

PUBLISHED = Path(__file__).parents[4] / "shared" / "data" / "ssvc"
here = pytest.mark.skipif(not PUBLISHED.exists(), reason="the published tables are not here")

SSVC = """
none no partial low track
none no partial medium track
none no partial high track
none no total low track
none no total medium track
none no total high track*
none yes partial low track
none yes partial medium track
none yes partial high attend
none yes total low track
none yes total medium track
none yes total high attend
poc no partial low track
poc no partial medium track
poc no partial high track*
poc no total low track
poc no total medium track*
poc no total high attend
poc yes partial low track
poc yes partial medium track
poc yes partial high attend
poc yes total low track
poc yes total medium track*
poc yes total high attend
active no partial low track
active no partial medium track
active no partial high attend
active no total low track
active no total medium attend
active no total high act
active yes partial low attend
active yes partial medium attend
active yes partial high act
active yes total low attend
active yes total medium act
active yes total high act
"""
#: KEV, exposed, automatable, impact, then what is asked for
BOD = """
no no no partial upgrade
yes no no partial 14
no yes no partial 60
no no yes partial 60
no no no total upgrade
yes yes no partial 14
yes no yes partial 14
no yes yes partial 14
yes no no total 14
no yes no total 14
no no yes total 60
yes yes yes partial 3
yes yes no total 3 forensic
yes no yes total 3 forensic
no yes yes total 3
yes yes yes total 3 forensic
"""
WORDS = {"track": Decision.TRACK, "track*": Decision.TRACK_CLOSELY, "attend": Decision.ATTEND, "act": Decision.ACT}
ANSWERS = {
    "fix on system upgrade": ["upgrade"],
    "60 days": ["60"],
    "14 days": ["14"],
    "3 days": ["3"],
    "3 days & forensic investigation": ["3", "forensic"],
}
SSVC_ROWS = [line.split() for line in SSVC.strip().splitlines()]
BOD_ROWS = [line.split() for line in BOD.strip().splitlines()]


def test_there_are_36_and_16_rows():
    assert (len(SSVC_ROWS), len(ssvc.rows()), len(BOD_ROWS), len(timelines.ROWS)) == (36, 36, 16, 16)


@pytest.mark.parametrize(("number", "row"), list(enumerate(SSVC_ROWS)), ids=["-".join(row[:4]) for row in SSVC_ROWS])
def test_each_row_of_ssvc_is_the_published_one(number, row):
    exploitation, automatable, impact, mission, word = row
    found = ssvc.row_number(exploitation, automatable == "yes", impact == "total", mission)
    assert found == number
    assert ssvc.decision_of(found) == WORDS[word]
    assert ssvc.rows()[number] == (
        number, exploitation, automatable == "yes", impact == "total", mission, WORDS[word]
    )  # fmt: skip


@pytest.mark.parametrize(("number", "row"), list(enumerate(BOD_ROWS)), ids=["-".join(row[:4]) for row in BOD_ROWS])
def test_each_row_of_the_timelines_is_the_published_one(number, row):
    kev, exposed, automatable, impact, days, *forensic = row
    found = timelines.row_number(kev == "yes", exposed == "yes", automatable == "yes", impact == "total")
    assert found == number
    assert timelines.ROWS[found].days == (None if days == "upgrade" else int(days))
    assert timelines.ROWS[found].forensic is bool(forensic)
    assert timelines.PUBLISHED_DAYS[found] == timelines.ROWS[found].days


@here
def test_ssvc_is_the_published_file():
    with (PUBLISHED / "cisa_coordinator_2_0_3.csv").open(newline="") as stream:
        lines = list(csv.reader(stream))[1:]
    assert [line[1:] for line in lines] == [[row[0].replace("poc", "public poc"), *row[1:]] for row in SSVC_ROWS]


@here
def test_the_timelines_are_the_published_file():
    with (PUBLISHED / "cisa_bod_26_04_1_0_0.csv").open(newline="") as stream:
        lines = list(csv.reader(stream))[1:]
    assert [[*line[1:5], *ANSWERS[line[5]]] for line in lines] == BOD_ROWS


@pytest.mark.parametrize(
    "rows", [None, [], [3] * 15, [3] * 17, [0] * 16, [True] * 16, ["3"] * 16, [3651] * 16, [3.0] * 16]
)
def test_timelines_of_a_region_are_16_numbers_of_days(rows):
    assert not timelines.are_days(rows)
    assert timelines.are_days(list(timelines.PUBLISHED_DAYS))
