"""Sources as people read them."""

import pytest

from hygie.audits.words import lane_words


@pytest.mark.parametrize(
    ("lane", "said"),
    [
        ("manual", "Entered by hand"),
        ("manual:0123456789ab", "Entered by an auditor (89ab)"),
        ("nmap", "nmap (XML)"),
        ("extract:pingcastle:1a2b3c4d", "PingCastle (XML), masked (1a2b)"),
        ("unheard-of", "unheard-of"),
    ],
)
def test_a_source_is_said_in_words_and_one_that_nobody_knows_as_it_is(lane, said):
    assert lane_words(lane) == said
