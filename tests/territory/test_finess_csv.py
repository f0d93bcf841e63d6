from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.territory.finess import GeoRow, Notes, Reason, SiteRow
from hygie.territory.finess.cells import tidy

from .registerfile import HEADER, LAMBERT, REAL_LINES, REUNION, SITE, first_reason, read, reasons, register, site

TWO = register(site(), site(nofinesset="759990021"))


# What a sound file says


def test_a_line_becomes_a_site_with_insee_codes_and_a_readable_address():
    assert read(register(site())) == [
        SiteRow(
            line=2,
            finess="759990013",
            entity="759990021",
            name="HOPITAL INTERCOMMUNAL DES TILLEULS",
            short_name="HOPITAL DES TILLEULS",
            department="75",
            insee="75113",
            address="12 B R DES LILAS, BP 6006",
            postal_code="75613",
            city="PARIS",
            phone="0100000000",
            category="355",
            category_label="Centre Hospitalier (C.H.)",
            siret="26000000000012",
            public_status="public",
            opened_on=date(1979, 2, 13),
            closed_on=None,
            updated_on=date(2020, 2, 4),
        )
    ]


@pytest.mark.skipif(not REAL_LINES.exists(), reason="the real lines are not here")
def test_the_six_real_lines_are_read_whole():
    notes = Notes()
    rows = read(REAL_LINES.read_bytes(), notes)
    assert [row.finess for row in rows if isinstance(row, SiteRow)] == [
        "010000024", "970400024", "970300026", "980501506", "980502199", "970302287",
    ]  # fmt: skip
    places = {row.finess: (row.department, row.insee) for row in rows if isinstance(row, SiteRow)}
    assert places["010000024"] == ("01", "01451")
    assert places["970400024"] == ("974", "97411")
    assert places["980501506"] == ("976", "97606")
    assert rows[3].name == 'LIEU DE VIE ET D\'ACCUEIL "MAVOUNA MEMA 1"'  # type: ignore[union-attr]
    assert notes.published_on == date(2026, 5, 12)
    assert not notes.warned
    assert not notes.left_out


@pytest.mark.parametrize(
    ("department", "commune", "expected"),
    [
        ("01", "451", ("01", "01451")),
        ("2A", "004", ("2A", "2A004")),
        ("9A", "101", ("971", "97101")),
        ("9B", "207", ("972", "97207")),
        ("9C", "302", ("973", "97302")),
        ("9D", "411", ("974", "97411")),
        ("9F", "606", ("976", "97606")),
    ],
)
def test_the_registers_overseas_codes_become_insees(department, commune, expected):
    row = read(register(site(departement=department, commune=commune)))[0]
    assert isinstance(row, SiteRow)
    assert (row.department, row.insee) == expected


def test_the_first_of_january_1900_means_missing():
    row = read(register(site(dateouv="1900-01-01", datemaj="")))[0]
    assert isinstance(row, SiteRow)
    assert (row.opened_on, row.updated_on) == (None, None)


def test_a_site_without_a_long_name_goes_by_its_short_one():
    row = read(register(site(rslongue="  ")))[0]
    assert isinstance(row, SiteRow)
    assert row.name == "HOPITAL DES TILLEULS"


@pytest.mark.parametrize(
    ("espic", "category", "status"),
    [("1", "355", "public"), ("0", "365", "private"), ("", "500", "unknown"), ("0", "114", "public")],
)
def test_only_code_1_and_the_army_are_public(espic, category, status):
    row = read(register(site(codesph=espic, categetab=category)))[0]
    assert isinstance(row, SiteRow)
    assert row.public_status == status


def test_windows_line_ends_and_a_byte_order_mark_are_accepted():
    assert read(b"\xef\xbb\xbf" + register(site()).replace(b"\n", b"\r\n")) == read(register(site()))


def test_a_last_line_that_is_whole_needs_no_end_of_line():
    assert read(register(site()).rstrip(b"\n")) == read(register(site()))


# Positions


def test_lambert_93_becomes_degrees():
    content = register(site(), positions=[["759990013", "652469.0", "6862035.3", LAMBERT]])
    assert read(content)[1] == GeoRow(3, "759990013", pytest.approx(48.856, abs=0.01), pytest.approx(2.352, abs=0.01))


def test_an_overseas_position_is_read_in_the_projection_its_source_names():
    content = register(
        site(departement="9D", commune="411"), positions=[["759990013", "323086.6", "7679599.8", REUNION]]
    )
    assert read(content)[1] == GeoRow(
        3, "759990013", pytest.approx(-20.97571, abs=1e-4), pytest.approx(55.29821, abs=1e-4)
    )


@pytest.mark.parametrize("source", ["", "1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93"])
def test_older_sources_are_lambert_93_when_that_is_plausible(source):
    assert len(read(register(site(), positions=[["759990013", "652469.0", "6862035.3", source]]))) == 2


@pytest.mark.parametrize(
    ("x", "y", "source", "reason"),
    [
        ("323086.6", "7679599.8", LAMBERT, Reason.FAR),
        ("323086.6", "2000.0", "", Reason.NO_PROJECTION),
        ("565000", "5180000", "4,X,.,MAPS,WGS84/UTM zone 1S (Wallis-et-Futuna)", Reason.NO_PROJECTION),
        ("1e99", "6862035.3", LAMBERT, Reason.FAR),
        ("", "6862035.3", LAMBERT, Reason.FAR),
    ],
)
def test_a_position_that_cannot_be_trusted_is_left_empty_with_a_warning(x, y, source, reason):
    notes = Notes()
    assert len(read(register(site(), positions=[["759990013", x, y, source]]), notes)) == 1
    assert [warning.reason for warning in notes.warnings] == [reason]


def test_an_empty_position_is_no_problem():
    notes = Notes()
    assert len(read(register(site(), positions=[["759990013", "", "", ""]]), notes)) == 1
    assert not notes.warned


def test_a_position_without_its_site_is_left_out_with_a_warning():
    notes = Notes()
    read(register(site(), positions=[["759990021", "652469.0", "6862035.3", LAMBERT]]), notes)
    assert [warning.reason for warning in notes.warnings] == [Reason.NO_SITE]


# Odd lines that do not condemn the file


def test_a_wrong_key_is_a_warning_and_never_a_refusal():
    notes = Notes()
    assert len(read(register(site(nofinesset="759990014")), notes)) == 1
    assert [(one.line, one.field, one.reason) for one in notes.warnings] == [(2, "nofinesset", Reason.WRONG_KEY)]


def test_a_date_that_does_not_exist_is_left_empty_with_a_warning():
    notes = Notes()
    row = read(register(site(dateouv="2023-02-30")), notes)[0]
    assert isinstance(row, SiteRow)
    assert row.opened_on is None
    assert [one.reason for one in notes.warnings] == [Reason.ODD_DATE]


def test_a_siret_of_thirteen_digits_is_left_empty_with_a_warning():
    notes = Notes()
    row = read(register(site(siret="2600000000001")), notes)[0]
    assert isinstance(row, SiteRow)
    assert row.siret == ""
    assert [one.reason for one in notes.warnings] == [Reason.ODD_SIRET]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [({"departement": "9E", "commune": "502"}, Reason.NO_REGION), ({"rs": "", "rslongue": ""}, Reason.NO_NAME)],
)
def test_a_line_that_has_no_place_or_no_name_is_left_out_alone(cells, reason):
    notes = Notes()
    rows = read(register(site(**cells), site(nofinesset="759990021")), notes)
    assert [row.finess for row in rows] == ["759990021"]
    assert [(one.line, one.reason) for one in notes.refused] == [(2, reason)]


# Damaged files, refused whole


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", (0, "", Reason.EMPTY), id="empty"),
        pytest.param(b"\n\n", (1, "", Reason.NOT_REGISTER), id="blank lines"),
        pytest.param(HEADER.encode() + b"\n", (0, "", Reason.NO_LINES), id="header alone"),
        pytest.param(b"PK\x03\x04" + TWO, (0, "", Reason.WORKBOOK), id="xlsx"),
        pytest.param(b"\x1f\x8b\x08" + TWO, (0, "", Reason.WORKBOOK), id="gzip"),
        pytest.param(b"\xd0\xcf\x11\xe0" + TWO, (0, "", Reason.WORKBOOK), id="xls"),
        pytest.param(b"%PDF-1.7\n" + TWO, (0, "", Reason.BINARY), id="pdf"),
        pytest.param(b"<!doctype html><html>", (0, "", Reason.MARKUP), id="web page"),
        pytest.param(TWO.decode().encode("utf-16"), (0, "", Reason.BINARY), id="utf-16"),
        pytest.param(TWO.replace(b"75113", b"75113").replace(b"LILAS", b"LI\x00AS"), (2, "", Reason.BINARY), id="nul"),
        pytest.param(TWO.replace(b"DES LILAS", b"DES \xc9COLES"), (2, "", Reason.ENCODING), id="latin-1"),
        pytest.param(TWO.replace(b"LILAS", "Ã‰COLES".encode()), (2, "", Reason.MANGLED), id="utf-8 read as latin-1"),
        pytest.param(TWO.replace(b"LILAS", "�COLES".encode()), (2, "", Reason.MANGLED), id="lost accents"),
        pytest.param(TWO.replace(HEADER.encode(), ";".join(SITE).encode()), (1, "", Reason.COLUMN_NAMES), id="names"),
        pytest.param(
            TWO.replace(HEADER.encode(), HEADER.encode() + b"\n" + ";".join(SITE).encode()),
            (2, "", Reason.COLUMN_NAMES),
            id="names after the first line",
        ),
        pytest.param(TWO.partition(b"\n")[2], (1, "", Reason.NOT_REGISTER), id="first line lost"),
        pytest.param(TWO.replace(b";", b","), (1, "", Reason.NOT_REGISTER), id="commas"),
        pytest.param(TWO.replace(b";2020-02-04;\n", b";2020-02-04;;;\n"), (2, "", Reason.CELLS), id="more cells"),
        pytest.param(TWO.replace(b"BP 6006;", b""), (2, "", Reason.CELLS), id="fewer cells"),
        pytest.param(TWO.replace(b";BP 6006", b';"BP 6006'), (2, "", Reason.QUOTES), id="open quote"),
        pytest.param(TWO.replace(b"BP 6006", b"B" * 300), (2, "", Reason.LONG_CELL), id="long cell"),
        pytest.param(TWO.replace(b"BP 6006", b"B" * 70000), (2, "", Reason.LONG_LINE), id="long line"),
        pytest.param(TWO.replace(b"structureet", b"equipementsocial"), (2, "", Reason.SECTION), id="another register"),
        pytest.param(register(site(nofinesset="10000024")), (2, "nofinesset", Reason.LOST_ZEROS), id="lost zero"),
        pytest.param(register(site(nofinessej="10780054")), (2, "nofinessej", Reason.LOST_ZEROS), id="lost zero ej"),
        pytest.param(register(site(departement="1")), (2, "departement", Reason.LOST_ZEROS), id="department 1"),
        pytest.param(register(site(commune="53")), (2, "commune", Reason.LOST_ZEROS), id="commune 53"),
        pytest.param(register(site(siret="2,6E+13")), (2, "siret", Reason.SCIENTIFIC), id="siret"),
        pytest.param(register(site(siret="2.60100045E+13")), (2, "siret", Reason.SCIENTIFIC), id="siret with a dot"),
        pytest.param(register(site(nofinesset="7,6E+08")), (2, "nofinesset", Reason.SCIENTIFIC), id="number"),
        pytest.param(register(site(dateouv="13/02/1979")), (2, "dateouv", Reason.REWRITTEN_DATE), id="date"),
        pytest.param(
            register(site(), header="finess;etalab;1;12/05/2026"), (1, "date", Reason.REWRITTEN_DATE), id="day"
        ),
        pytest.param(register(site(nofinesset="75X990013")), (2, "nofinesset", Reason.NOT_FINESS), id="not a number"),
        pytest.param(register(site(), site()), (3, "nofinesset", Reason.DUPLICATE), id="duplicate"),
    ],
)
def test_a_damaged_file_is_refused_with_line_field_and_reason(content, expected):
    assert first_reason(content) == expected


@given(st.integers(min_value=len(HEADER) + 1, max_value=len(TWO) - 1))
def test_a_file_cut_anywhere_is_refused_or_keeps_only_whole_lines(length):
    whole = read(TWO)
    try:
        kept = read(TWO[:length])
    except Exception as refusal:  # noqa: BLE001 — the type is what the test is about
        assert type(refusal).__name__ == "DamagedFile"
    else:
        assert kept == whole[: len(kept)]


def test_a_last_line_cut_in_its_middle_says_so():
    assert first_reason(TWO[:-40]) == (3, "", Reason.CUT)


def test_only_the_first_ten_reasons_are_listed():
    content = register(*(site(nofinesset=f"7599900{rank:02}") for rank in range(10, 90))).replace(b";75;", b";7;")
    assert len(reasons(content)) == 10


def test_nothing_is_given_after_the_first_damage():
    seen = []
    content = register(site(), site(nofinesset="1"), site(nofinesset="759990021"))
    with pytest.raises(Exception, match="line 3"):
        seen.extend(read(content))
    assert not seen


# Properties

texts = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="Ã�"), max_size=40)
letters = st.builds(" ".join, st.lists(texts, max_size=3)).map(tidy)


@given(letters.filter(bool), letters, letters, letters, st.dates(min_value=date(1900, 1, 2)))
def test_what_is_written_is_read_back(name, short, street, place, opened):
    content = register(site(rslongue=name, rs=short, voie=street, lieuditbp=place, dateouv=opened.isoformat()))
    row = read(content)[0]
    assert isinstance(row, SiteRow)
    assert (row.name, row.short_name, row.opened_on) == (name, short, opened)
    assert row.address == ", ".join(part for part in (tidy(f"12 B R {street}"), place) if part)


POSITIONED = register(
    site(rs='LES "TILLEULS"'),
    site(nofinesset="759990021"),
    positions=[["759990013", "652469.0", "6862035.3", LAMBERT], ["759990021", "652469.0", "6862035.3", ""]],
)


@given(st.lists(st.tuples(st.integers(0, len(POSITIONED) - 1), st.binary(max_size=3)), min_size=1, max_size=4))
def test_any_change_of_bytes_is_read_or_refused_and_never_crashes(changes):
    content = bytearray(POSITIONED)
    for place, replacement in changes:
        content[place : place + 1] = replacement
    reasons(bytes(content))


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_refused(content):
    assert reasons(content)
