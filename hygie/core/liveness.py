"""Whether a worker still lives: a lock on a file, which the operating system lets go when the process dies.

It is kept outside the database, so that a long transaction can neither hide a death nor fake one.
"""

from __future__ import annotations

import fcntl
import os
import re
import socket
from pathlib import Path
from typing import IO

from django.conf import settings

from .identifiers import new_uid

_held: dict[str, IO[str]] = {}


def host() -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname())[:24]


def new_worker_id() -> str:
    """host.random, at most 64 characters: the host says whose files can tell."""
    return f"{host()}.{new_uid().hex}"


def _lock_file(worker_id: str) -> Path:
    return Path(settings.HYGIE_HOME) / "run" / "workers" / f"{worker_id}.lock"


def hold(worker_id: str) -> None:
    """Take the lock for as long as this process lives. Raises BlockingIOError if another process has it."""
    path = _lock_file(worker_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w", encoding="utf-8")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    file.write(str(os.getpid()))
    file.flush()
    _held[worker_id] = file


def release(worker_id: str) -> None:
    if file := _held.pop(worker_id, None):
        file.close()
        _lock_file(worker_id).unlink(missing_ok=True)


def this_worker() -> str:
    """The identity that this process holds, or "" outside a worker."""
    return next(iter(_held), "")


def is_here(worker_id: str) -> bool:
    """Whether this host can tell if the worker lives."""
    return worker_id.partition(".")[0] == host()


def is_alive(worker_id: str) -> bool:
    """Whether a worker of this host holds its lock."""
    if worker_id in _held:
        return True
    path = _lock_file(worker_id)
    if not path.exists():
        return False
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
