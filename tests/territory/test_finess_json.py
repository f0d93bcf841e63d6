from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.core.json_stream import JsonStream, NotJson
from hygie.territory.finess import EntityRow, Notes, Reason, SiteRow

from .registerfile import first_reason, read, reasons


def address(**members: Any) -> dict[str, Any]:
    return {
        "usageAdresse": "03",
        "numeroVoie": "12",
        "typeVoie": "R   ",
        "libelleVoie": "DES LILAS     ",
        "lieuDit": "BP 6006",
        "cogCommune": "97411",
        "ligneAcheminement": "SAINT DENIS CEDEX",
        "codePostal": "97405",
        "coordonneesGeographique": {
            "coordonneeX": "7679599.8",
            "coordonneeY": "323086.6",
            "directionLatitude": "-20.97571",
            "directionLongitude": "55.29821",
        },
    } | members


def ege(number: str = "970400024", **members: Any) -> dict[str, Any]:
    return {
        "informationsGeneralesEGE": {
            "numFinessEge": number,
            "nomEgeCourt": "CHU DES TILLEULS",
            "nomEgeLong": "CENTRE HOSPITALIER DES TILLEULS      ",
            "dateOuverture": "1957-07-01",
            "espic": ["1"],
            "siret": "26000000000012",
        },
        "categorieentiteGeographiqueExercice": "101",
        "adresse": [address(usageAdresse="04", cogCommune="01001"), address()],
        "contact": [{"typeContact": {"roleContact": "01"}, "telecom": {"telephone": "0262000000"}}],
        "etatObjet": "A",
        "dateDerniereMaj": "2026-05-01 00:00:00",
    } | members


def pmej(*sites: dict[str, Any], number: str = "970408589", **members: Any) -> dict[str, Any]:
    return {
        "informationsGeneralesPMEJ": {
            "numFinessPm": number,
            "denominationPm": "CHU DES TILLEULS",
            "denominationLonguePmSmsse": "CHU DES TILLEULS, ENTITE",
            "siren": "200030013",
            "dateCreation": "2012-01-01",
        },
        "adresse": [address(usageAdresse="02")],
        "ege": list(sites),
        "etatObjet": "A",
        "dateDerniereMaj": "2026-05-01 00:00:00",
    } | members


def feed(*entities: dict[str, Any], **members: Any) -> bytes:
    head = {"schemaVersion": "v1.0.0", "generatedAt": "2026-07-15T02:06:22Z", "gcc": [{"gccId": "1"}], "gco": []}
    return json.dumps(head | {"pmej": list(entities)} | members, ensure_ascii=False, indent=2).encode()


def test_an_entity_comes_before_its_sites_with_places_and_positions():
    notes = Notes()
    entity, site = read(feed(pmej(ege())), notes)
    assert entity == EntityRow(
        line=0,
        finess="970408589",
        name="CHU DES TILLEULS, ENTITE",
        short_name="CHU DES TILLEULS",
        department="974",
        insee="97411",
        address="12 R DES LILAS, BP 6006",
        postal_code="97405",
        city="SAINT DENIS",
        phone="",
        siren="200030013",
        opened_on=date(2012, 1, 1),
        closed_on=None,
        updated_on=date(2026, 5, 1),
        latitude=-20.97571,
        longitude=55.29821,
    )
    assert isinstance(site, SiteRow)
    assert (site.entity, site.department, site.category, site.public_status) == ("970408589", "974", "101", "public")
    assert (site.name, site.phone, site.siret) == ("CENTRE HOSPITALIER DES TILLEULS", "0262000000", "26000000000012")
    assert notes.published_on == date(2026, 7, 15)


def test_the_published_schema_and_the_real_feed_say_the_same():
    """The schema writes codes as objects, other capitals, and the SIRET beside the general information."""
    as_schema = ege(etatObjet={"code": "A"}, siret="26000000000012", dateDerniereMaj={"dateEvenement": "2026-05-01"})
    as_schema["categorieEntiteGeographiqueExercice"] = {"code": as_schema.pop("categorieentiteGeographiqueExercice")}
    as_schema["informationsGeneralesEGE"] = dict(as_schema["informationsGeneralesEGE"])
    del as_schema["informationsGeneralesEGE"]["siret"]
    entity = pmej(as_schema, etatObjet={"code": "A"})
    entity["informationsGeneralesPmej"] = entity.pop("informationsGeneralesPMEJ")
    assert read(feed(entity)) == read(feed(pmej(ege())))


@pytest.mark.parametrize(
    ("members", "closed"),
    [
        ({"etatObjet": "A"}, None),
        ({"etatObjet": "I"}, date(2026, 5, 1)),
        ({"etatObjet": "I", "dateDerniereMaj": None}, date(2026, 7, 15)),
    ],
)
def test_an_inactive_site_without_a_date_closed_when_the_register_last_changed_it(members, closed):
    site = read(feed(pmej(ege(**members))))[1]
    assert isinstance(site, SiteRow)
    assert site.closed_on == closed


def test_the_closing_date_of_the_register_wins():
    closed = ege(etatObjet="I")
    closed["informationsGeneralesEGE"]["dateFermeture"] = "2019-03-03"
    assert read(feed(pmej(closed)))[1].closed_on == date(2019, 3, 3)  # type: ignore[union-attr]


def test_degrees_written_in_the_fields_of_metres_are_found():
    swapped = {"coordonneeX": "55.29821", "coordonneeY": "-20.97571", "directionLatitude": "7679599.8"}
    site = read(feed(pmej(ege(adresse=[address(coordonneesGeographique=swapped)]))))[1]
    assert (site.latitude, site.longitude) == (-20.97571, 55.29821)  # type: ignore[union-attr]


def test_a_position_outside_france_is_left_empty_with_a_warning():
    notes = Notes()
    nowhere = {"directionLatitude": "0", "directionLongitude": "0"}
    site = read(feed(pmej(ege(adresse=[address(coordonneesGeographique=nowhere)]))), notes)[1]
    assert site.latitude is None  # type: ignore[union-attr]
    assert [one.reason for one in notes.warnings] == [Reason.FAR]


def test_saint_martin_stays_with_guadeloupe():
    site = read(feed(pmej(ege(adresse=[address(cogCommune="97801")]))))[1]
    assert site.department == "971"  # type: ignore[union-attr]


def test_a_site_without_a_region_is_left_out_alone():
    notes = Notes()
    rows = read(feed(pmej(ege(adresse=[address(cogCommune="98613")]), ege("970300026"))), notes)
    assert [row.finess for row in rows] == ["970408589", "970300026"]
    assert [one.reason for one in notes.refused] == [Reason.NO_REGION]


@pytest.mark.parametrize(
    ("content", "field", "reason"),
    [
        pytest.param(feed(), "pmej", Reason.NO_ENTITIES, id="no entity"),
        pytest.param(b"{}", "pmej", Reason.NO_ENTITIES, id="empty object"),
        pytest.param(feed(pmej(ege()))[:-200], "", Reason.NOT_JSON, id="cut"),
        pytest.param(feed(pmej(ege())) + b"{", "", Reason.NOT_JSON, id="more after the end"),
        pytest.param(feed(pmej(ege())).replace(b"TILLEULS", b"TILL\xc9ULS"), "", Reason.ENCODING, id="latin-1"),
        pytest.param(b'{"pmej": ' + b"[" * 100_000, "", Reason.NOT_JSON, id="bottomless"),
        pytest.param(b'{"pmej": [NaN]}', "", Reason.NOT_JSON, id="nan"),
        pytest.param(b'{"pmej": [' + b"9" * 10_000 + b"]}", "", Reason.NOT_JSON, id="endless number"),
        pytest.param(b'{"pmej": ["x"]}', "pmej", Reason.WRONG_SHAPE, id="not an object"),
        pytest.param(feed(pmej(ege(adresse="x"))), "adresse", Reason.WRONG_SHAPE, id="address is text"),
        pytest.param(feed(pmej(ege("10000024"))), "numFinessEge", Reason.NOT_FINESS, id="lost zero"),
        pytest.param(feed(pmej(ege(), ege())), "numFinessEge", Reason.DUPLICATE, id="twice"),
        pytest.param(feed(pmej(), pmej()), "numFinessPm", Reason.DUPLICATE, id="entity twice"),
    ],
)
def test_a_damaged_feed_is_refused(content, field, reason):
    assert first_reason(content)[1:] == (field, reason)


def test_the_line_of_a_problem_is_the_one_where_its_entity_begins():
    content = feed(pmej(ege()), pmej(ege("1"), number="970300018"))
    line = reasons(content)[0].line
    assert content.decode().splitlines()[line - 1].strip() == "{"
    assert "970300018" in "\n".join(content.decode().splitlines()[line - 1 : line + 5])


# The stream

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), values, max_size=4), st.sampled_from([None, 2]), st.integers(1, 40))
def test_members_are_those_of_the_standard_decoder_whatever_the_window(document, indent, window):
    content = json.dumps(document, ensure_ascii=False, indent=indent).encode("utf-8", "surrogatepass")
    stream = JsonStream(_Slow(content, window), most_bytes=10**6)
    try:
        found: dict[str, Any] = {}
        for key, _, value in stream.members():
            if isinstance(document[key], list):
                found.setdefault(key, []).append(value)
            else:
                found[key] = value
    except UnicodeDecodeError:
        return
    assert found == {key: value for key, value in document.items() if value != []}


class _Slow(io.BytesIO):
    """Gives a few bytes at a time, as a socket may."""

    def __init__(self, content: bytes, window: int) -> None:
        super().__init__(content)
        self.window = window

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.window)


def test_a_stream_is_bounded():
    with pytest.raises(NotJson):
        list(JsonStream(io.BytesIO(b'{"a": [' + b"1," * 1000), most_bytes=100).members())


FEED = feed(pmej(ege()), pmej(ege("970300026"), number="970300018"))


@given(st.lists(st.tuples(st.integers(0, len(FEED) - 1), st.binary(max_size=3)), min_size=1, max_size=4))
def test_any_change_of_bytes_is_read_or_refused_and_never_crashes(changes):
    content = bytearray(FEED)
    for place, replacement in changes:
        content[place : place + 1] = replacement
    reasons(bytes(content))
