"""Private files: stored outside the web root under random names, typed by their content, bounded in size."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Protocol

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from .actions import Place, Refused
from .clock import now
from .models import StoredFile

BYTES_AT_MOST = 20 * 1024 * 1024
PIECE = 64 * 1024

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ENDINGS = {".pdf": PDF, ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
OFFICE_ENDINGS = {".docx": DOCX, ".xlsx": XLSX, ".pptx": PPTX, ".odt": ODT, ".ods": ODS}
TEXT_ENDINGS = {".txt": "text/plain", ".csv": "text/csv"}
SIGNATURES = {PDF: b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
OFFICE_SIGNATURE = b"PK\x03\x04"


class Upload(Protocol):
    """What is needed of an uploaded file."""

    name: str | None
    size: int | None

    def read(self, size: int = ..., /) -> bytes: ...


def private_folder() -> Path:
    return Path(settings.HYGIE_HOME) / "files"


def media_type_of(name: str, head: bytes) -> str:
    """The type that both the ending and the first bytes agree on. Raises Refused on the field `file`."""
    ending = PurePath(name).suffix.lower()
    expected = ENDINGS.get(ending) or OFFICE_ENDINGS.get(ending) or TEXT_ENDINGS.get(ending)
    if expected is None:
        raise Refused(
            {"file": _("This type of file is not accepted. Send a PDF, an image, an office document or a text file.")}
        )
    signature = SIGNATURES.get(expected, OFFICE_SIGNATURE if ending in OFFICE_ENDINGS else b"")
    is_text = ending in TEXT_ENDINGS
    if not head.startswith(signature) or (is_text and b"\x00" in head):
        raise Refused(
            {"file": _("The content of the file does not match its name. Nothing was saved: check it, then try again.")}
        )
    return expected


def store(upload: Upload, place: Place, person_id: int | None) -> StoredFile:
    """Write an upload to the private folder and return its row, not yet saved (the action saves it).

    Raises Refused on the field `file` when it is empty, too large, or not of an accepted type.
    """
    name = PurePath(upload.name or "").name[-200:]
    head = upload.read(PIECE)
    if not head:
        raise Refused({"file": _("The file is empty. Nothing was saved: choose another one.")})
    media_type = media_type_of(name, head)
    relative = f"{secrets.token_hex(1)}/{secrets.token_hex(24)}"
    size, digest = _write(private_folder() / relative, head, upload)
    return StoredFile(
        organisation_id=place.pk,
        region_id=place.region_id or place.pk,
        name=name,
        media_type=media_type,
        size=size,
        sha256=digest,
        path=relative,
        stored_by=person_id,
        stored_at=now(),
    )


@contextmanager
def received(upload: Upload | None, place: Place, person_id: int | None) -> Iterator[StoredFile | None]:
    """The upload on the disk, its row not yet saved; its bytes go again unless an action keeps them."""
    if upload is None:
        yield None
        return
    file = store(upload, place, person_id)
    try:
        yield file
    except BaseException:
        discard(file)
        raise
    if file._state.adding:
        discard(file)


def _write(path: Path, head: bytes, upload: Upload) -> tuple[int, str]:
    """Write piece by piece, never more than the bound; a refused file leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    size, digest, piece = 0, hashlib.sha256(), head
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece:
            size += len(piece)
            if size > BYTES_AT_MOST:
                break
            digest.update(piece)
            file.write(piece)
            piece = upload.read(PIECE)
        file.flush()
        os.fsync(file.fileno())
    if size > BYTES_AT_MOST:
        path.unlink()
        raise Refused({"file": _("The file is larger than 20 MB. Nothing was saved: send a smaller one.")})
    return size, digest.hexdigest()


def discard(file: StoredFile) -> None:
    """Remove the bytes of a file; gone already, that is well."""
    (private_folder() / file.path).unlink(missing_ok=True)


def open_stored(file: StoredFile) -> IO[bytes]:
    """Raises FileNotFoundError when the file was erased."""
    return (private_folder() / file.path).open("rb")


def download(file: StoredFile) -> FileResponse:
    """Always as an attachment: what a stranger uploaded is never shown inside our pages."""
    response = FileResponse(open_stored(file), as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
