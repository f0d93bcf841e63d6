"""What a remediation plan adds up to, and what a signature covers."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.rules.plans import DROPPED, Line, Signed, digest_of, is_late, progress_of

TODAY = date(2026, 10, 5)
days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
lines = st.builds(
    Line,
    state=st.sampled_from(["to_do", "doing", "done", "dropped"]),
    due_on=days,
    cost=st.one_of(st.none(), st.integers(0, 10**9)),
    findings=st.integers(5, 9),
    closed=st.integers(0, 5),
)


@given(st.lists(lines))
def test_nothing_is_counted_beyond_what_there_is(found):
    progress = progress_of(found, TODAY)
    assert progress.done + progress.late <= progress.actions <= len(found)
    assert progress.closed <= progress.findings


@given(st.lists(lines))
def test_a_dropped_action_counts_nowhere(found):
    kept = [line for line in found if line.state != DROPPED]
    assert progress_of(found, TODAY) == progress_of(kept, TODAY)


def test_an_action_is_late_from_the_day_after_its_date():
    assert not is_late("doing", TODAY, TODAY)
    assert is_late("doing", TODAY - timedelta(days=1), TODAY)
    assert not is_late("done", TODAY - timedelta(days=1), TODAY)
    assert not is_late("to_do", None, TODAY)


def test_a_cost_that_nobody_said_is_not_zero():
    assert progress_of([Line("to_do")], TODAY).cost is None
    assert progress_of([Line("to_do", cost=0), Line("to_do")], TODAY).cost == 0


def test_an_empty_plan_is_not_done():
    assert not progress_of([], TODAY).is_done
    assert progress_of([Line("done"), Line("dropped")], TODAY).is_done


def test_another_order_date_cost_or_finding_is_another_signature():
    one, two = Signed("a", "x", TODAY, 100, ["f"]), Signed("b", "x", None, None, [])
    digests = {
        digest_of("p", "t", "n", actions)
        for actions in (
            [one, two],
            [two, one],
            [Signed("a", "x", None, 100, ["f"]), two],
            [Signed("a", "x", TODAY, 101, ["f"]), two],
            [Signed("a", "x", TODAY, 100, ["g"]), two],
        )
    }
    assert len(digests) == 5
    swapped = [Signed("a", "x", TODAY, 100, ["g", "f"])], [Signed("a", "x", TODAY, 100, ["f", "g"])]
    assert digest_of("p", "t", "n", swapped[0]) == digest_of("p", "t", "n", swapped[1])
