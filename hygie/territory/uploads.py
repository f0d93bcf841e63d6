"""National files on their way from a page to the worker: private, bounded, gone once read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from hygie.core.actions import Refused
from hygie.core.clock import now
from hygie.core.files import PIECE, private_folder

#: the daily national JSON is the largest of them
MOST_BYTES = 400 * 1024 * 1024
ENDINGS = (".csv", ".json", ".zip", ".xlsx")
FOLDER = "incoming"
#: what a job that never ended left behind
FORGOTTEN_AFTER = 7 * 24 * 3600


def keep(upload: UploadedFile[bytes]) -> str:
    """Write the upload under a random name; its path is relative to the private folder. Raises Refused on `file`."""
    if not (upload.name or "").lower().endswith(ENDINGS):
        raise Refused({"file": _("Send the file as its publisher gives it: CSV, JSON, XLSX or ZIP.")})
    if not upload.size:
        raise Refused({"file": _("The file is empty. Nothing was saved: choose another one.")})
    if upload.size > MOST_BYTES:
        raise Refused({"file": _("The file is larger than 400 MB. Nothing was saved.")})
    relative = f"{FOLDER}/{secrets.token_hex(24)}"
    path = private_folder() / relative
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(path.parent)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in upload.chunks(PIECE):
            file.write(piece)
    return relative


def opened(relative: str) -> BinaryIO:
    """Raises FileNotFoundError when it was read already."""
    return (private_folder() / relative).open("rb")


def drop(relative: str) -> None:
    (private_folder() / relative).unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        if now().timestamp() - path.stat().st_mtime > FORGOTTEN_AFTER:
            path.unlink(missing_ok=True)
