import io
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hygie.core import exports


@given(st.text())
def test_no_exported_text_starts_a_formula(text):
    cell = exports.neutralised(text)
    assert isinstance(cell, str)
    assert not cell.lstrip(" ").startswith(exports.FORMULA_STARTS)


def test_numbers_and_dates_stay_what_they_are():
    assert exports.neutralised(-3) == -3
    assert exports.neutralised(date(2026, 1, 2)) == "2026-01-02"
    assert exports.neutralised(datetime(2026, 7, 1, 22, 0, tzinfo=UTC)) == "2026-07-02 00:00"
    assert exports.neutralised(None) == ""
    assert exports.neutralised(True) == 1


def test_a_csv_opens_in_a_french_spreadsheet():
    response = exports.csv_response("liste", ["Nom", "Part"], [["Hôpital; Nord", "=1+1"]])
    text = b"".join(response).decode("utf-8")
    assert text == '\ufeffNom;Part\r\n"Hôpital; Nord";\'=1+1\r\n'


def test_an_xlsx_holds_texts_not_formulas():
    response = exports.xlsx_response("liste", ["Nom"], [["=HYPERLINK(1)"], ["\x01a"], [12]])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows == [["Nom"], ["'=HYPERLINK(1)"], ["a"], [12.0]]
