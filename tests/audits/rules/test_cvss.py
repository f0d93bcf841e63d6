import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.rules.cvss import read_vector


@pytest.mark.parametrize(
    ("vector", "automatable", "total"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", True, True),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", True, True),  # whatever the availability
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:H", True, False),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", False, True),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", False, True),
        ("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", False, True),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", False, True),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:L/A:N", True, True),  # a neighbour's loss
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:L/A:H", True, False),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", True, True),
        ("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:H/SC:H/SI:H/SA:H", False, False),
        ("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:H/SC:N/SI:N/SA:N/AU:Y", True, False),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:H/SC:N/SI:N/SA:N/AU:N", False, False),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", True, True),
        ("(AV:N/AC:L/Au:N/C:P/I:P/A:P)", True, False),
        ("AV:N/AC:M/Au:N/C:C/I:C/A:N", False, True),
    ],
)
def test_a_vector_says_whether_it_can_be_automated_and_gives_everything(vector, automatable, total):
    assert read_vector(vector) == (automatable, total)


@pytest.mark.parametrize(
    "vector", ["", "CVSS:3.1", "AV:N", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H", "CVSS:9.9/AV:N", "é"]
)
def test_a_vector_without_a_metric_that_decides_says_nothing(vector):
    assert read_vector(vector) is None


@given(st.text(alphabet="CVS:.34/AVNLPRUIHMau()", max_size=160) | st.text(max_size=160))
def test_no_text_breaks_the_reading_of_a_vector(text):
    said = read_vector(text)
    assert said is None or len(said) == 2
