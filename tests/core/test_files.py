import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.core import files
from hygie.core.actions import Refused
from tests.core.places import NORTH

PDF = b"%PDF-1.7\n" + b"x" * 100


class Upload(io.BytesIO):
    def __init__(self, name, content):
        super().__init__(content)
        self.name = name


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HYGIE_HOME = tmp_path
    return tmp_path


def stored_files(home):
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_random_name_readable_by_its_owner_alone(home):
    row = files.store(Upload("../../politique.pdf", PDF), NORTH, 7)
    (path,) = stored_files(home)
    assert "politique" not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    assert (row.name, row.size, row.media_type, row.organisation_id) == ("politique.pdf", len(PDF), files.PDF, NORTH.pk)
    with files.open_stored(row) as stored:
        assert stored.read() == PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("page.html", b"<script>"),
        ("picture.svg", b"<svg onload=alert(1)>"),
        ("program.exe", b"MZ"),
        ("lying.pdf", b"<html>"),
        ("lying.png", PDF),
        ("lying.docx", PDF),
        ("binary.csv", b"a;b\x00"),
        ("", PDF),
    ],
)
def test_what_is_empty_foreign_or_not_what_its_name_says_is_refused_and_leaves_nothing(home, name, content):
    with pytest.raises(Refused) as refusal:
        files.store(Upload(name, content), NORTH, None)
    assert list(refusal.value.problems) == ["file"]
    assert stored_files(home) == []


def test_a_file_beyond_the_bound_is_refused_and_leaves_nothing(home, monkeypatch):
    monkeypatch.setattr(files, "BYTES_AT_MOST", 50)
    with pytest.raises(Refused, match="larger"):
        files.store(Upload("a.pdf", PDF), NORTH, None)
    assert stored_files(home) == []


@pytest.mark.django_db
def test_a_download_is_always_an_attachment_that_cannot_run():
    response = files.download(files.store(Upload("a.pdf", PDF), NORTH, None))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


@given(st.text(max_size=40), st.binary(max_size=40))
def test_no_name_and_no_content_does_worse_than_a_refusal(name, head):
    try:
        files.media_type_of(name, head)
    except Refused as refusal:
        assert list(refusal.problems) == ["file"]
