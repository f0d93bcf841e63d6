"""Traps of the whole suite: what would pass here and fail one day in front of somebody fails here.

network      a connection to anything but this machine is refused
naive times  warnings are errors (pyproject.toml), Django's about naive datetimes among them
templates    an undefined variable is a failure (pyproject.toml, FAIL_INVALID_TEMPLATE_VARS)
order        rows asked for without an order come shuffled, and cannot be sliced
"""

import os
import random
import shutil
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from hygie.core.tenancy import Scope

LOCAL = frozenset({"127.0.0.1", "::1", "localhost", "0.0.0.0", None, ""})  # noqa: S104 — compared, not listened on


# A property says what is true, not how fast this machine is today; CI looks at the same examples each time.
hypothesis_settings.register_profile("hygie", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("hygie")


def pytest_unconfigure() -> None:
    """Remove this process's own folder; the workers of pytest-xdist leave without running `atexit`."""
    if settings.configured:
        shutil.rmtree(settings.HYGIE_HOME, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test is what lives in tests/browser."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


class NetworkRefused(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse connections and name look-ups beyond this machine; the database may be elsewhere, its driver is in C."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in LOCAL:
            raise NetworkRefused(f"a test tried to reach {name}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            refuse(address[0])
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            refuse(address[0])
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *arguments: Any, **options: Any) -> Any:
        refuse(host)
        return resolve(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield


@pytest.fixture(autouse=True)
def _english_outside_requests() -> Iterator[None]:
    """Messages are asserted in English; a request still answers in its reader's language."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _pages_as_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL, views run as the role that owns nothing: what the second wall forbids fails here too."""
    from hygie.territory import middleware

    if connection.vendor != "postgresql":
        return
    declared = middleware.sight

    @contextmanager
    def as_the_application(scope: Scope) -> Iterator[None]:
        with declared(scope):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE hygie_app")
            try:
                yield
            finally:
                if not connection.needs_rollback:
                    with connection.cursor() as cursor:
                        cursor.execute("RESET ROLE")

    monkeypatch.setattr(middleware, "sight", as_the_application)


class UnorderedSlice(AssertionError):
    """The first rows of a query without order are any rows."""


def _is_unordered(query: QuerySet[Any]) -> bool:
    """Ours, without an order, and more than the one row that a look-up by key expects."""
    return query.model.__module__.startswith(("hygie.", "tests.")) and not query.ordered and not query.query.is_sliced


@pytest.fixture(autouse=True)
def _order_is_said(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shuffle rows that were asked for without an order (the same way at each run), and refuse to slice them."""
    shuffle = random.Random(zlib.crc32(request.node.nodeid.encode())).shuffle  # noqa: S311 — no secret
    fetch, item = QuerySet._fetch_all, QuerySet.__getitem__

    def shuffled_fetch(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None  # type: ignore[has-type]
        fetch(self)
        if fresh and self._result_cache and _is_unordered(self):
            shuffle(self._result_cache)

    def ordered_item(self: QuerySet[Any], key: Any) -> Any:
        if self._result_cache is None and _is_unordered(self):  # type: ignore[has-type]
            raise UnorderedSlice(f"{self.model.__name__}: say order_by() before taking some of the rows")
        return item(self, key)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled_fetch)
    monkeypatch.setattr(QuerySet, "__getitem__", ordered_item)
