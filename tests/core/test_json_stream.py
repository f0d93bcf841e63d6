"""Documents of any size, read value by value."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.json_stream import JsonStream, NotJson, TooLarge

RUNS = {"version": 2, "runs": [{"tool": {"a": [1]}, "results": [{"b": 1}, [2], "x"]}, {"results": []}, 3]}
ENTERED = {(), ("runs",), ("runs", "*"), ("runs", "*", "results")}


def walked(content: bytes, entered: Any = frozenset(ENTERED), most: int = 10**6) -> list[Any]:
    return [(path, value) for path, _, value in JsonStream(io.BytesIO(content), most).walk(entered)]


@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_entered_comes_piece_by_piece_and_the_rest_whole(indent):
    assert walked(json.dumps(RUNS, indent=indent).encode()) == [
        (("version",), 2),
        (("runs", 0, "tool"), {"a": [1]}),
        (("runs", 0, "results", 0), {"b": 1}),
        (("runs", 0, "results", 1), [2]),
        (("runs", 0, "results", 2), "x"),
        (("runs", 2), 3),
    ]


def test_each_value_tells_its_line():
    content = json.dumps(RUNS, indent=1).encode()
    lines = [line for path, line, _ in JsonStream(io.BytesIO(content), 10**6).walk(ENTERED) if path[-1] in (0, 1)]
    texts = content.decode().splitlines()
    assert [texts[line - 1].strip() for line in lines] == ["{", "["]


@given(
    st.lists(st.dictionaries(st.text(), st.integers(-(2**63), 2**63 - 1) | st.text()), max_size=5),
    st.sampled_from([None, 2]),
)
def test_values_are_those_of_the_standard_decoder(values, indent):
    content = "\n".join(json.dumps(value, indent=indent) for value in values).encode()
    assert [value for _, value in JsonStream(io.BytesIO(content), 10**6).values()] == values


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"runs": [',
        b'{"runs": [{"results": [1',
        b"{} {}",
        b'{"a": NaN}',
        b"[1,]",
        b"[" * 100_000,
        b'{"a": 1' + b"0" * 5000,
    ],
)
def test_what_is_damaged_or_cut_is_refused(content):
    with pytest.raises(NotJson):
        walked(content)


def test_a_walk_is_bounded():
    with pytest.raises(TooLarge):
        walked(b"[" + b"1," * 1000 + b"1]", most=100)
    with pytest.raises(NotJson):
        list(JsonStream(io.BytesIO(b'["' + b"x" * 600_000 + b'"]'), 10**6, longest=1000).walk({()}))
