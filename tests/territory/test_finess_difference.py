from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.territory.finess import EntityRow, GeoRow, Notes, Reason, SiteRow
from hygie.territory.imports.difference import Change, Comparison, Coverage, Creation, Known, merged
from hygie.territory.imports.facts import Facts, Stated, entity_after_sites, site_facts
from hygie.territory.imports.scratch import scratch

MAY = date(2026, 5, 12)
EARLIER = date(2020, 2, 4)


def site_row(finess: str = "759990013", **facts) -> SiteRow:
    return SiteRow(
        **{
            "line": 2,
            "finess": finess,
            "entity": "759990021",
            "name": "HOPITAL DES TILLEULS",
            "short_name": "HOPITAL",
            "department": "75",
            "insee": "75113",
            "address": "12 R DES LILAS",
            "postal_code": "75013",
            "city": "PARIS",
            "phone": "",
            "category": "355",
            "category_label": "Centre Hospitalier (C.H.)",
            "siret": "",
            "public_status": "public",
            "opened_on": None,
            "closed_on": None,
            "updated_on": EARLIER,
        }
        | facts
    )


def entity_row(finess: str = "759990021", **facts) -> EntityRow:
    return EntityRow(
        **{
            "line": 1,
            "finess": finess,
            "name": "CENTRE HOSPITALIER DES TILLEULS",
            "short_name": "CH",
            "department": "75",
            "insee": "75113",
            "address": "1 R DU SIEGE",
            "postal_code": "75013",
            "city": "PARIS",
            "phone": "",
            "siren": "260000000",
            "opened_on": date(2001, 1, 1),
            "closed_on": None,
            "updated_on": EARLIER,
        }
        | facts
    )


def stated(*rows, region: str | None = None, notes: Notes | None = None) -> list[Stated]:
    with scratch() as kept:
        for row in rows:
            kept.take(row)
        return list(kept.stated(region, notes or Notes()))


def compared(statements, known=(), *, region=None, describes_entities=False, notes=None):
    comparison = Comparison(region, MAY, describes_entities, notes or Notes())
    events = list(comparison.events(statements, sorted(known, key=lambda one: one.facts.finess)))
    return comparison, events


def as_known(statements) -> list[Known]:
    _, events = compared(statements)
    return [Known(rank, event.after) for rank, event in enumerate(events, start=1)]


# From rows to statements


def test_an_entity_that_the_file_only_numbers_is_named_after_its_heaviest_site_in_its_department():
    rows = [
        site_row("759990013", category="500", name="EHPAD"),
        site_row("759990039", category="355", name="HOPITAL"),
        site_row("010000024", category="101", name="CHU AILLEURS", department="01", insee="01451"),
    ]
    entity = next(one.facts for one in stated(*rows) if one.facts.kind == "entity")
    assert (entity.finess, entity.name, entity.department, entity.region) == ("759990021", "HOPITAL", "75", "11")


def test_an_entity_whose_sites_all_lie_elsewhere_keeps_its_own_region_and_no_address():
    entity = entity_after_sites(
        "590799730", [site_facts(site_row(department="972", insee="97209", entity="590799730"))]
    )
    assert (entity.department, entity.region, entity.address, entity.city) == ("59", "32", "", "")


def test_one_public_site_makes_its_entity_public():
    rows = [site_row(public_status="unknown", category="355"), site_row("759990039", category="500")]
    entity = next(one.facts for one in stated(*rows) if one.facts.kind == "entity")
    assert entity.public_status == "public"


def test_an_entity_that_the_feed_describes_has_its_own_name_and_its_sites_category():
    entity = stated(site_row(), entity_row())[1].facts
    assert (entity.kind, entity.name, entity.category) == ("entity", "CENTRE HOSPITALIER DES TILLEULS", "355")


def test_a_position_later_in_the_file_reaches_its_site_and_the_entity_named_after_it():
    site, entity = stated(site_row(), GeoRow(9, "759990013", 48.8, 2.3))
    assert (site.facts.latitude, site.facts.longitude) == (entity.facts.latitude, entity.facts.longitude) == (48.8, 2.3)


def test_one_region_keeps_its_sites_and_their_entities_wherever_those_are():
    rows = [site_row(entity="590799730"), site_row("010000024", department="01", entity="010780054")]
    assert [one.facts.finess for one in stated(*rows, region="11")] == ["590799730", "759990013"]


def test_a_number_of_an_entity_and_of_a_site_states_the_entity_and_refuses_the_site():
    notes = Notes()
    kinds = [one.facts.kind for one in stated(site_row("759990021"), notes=notes)]
    assert kinds == ["entity"]
    assert [one.reason for one in notes.refused] == [Reason.SAME_NUMBER]


def test_texts_longer_than_their_column_are_cut_and_seen_to_be():
    facts = site_facts(site_row(name="A" * 240))
    assert (len(facts.name), facts.name[-1]) == (200, "…")


# Comparing


def test_everything_is_new_to_an_empty_platform():
    _, events = compared(stated(site_row()))
    assert [(type(event), event.after.kind) for event in events] == [(Creation, "site"), (Creation, "entity")]


def test_the_same_file_again_changes_nothing():
    comparison, events = compared(stated(site_row()), as_known(stated(site_row())))
    assert events == []
    assert comparison.unchanged == {"site": 1, "entity": 1}


def test_a_change_names_its_fields():
    _, events = compared(stated(site_row(city="LYON", phone="0400000000")), as_known(stated(site_row())))
    assert [event.fields for event in events if isinstance(event, Change) and event.after.kind == "site"] == [
        ["city", "phone"]
    ]


@pytest.mark.parametrize("field", ["latitude", "longitude", "opened_on", "category_label", "siren", "registered_on"])
def test_an_empty_value_never_erases_what_another_flavour_told(field):
    full = site_facts(site_row())._replace(
        latitude=48.8, longitude=2.3, opened_on=EARLIER, category_label="CH", siren="260000000"
    )
    empty = full._replace(**{field: "" if isinstance(getattr(full, field), str) else None})
    assert merged(full, empty) == full


def test_a_new_category_takes_its_own_label_even_where_the_file_gives_only_the_code():
    before = site_facts(site_row())
    after = merged(before, before._replace(category="362", category_label=""))
    assert (after.category, after.category_label) == ("362", "Établissement de soins de longue durée")


def test_the_csv_does_not_rename_an_entity_that_the_feed_described():
    known = as_known(stated(site_row(), entity_row()))
    comparison, events = compared(stated(site_row()), known)
    assert events == []
    assert comparison.unchanged["entity"] == 1


def test_a_closing_date_closes_and_its_removal_reopens():
    open_, shut = stated(site_row()), stated(site_row(closed_on=EARLIER))
    closing = next(event for event in compared(shut, as_known(open_))[1] if isinstance(event, Change))
    assert closing.closes
    known = [Known(1, closing.after)]
    reopening = next(event for event in compared(open_[:1], known)[1] if isinstance(event, Change))
    assert (reopening.after.closed_on, reopening.closes) == (None, False)


def test_a_closed_establishment_that_was_never_known_is_left_out():
    comparison, events = compared(stated(site_row(closed_on=EARLIER), entity_row(closed_on=EARLIER)))
    assert events == []
    assert comparison.closed_before == 2


def test_a_number_that_changed_kind_is_refused_alone():
    notes = Notes()
    known = [Known(1, site_facts(site_row("759990021")))]
    _, events = compared(stated(site_row()), known, notes=notes)
    assert [event.after.finess for event in events] == ["759990013"]
    assert [one.reason for one in notes.refused] == [Reason.SAME_NUMBER]


def test_an_import_of_one_region_leaves_the_entities_of_others_as_they_are():
    row = site_row(entity="590799730")
    known = [one for one in as_known(stated(row)) if one.facts.kind == "entity"]
    renamed = stated(site_row(entity="590799730", name="AUTRE"), region="11")
    assert [event.after.kind for event in compared(renamed, known, region="11")[1]] == ["site"]


# Closing


def sites(count: int, department: str = "75") -> list[SiteRow]:
    return [site_row(f"{department}{rank:07}", department=department, entity="759990021") for rank in range(count)]


@pytest.mark.parametrize(("listed", "full"), [(100, True), (90, True), (89, False), (6, False), (0, False)])
def test_a_file_is_a_full_stock_from_nine_tenths_of_what_is_known(listed, full):
    known = as_known(stated(*sites(100)))
    comparison, _ = compared(stated(*sites(listed)), known)
    assert comparison.coverage.is_full is full
    assert len(comparison.missing) >= 100 - listed


def test_a_file_that_has_lost_a_department_is_no_full_stock():
    known = as_known(stated(*sites(100), *sites(5, "01")))
    comparison, _ = compared(stated(*sites(100)), known)
    assert comparison.coverage == Coverage(100, 105, ("01",))
    assert not comparison.coverage.is_full


def test_what_the_register_never_listed_is_never_missing():
    invented = [Known(1, site_facts(site_row())._replace(registered_on=None))]
    comparison, _ = compared([], invented)
    assert comparison.missing == []


def test_other_regions_are_not_missing_from_the_import_of_one():
    known = as_known(stated(*sites(2), *sites(2, "01")))
    comparison, _ = compared(stated(*sites(2), region="11"), known, region="11")
    assert comparison.missing == []
    assert comparison.coverage.known == 2


def test_the_csv_does_not_miss_entities_that_only_the_feed_lists():
    known = as_known(stated(entity_row("759990047")))
    assert compared([], known)[0].missing == []
    assert compared([], known, describes_entities=True)[0].missing == [1]


# Properties

numbers = st.integers(0, 30).map(lambda rank: f"75{rank:07}")
rows = st.builds(site_row, finess=numbers, name=st.sampled_from(["A", "B"]), closed_on=st.sampled_from([None, EARLIER]))
files = st.dictionaries(numbers, rows, max_size=8).map(
    lambda found: [site_row(k, name=v.name) for k, v in found.items()]
)


def applied(known: list[Known], events) -> list[Known]:
    facts: dict[str, Facts] = {one.facts.finess: one.facts for one in known}
    facts |= {event.after.finess: event.after for event in events}
    return [Known(rank, one) for rank, one in enumerate(facts.values(), start=1)]


@given(files, files)
def test_after_any_two_files_the_second_again_changes_nothing(first, second):
    known = applied([], compared(stated(*first))[1])
    known = applied(known, compared(stated(*second), known)[1])
    assert compared(stated(*second), known)[1] == []


@given(files)
def test_statements_come_in_the_order_of_their_numbers_once_each(file):
    found = [one.facts.finess for one in stated(*file)]
    assert found == sorted(set(found))
