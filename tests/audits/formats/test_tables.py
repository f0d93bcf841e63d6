"""Rows of a report in CSV, whatever its separator. Bounded."""

from __future__ import annotations

import io

import pytest

from hygie.audits.formats import tables
from hygie.audits.formats.observation import BrokenReport
from hygie.audits.formats.tables import Rows


def rows(content: str) -> list[tuple[int, list[str]]]:
    return list(Rows(io.BytesIO(content.encode())))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_header_tells_the_separator(separator):
    assert rows(separator.join("abc") + "\n" + separator.join("123")) == [(1, ["a", "b", "c"]), (2, ["1", "2", "3"])]


def test_a_row_is_told_by_its_first_line_and_empty_lines_are_passed_over():
    assert rows('a,b\n"1\n2",3\n\n4,5\n') == [(1, ["a", "b"]), (2, ["1\n2", "3"]), (5, ["4", "5"])]


@pytest.mark.parametrize("content", ["a,b\n1,2\n3,4", "a,b"])
def test_whether_the_last_line_ended_is_known(content):
    for text, ended in ((content, False), (content + "\n", True)):
        one = Rows(io.BytesIO(text.encode()))
        list(one)
        assert one.ended is ended


@pytest.mark.parametrize("row", ['"' + "x\n" * 600_000, '"x\n",' * 1_000_000, '"1"2,3\n', '"never ended'])
def test_a_row_without_end_is_refused_with_its_line(row):
    with pytest.raises(BrokenReport) as why:
        rows("a,b\n1,2\n" + row)
    assert (why.value.reason, why.value.line) == (tables.DAMAGED, 3)
