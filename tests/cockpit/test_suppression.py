"""No count under five is found again: not in a table, not between linked ones, not between two quarters."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygie.cockpit.rules import Beside, Counts, Hides, Publication, Table, exposed, nearly_same, suppress
from hygie.cockpit.rules.tables import Measure, sensitive


def counts(largest=40):
    return st.integers(0, largest).flatmap(lambda bound: st.builds(Counts, st.just(bound), st.integers(0, bound)))


@st.composite
def tables(draw, shape=None):
    rows, columns = shape or (draw(st.integers(1, 4)), draw(st.integers(1, 4)))
    return Table([[draw(counts(draw(st.sampled_from([6, 15, 60])))) for _k in range(columns)] for _r in range(rows)])


@st.composite
def moved(draw, before):
    """The quarter after: some cells move, most of them a little."""

    def cell(then):
        if draw(st.booleans()):
            return then
        bound = max(0, then.bound + draw(st.sampled_from([-1, 0, 0, 1, 2, 9])))
        return Counts(bound, min(bound, max(0, then.complete + draw(st.sampled_from([-2, 0, 1, 3, 7])))))

    return Table([[cell(then) for then in line] for line in before.cells])


@st.composite
def sequences(draw):
    found = [draw(tables())]
    for _quarter in range(draw(st.integers(1, 3))):
        found.append(draw(moved(found[-1])))
    return found


def published(sequence):
    """The quarters one after the other, as the platform publishes them."""
    found, before = [], None
    for table in sequence:
        one = suppress(table, [Beside(before)] if before else [])
        if one is not None:
            found.append(one)
            before = one
    return found


def off_of(now, beside, figure):
    """How far the quarter beside is off for a figure; None when it hides it."""
    return None if beside.hides(figure) else abs(now.table.value(figure) - beside.table.value(figure))


def row_of(table, figure):
    """By hand: which inner counts a figure adds up, complete then lacking."""
    (row, column), measure = figure
    found = np.zeros((2, table.rows, table.columns))
    rows = slice(None) if row == table.rows else slice(row, row + 1)
    columns = slice(None) if column == table.columns else slice(column, column + 1)
    for number, part in enumerate((Measure.COMPLETE, Measure.LACKING)):
        if measure in (Measure.BOUND, part):
            found[number, rows, columns] = 1
    return found.ravel()


def determined(known, target):
    """Whether additions and subtractions of what is known give the target: it lies in their span."""
    if not known:
        return False
    matrix = np.array(known)
    return np.linalg.matrix_rank(np.vstack([matrix, target])) == np.linalg.matrix_rank(matrix)


@settings(max_examples=25, deadline=None)
@given(tables())
def test_no_sum_or_difference_of_published_counts_gives_a_hidden_one(table):
    found = suppress(table)
    assert found is not None, "a table without a quarter before can always be protected"
    shown = [row_of(table, figure) for figure in found.figures if not found.hides(figure)]
    for figure in found.figures:
        if found.hides(figure):
            assert not determined(shown, row_of(table, figure))


@settings(max_examples=25, deadline=None)
@given(tables())
def test_no_hidden_count_is_bounded_to_within_less_than_five(table):
    assert exposed(suppress(table)) == []


@settings(max_examples=25, deadline=None)
@given(tables())
def test_every_count_under_five_is_hidden_and_so_is_every_complement_under_five(table):
    found = suppress(table)
    for position, cell in table.counts.items():
        for measure in Measure:
            if 0 < cell.of(measure) < 5:
                assert found.hides((position, measure))


@settings(max_examples=25, deadline=None)
@given(tables())
def test_two_linked_counts_are_never_shown_without_the_third(table):
    found = suppress(table)
    for position in table.positions:
        assert sum(found.hides((position, measure)) for measure in Measure) in {0, 2, 3}


@settings(max_examples=25, deadline=None)
@given(sequences())
def test_a_hidden_count_that_hardly_moved_is_not_shown_in_the_quarter_after(sequence):
    quarters = published(sequence)
    for before, now in pairwise(quarters):
        for figure in now.figures:
            if before.hides(figure) and not now.hides(figure):
                assert abs(now.table.value(figure) - before.table.value(figure)) >= 5


@settings(max_examples=25, deadline=None)
@given(sequences())
def test_neighbouring_quarters_do_not_expose_each_other(sequence):
    quarters = published(sequence)
    for before, now in pairwise(quarters):
        assert exposed(now) == []
        assert exposed(now, [Beside(before)]) == []
        assert exposed(before, [Beside(now)]) == []


@settings(max_examples=25, deadline=None)
@given(sequences())
def test_subtracting_two_quarters_gives_no_count_that_either_hides(sequence):
    """By hand: whoever takes every count that did not move from the other quarter finds none that both hide."""
    quarters = published(sequence)
    for before, now in pairwise(quarters):
        for one, other in ((now, before), (before, now)):
            table = one.table
            known = [
                row_of(table, figure)
                for figure in one.figures
                if not one.hides(figure) or off_of(one, other, figure) == 0
            ]
            for figure in one.figures:
                if one.hides(figure) and other.hides(figure):
                    assert not determined(known, row_of(table, figure))


@settings(max_examples=20, deadline=None)
@given(sequences())
def test_a_small_count_that_was_shown_before_is_not_found_by_putting_back_its_neighbours(sequence):
    quarters = published(sequence)
    for before, now in pairwise(quarters):
        table = now.table
        for target in now.figures:
            position, measure = target
            if before.hides(target) or not now.hides(target) or not sensitive(table.counts[position]).hides(measure):
                continue
            known = [
                row_of(table, figure)
                for figure in now.figures
                if not now.hides(figure) or (off_of(now, before, figure) == 0 and not table.nested(figure[0], position))
            ]
            assert not determined(known, row_of(table, target))


def plain(*lines):
    return Table([[Counts(*cell) for cell in line] for line in lines])


LARGE = plain([(30, 15), (40, 20), (50, 25)], [(60, 30), (33, 16), (45, 22)], [(70, 35), (20, 10), (28, 14)])


def test_a_table_without_small_counts_hides_nothing():
    assert suppress(LARGE).hidden == {}


def test_hiding_one_count_alone_would_be_useless():
    """The auditor finds what a subtraction gives."""
    table = plain([(30, 3), (40, 20)], [(60, 30), (33, 16)])
    alone = Publication(table, {(0, 0): Hides.COMPLETE})
    assert {one.figure for one in exposed(alone)} == {((0, 0), Measure.COMPLETE), ((0, 0), Measure.LACKING)}
    assert (exposed(alone)[0].low, exposed(alone)[0].high) == (pytest.approx(3), pytest.approx(3))


def test_what_bounds_a_count_too_closely_is_exposure_too():
    """Both hidden counts of a line add up to four: each lies between 0 and 4."""
    table = plain([(30, 3), (40, 1)], [(60, 30), (33, 16)])
    found = exposed(Publication(table, dict.fromkeys([(0, 0), (0, 1), (1, 0), (1, 1)], Hides.COMPLETE)))
    assert {one.figure[0] for one in found} == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_bound_counts_stay_shown_where_only_the_complete_ones_are_small():
    found = suppress(plain([(30, 3), (40, 20)], [(60, 30), (33, 16)]))
    assert set(found.hidden.values()) == {Hides.COMPLETE}
    assert len(found.hidden) == 4


def test_a_count_that_one_quarter_hides_is_not_found_by_the_total_of_the_next_one():
    """One establishment more, everything else equal: the cell was hidden, and would now be shown."""
    before = suppress(plain([(30, 4), (40, 20)], [(60, 30), (33, 16)]))
    now = suppress(plain([(30, 5), (40, 20)], [(60, 30), (33, 16)]), [Beside(before)])
    assert now.hides(((0, 0), Measure.COMPLETE))


def test_a_new_small_count_takes_its_totals_with_it_when_nothing_else_moved():
    """Shown as six before, four now, and all the rest stays: any total would tell the four."""
    before = suppress(plain([(30, 6), (40, 20)], [(60, 30), (33, 16)]))
    assert before.hidden == {}
    now = suppress(plain([(30, 4), (40, 20)], [(60, 30), (33, 16)]), [Beside(before)])
    assert {(0, 0), (0, 2), (2, 0), (2, 2)} <= set(now.hidden)


def test_a_count_that_moved_by_five_is_shown_again():
    before = suppress(plain([(30, 4), (40, 20)], [(60, 30), (33, 16)]))
    now = suppress(plain([(90, 40), (95, 50)], [(120, 60), (85, 41)]), [Beside(before)])
    assert now.hidden == {}


@settings(max_examples=25, deadline=None)
@given(tables(), st.data())
def test_two_programmes_that_bind_the_same_establishments_do_not_expose_each_other(table, data):
    """Whoever knows that they bind the same puts the bound counts of one into the other."""
    again = Table(
        [[Counts(cell.bound, data.draw(st.integers(0, cell.bound))) for cell in line] for line in table.cells]
    )
    one = suppress(table)
    other = suppress(again, [Beside(one, bound_only=True)])
    assert nearly_same(table, again)
    if other is None:
        return
    for now, beside in ((one, other), (other, one)):
        known = [
            row_of(now.table, (position, measure))
            for position, measure in now.figures
            if not now.hides((position, measure))
            or (measure is Measure.BOUND and not beside.hides((position, measure)))
        ]
        for position, measure in now.figures:
            hidden = now.hides((position, measure)) and (
                measure is not Measure.BOUND or beside.hides((position, measure))
            )
            if hidden and sensitive(now.table.counts[position]).hides(measure):
                assert not determined(known, row_of(now.table, (position, measure)))


def test_programmes_that_bind_others_are_not_held_against_each_other():
    assert not nearly_same(plain([(30, 4)]), plain([(35, 4)]))
