from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st

from hygie.territory.finess import DamagedFile, LineReason, Notes, Reason
from hygie.territory.ght import GhtRow, Member, ght_code, read_ght

COLUMNS = ["region", "ght_libelle", "ght_code", "finess", "categorie", "etablissement", "commune", "code_postal"]
LINE = ["Île-de-France", "Tilleuls", "IDF_01", "759990013", "C.H.", "CH DES TILLEULS", "Paris", "75013"]


def organisation(identity: str, system: str, value: str, **members: Any) -> dict[str, Any]:
    identifier = [{"use": "official", "system": system, "value": value}]
    return {"resource": {"resourceType": "Organization", "id": identity, "identifier": identifier} | members}


def bundle(code: str = "ght-IDF-01", *, entity: str = "759990013") -> dict[str, Any]:
    location = {
        "resourceType": "Location",
        "position": {"longitude": 2.3522, "latitude": 48.8566},
        "managingOrganization": {"reference": "Organization/site"},
    }
    finess = "urn:fr-gouv-sante-finess:"
    return {
        "resourceType": "Bundle",
        "entry": [
            organisation(
                code, "urn:fr-gouv-sante:ght", code, name="GHT Tilleuls", address=[{"state": "Ile de France"}]
            ),
            organisation("ej", f"{finess}ej", entity, name="CH", partOf={"reference": f"Organization/{code}"}),
            organisation("site", f"{finess}eg", "759990021", name="Site", partOf={"reference": "Organization/ej"}),
            {"resource": location},
        ],
    }


def as_json(*bundles: dict[str, Any]) -> bytes:
    return json.dumps(bundles[0] if len(bundles) == 1 else list(bundles)).encode()


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def sheet(*lines: list[Any], columns: list[str] = COLUMNS, title: str | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        start = 0
        if title:
            page.write(0, 0, title)
            start = 2
        for number, line in enumerate([columns, *lines], start=start):
            page.write_row(number, 0, line)
    return out.getvalue()


def read(content: bytes, notes: Notes | None = None) -> list[GhtRow]:
    return read_ght(io.BytesIO(content), notes or Notes())


def reasons(content: bytes) -> tuple[LineReason, ...]:
    try:
        read(content)
    except DamagedFile as refusal:
        return refusal.reasons
    return ()


def test_a_bundle_gives_its_ght_with_entities_and_positions_of_sites():
    assert read(as_json(bundle())) == [
        GhtRow(
            code="ght-IDF-01",
            name="GHT Tilleuls",
            region="11",
            members=(Member("759990013", "CH"),),
            positions={"759990021": (48.8566, 2.3522)},
        )
    ]


def test_several_bundles_come_as_a_list_or_as_an_archive():
    two = [bundle(), bundle("ght-IDF-02", entity="779990019")]
    packed = archive(out__a_json=as_json(two[0]), out__b_json=as_json(two[1]), lisezmoi_txt=b"x")
    assert [row.code for row in read(as_json(*two))] == ["ght-IDF-01", "ght-IDF-02"]
    assert read(packed) == read(as_json(*two))


def test_in_a_bundle_of_one_ght_entities_without_a_parent_belong_to_it():
    alone = bundle()
    del alone["entry"][1]["resource"]["partOf"]
    assert read(as_json(alone))[0].members == (Member("759990013", "CH"),)


def test_a_position_in_metres_is_left_out():
    projected = bundle()
    projected["entry"][3]["resource"]["position"] = {"longitude": 323086.6, "latitude": 7679599.8}
    assert read(as_json(projected))[0].positions == {}


def test_the_sheet_gives_one_ght_per_code():
    second = [*LINE[:3], "779990019", "E.P.S.", "EPS DES PINS", "Meaux", "77100"]
    rows = read(sheet(LINE, second, title="Liste des GHT"))
    members = (Member("759990013", "CH DES TILLEULS"), Member("779990019", "EPS DES PINS"))
    assert rows == [GhtRow("ght-IDF-01", "Tilleuls", "11", members)]


@pytest.mark.parametrize(
    ("text", "code"),
    [("ght-IDF-01", "ght-IDF-01"), ("IDF_1", "ght-IDF-01"), ("na-04", "ght-NA-04"), ("GHT Paris", None), ("", None)],
)
def test_a_code_has_one_writing(text, code):
    assert ght_code(text) == code


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b" ", Reason.EMPTY, id="empty"),
        pytest.param(b"{", Reason.NOT_JSON, id="cut"),
        pytest.param(b"[]", Reason.NO_GHT, id="no bundle"),
        pytest.param(b'{"resourceType": "Patient"}', Reason.WRONG_SHAPE, id="another resource"),
        pytest.param(as_json(bundle("ght-")), Reason.NO_CODE, id="no code"),
        pytest.param(as_json(bundle(), bundle()), Reason.SAME_GHT, id="twice"),
        pytest.param(as_json(bundle(entity="59990013")), Reason.LOST_ZEROS, id="lost zero"),
        pytest.param(as_json(bundle(entity="x")), Reason.NOT_FINESS, id="no number"),
        pytest.param(archive(a_txt=b"x"), Reason.NO_GHT, id="archive of something else"),
        pytest.param(archive(a_json=as_json(bundle()))[:-30], Reason.CUT_ARCHIVE, id="cut archive"),
        pytest.param(sheet([*LINE[:3], 59990013.0, *LINE[4:]]), Reason.LOST_ZEROS, id="number in the sheet"),
        pytest.param(sheet(LINE, columns=["a", *COLUMNS[1:]]), Reason.MISSING_COLUMN, id="no region"),
        pytest.param(sheet(columns=["a"]), Reason.MISSING_COLUMN, id="another sheet"),
    ],
)
def test_a_damaged_list_is_refused(content, reason):
    assert reasons(content)[0].reason == reason


def test_a_ght_without_members_is_refused():
    alone = bundle()
    del alone["entry"][1]
    assert reasons(as_json(alone))[0].reason == Reason.NO_MEMBERS


def test_an_archive_that_unpacks_without_end_is_refused():
    assert reasons(archive(a_json=b" " * (260 * 1024 * 1024)))[0].reason == Reason.TOO_LARGE


def test_a_sheet_with_a_cell_at_the_end_of_the_world_is_refused():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, COLUMNS)
        page.write(1_048_575, 16_383, "x")
    assert reasons(out.getvalue())[0].reason == Reason.TOO_LARGE


SHEET, BUNDLE, ARCHIVE = sheet(LINE), as_json(bundle()), archive(a_json=as_json(bundle()))


@rounds(max_examples=150, deadline=None)
@given(
    st.sampled_from([SHEET, BUNDLE, ARCHIVE]), st.lists(st.tuples(st.integers(0), st.binary(max_size=3)), min_size=1)
)
def test_any_change_of_bytes_is_read_or_refused_and_never_crashes(original, changes):
    content = bytearray(original)
    for place, replacement in changes:
        content[place % len(content) : place % len(content) + 1] = replacement
    reasons(bytes(content))
