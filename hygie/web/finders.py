"""The few files of node_modules that a page loads; the other ten thousand stay out of reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, overload

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PREFIX = "vendor"
FILES = (
    "chart.js/dist/chart.umd.min.js",
    # Named on the last line of the file above: a hashing storage refuses a link that leads nowhere.
    "chart.js/dist/chart.umd.min.js.map",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
)


class NodeFilesFinder(BaseFinder):
    """Serve `FILES`, and nothing else, under `vendor/`."""

    def __init__(self) -> None:
        self.storage = FileSystemStorage(location=settings.NODE_MODULES)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    @overload
    def find(self, path: str, find_all: Literal[False] = ...) -> str | None: ...
    @overload
    def find(self, path: str, find_all: Literal[True]) -> list[str]: ...
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str] | None:  # noqa: FBT001, FBT002
        found = self._located(path)
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in FILES:
            if self.storage.exists(name):
                yield name, self.storage

    def _located(self, path: str) -> str | None:
        prefix, _, name = path.replace("\\", "/").partition("/")
        if prefix != PREFIX or name not in FILES:
            return None
        located = Path(self.storage.path(name))
        return str(located) if located.is_file() else None
