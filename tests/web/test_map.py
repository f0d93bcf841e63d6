import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.web.map import (
    INNER_RING,
    Frame,
    LegendEntry,
    MapDot,
    RegionMap,
    centre,
    contains,
    panels_of,
    project,
    spread,
)
from hygie.web.mapping import drawing_of
from hygie.web.outlines import outlines, rings_of
from hygie.web.tones import Tone

from .towns import AROUND_PARIS, PREFECTURES, Town

ILE_DE_FRANCE = ("75", "77", "78", "91", "92", "93", "94", "95")


def dot(name: str, latitude: float | None, longitude: float | None, tone: Tone = Tone.SUCCESS) -> MapDot:
    return MapDot(name, latitude, longitude, tone, "Met", f"/{name}/")


def region(*dots: MapDot, departments: tuple[str, ...] = ILE_DE_FRANCE) -> RegionMap:
    return RegionMap(departments, dots, [LegendEntry(Tone.SUCCESS, "Met")], "Exercise")


def test_there_is_an_outline_for_each_department_of_the_mainland_and_corsica():
    assert len(outlines()) == 96
    assert {town.department for town in PREFECTURES} == set(outlines())


@pytest.mark.parametrize("town", PREFECTURES + AROUND_PARIS, ids=lambda town: f"{town.department} {town.name}")
def test_a_town_falls_inside_its_department_and_in_no_other(town: Town):
    place = project(town.latitude, town.longitude)
    assert [code for code, outline in outlines().items() if contains(outline, place)] == [town.department]


def test_a_region_without_paris_is_one_panel():
    (panel,) = panels_of(region(dot("Ajaccio", 41.92, 8.73), departments=("2A", "2B")), outlines())
    assert {area.code for area in panel.areas} == {"2A", "2B"}
    assert not any(area.enlarged for area in panel.areas)
    assert len(panel.places) == 1


def test_paris_and_its_inner_ring_are_enlarged_beside_the_region():
    main, inset = panels_of(region(dot("Paris", 48.8566, 2.3522), dot("Melun", 48.542, 2.655)), outlines())
    assert [index for index, _ in main.places] == [1]
    assert [index for index, _ in inset.places] == [0]
    assert {area.code for area in inset.areas} == set(INNER_RING)
    assert {area.code for area in main.areas if area.enlarged} == set(INNER_RING)


def test_a_region_made_of_the_inner_ring_alone_needs_no_enlargement():
    (panel,) = panels_of(region(dot("Paris", 48.8566, 2.3522), departments=INNER_RING), outlines())
    assert len(panel.places) == 1


def test_a_dot_without_coordinates_or_far_away_is_in_the_table_only():
    drawing = drawing_of(region(dot("Nowhere", None, None), dot("Brest", 48.39, -4.49), dot("Melun", 48.542, 2.655)))
    assert drawing.unplaced == 2
    assert all(name in drawing.rows for name in ("Nowhere", "Brest", "Melun"))


def test_a_region_whose_departments_have_no_outline_still_shows_its_dots():
    here = region(dot("Saint-Denis", -20.88, 55.45), dot("Saint-Pierre", -21.34, 55.48), departments=("974",))
    (panel,) = panels_of(here, outlines())
    assert panel.areas == ()
    assert len(panel.places) == 2


def test_a_region_with_nothing_to_place_has_no_panel():
    assert panels_of(region(dot("Nowhere", None, None), departments=()), outlines()) == ()


def test_sites_at_one_address_are_each_seen():
    (panel,) = panels_of(region(*[dot(f"Site {n}", 41.92, 8.73) for n in range(40)], departments=("2A",)), outlines())
    places = [place for _, place in panel.places]
    assert len(places) == 40
    for index, (x, y) in enumerate(places):
        assert all((x - a) ** 2 + (y - b) ** 2 >= (2 * panel.radius) ** 2 for a, b in places[:index])


@given(st.dictionaries(st.integers(0, 99), st.tuples(st.floats(0, 640), st.floats(0, 500)), max_size=60))
def test_spreading_dots_loses_none_and_leaves_alone_those_that_stand_apart(wished):
    placed = dict(spread(wished, 15))
    assert placed.keys() == wished.keys()
    for index, (x, y) in wished.items():
        others = [place for other, place in wished.items() if other != index]
        if all((x - a) ** 2 + (y - b) ** 2 > 400**2 for a, b in others):
            assert placed[index] == (x, y)


def test_a_frame_keeps_proportions_and_holds_what_it_was_made_around():
    points = [(0.0, 0.0), (10.0, 5.0)]
    frame = Frame.around(points, 100)
    assert all(frame.holds(point) for point in points)
    (x0, y0), (x1, y1) = map(frame.place, points)
    assert (x1 - x0) / (y1 - y0) == pytest.approx(2)


def test_the_centre_of_a_square_is_its_middle():
    assert centre([(0, 0), (4, 0), (4, 4), (0, 4)]) == pytest.approx((2, 2))


def test_a_path_is_read_ring_by_ring():
    assert rings_of("m 1,1 2,0 0,2 z m 5,5 1,0 z") == (((1, 1), (3, 1), (3, 3)), ((6, 6), (7, 6)))


def test_names_are_escaped_in_the_drawing_and_in_the_table():
    drawing = drawing_of(region(MapDot("<b>Melun</b>", 48.542, 2.655, Tone.DANGER, '"late"', "/x/?a=1&b=2")))
    for markup in (drawing.panels[0].dots, drawing.rows):
        assert "<b>" not in markup
        assert "&lt;b&gt;Melun" in markup
        assert "/x/?a=1&amp;b=2" in markup


def test_the_legend_counts_the_dots_of_each_tone():
    drawing = drawing_of(region(dot("A", 48.5, 2.6), dot("B", None, None), dot("C", 48.6, 2.6, Tone.DANGER)))
    assert [(entry.label, count) for entry, count in drawing.legend] == [("Met", 2)]
