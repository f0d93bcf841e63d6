"""The table's two sides: every address of the platform, and every kind of reader.

What a reader reaches is written down by hand from the small world of `tests/factories/territory.py`: an answer
computed by the code under test would agree with its mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hygie.accounts import sessions
from hygie.accounts.models import Person
from hygie.core.access import NOTHING, Level, Role
from hygie.core.pages import Access, Over, access_of
from hygie.territory.models import Organisation
from tests.factories.accounts import PersonFactory
from tests.factories.territory import SeatFactory, World

from .samples import ONLY_FOR, WAYS_IN, Sample, Sight, sample_of

# Addresses


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration: its whole route, the name it is reversed by, and its view."""

    route: str
    name: str
    arguments: tuple[str, ...]
    view: Callable[..., Any] = field(compare=False)

    def __str__(self) -> str:
        return self.name or self.route

    @property
    def access(self) -> Access | None:
        return access_of(self.view)

    @property
    def samples(self) -> dict[str, Sample | None]:
        """The sample of each argument; None where no app gave one."""
        return {argument: sample_of(self.name, argument) for argument in self.arguments}


def addresses() -> list[Address]:
    """Every pattern, included ones too; a route that has two names is walked once."""
    return list({address.route: address for address in reversed(list(_patterns(get_resolver())))}.values())[::-1]


def _patterns(
    resolver: URLResolver, before: str = "", names: str = "", arguments: tuple[str, ...] = ()
) -> Iterator[Address]:
    for found in resolver.url_patterns:
        route, named = before + str(found.pattern), (*arguments, *found.pattern.converters)
        if isinstance(found, URLResolver):
            yield from _patterns(found, route, f"{names}{found.namespace}:" if found.namespace else names, named)
        elif isinstance(found, URLPattern):
            yield Address(route, f"{names}{found.name or ''}", named, found.callback)


# Readers

#: where each role is held; those of hospitals sit at their own, below it and above it
HOLDERS: dict[Role, tuple[str, ...]] = {
    Role.OBSERVER: ("nation",),
    Role.INSTRUCTOR: ("nation",),
    Role.ANALYST: ("nation",),
    Role.COORDINATOR: ("region", "paris", "other_region"),
    Role.EXPERT: ("region",),
    Role.ADMINISTRATOR: ("region", "north"),
    Role.DIRECTOR: ("north",),
    Role.CISO: ("ght", "group", "north", "north_site"),
    Role.CONTRIBUTOR: ("north",),
    Role.AUDITOR: ("north",),
}
#: own, parents, child, sister in the same GHT, stranger, other region: as seen from `north`
SEEN = ("north", "ght", "region", "north_site", "south", "clinic", "far")

REACHED: dict[str, frozenset[str]] = {
    "nation": frozenset(SEEN),
    "region": frozenset(SEEN) - {"far"},
    "other_region": frozenset({"far"}),
    "paris": frozenset({"north", "north_site"}),
    "ght": frozenset({"ght", "north", "north_site", "south"}),
    "group": frozenset({"clinic"}),
    "north": frozenset({"north", "north_site"}),
    "north_site": frozenset({"north_site"}),
}


@dataclass(frozen=True)
class Reader:
    """Somebody of the table: a role and where it is held; without a role; or not signed in at all."""

    role: Role | None = None
    holder: str = ""
    is_signed_in: bool = True

    def __str__(self) -> str:
        if not self.is_signed_in:
            return "anonymous"
        return f"{self.role.value} of {self.holder}" if self.role else "without a role"

    def reaches(self, place: str) -> bool:
        return place in REACHED.get(self.holder, ())

    def follows_region_of(self, place: str) -> bool:
        return self.holder in {"nation", "other_region" if place == "far" else "region"}


ANONYMOUS, NO_ROLE = Reader(is_signed_in=False), Reader()


READERS = [ANONYMOUS, NO_ROLE, *(Reader(role, holder) for role, holders in HOLDERS.items() for holder in holders)]


# What each is told


class Told(Enum):
    SIGN_IN = "is led to sign in"
    TOKEN = "is asked for a token"
    HIDDEN = "is told that it does not exist"
    DENIED = "is told no"
    OPEN = "is let in"
    BROKEN = "meets a failure"


def expected(reader: Reader, address: Address, place: Organisation, name: str) -> Told:
    """What the policy tables say of a reader, an address and the organisation that the address is about."""
    access = address.access
    assert access is not None
    if access.over is Over.TOKEN:
        return Told.TOKEN  # the open API hears no browser: test_api_table.py walks it with tokens
    if access.over is Over.PUBLIC:
        return Told.OPEN if reader.is_signed_in or address.name not in WAYS_IN else Told.SIGN_IN
    if not reader.is_signed_in:
        return Told.SIGN_IN
    return allowed(reader, address, access, place, name)


def allowed(reader: Reader, address: Address, access: Access, place: Organisation, name: str) -> Told:
    """What a mark says of a reader who is known: of a page and of an operation of the open API alike."""
    if access.over is Over.PERSON:
        return Told.OPEN
    assert access.resource is not None
    line = access.resource.roles.get(reader.role, NOTHING) if reader.role else NOTHING
    may = access.do is None or access.do in line.do
    if access.over is Over.SCOPE:
        if not may or line.see < access.see:
            return Told.DENIED
        mine = all(sight is not Sight.REGION or reader.follows_region_of(name) for sight in sights_of(address))
        return Told.OPEN if mine else Told.HIDDEN
    if not reader.reaches(name) or line.see < max(access.see, Level.COUNTS):
        return Told.HIDDEN
    if not may:
        return Told.DENIED
    exists = ONLY_FOR.get(address.name)
    return Told.OPEN if exists is None or exists(place) else Told.HIDDEN


def sights_of(address: Address) -> list[Sight]:
    return [sample.sight for sample in address.samples.values() if sample]


SIGN_IN_PATH = "/sign-in/"


def told(response: Any) -> Told:
    if response.status_code >= 500:
        return Told.BROKEN
    if response.status_code in (301, 302) and urlsplit(response["Location"]).path == SIGN_IN_PATH:
        return Told.SIGN_IN
    return {401: Told.TOKEN, 403: Told.DENIED, 404: Told.HIDDEN}.get(response.status_code, Told.OPEN)


# Walking


class Walker:
    """Signed-in browsers, one for each reader, and the addresses as they would type them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[Reader, Person | None] = {}
        self.clients: dict[Reader, Client] = {}
        self._values: dict[tuple[str, int, int], object] = {}
        self._shows_nothing: set[str] = set()
        for reader in READERS:
            self.people[reader], self.clients[reader] = self._browser(reader)

    def _browser(self, reader: Reader) -> tuple[Person | None, Client]:
        client = Client(raise_request_exception=False)
        if not reader.is_signed_in:
            return None, client
        person = PersonFactory(app=True)
        if reader.role:
            SeatFactory(person=person, role=reader.role, organisation=getattr(self.world, reader.holder))
        client.force_login(person)
        session = client.session
        sessions.prove(session)
        session.save()
        return person, client

    def forget_samples(self) -> None:
        self._values.clear()

    def url(self, address: Address, place: Organisation, reader: Reader) -> str:
        given = {argument: self._value(address, argument, place, reader) for argument in address.arguments}
        return reverse(address.name, kwargs=given)

    def _value(self, address: Address, argument: str, place: Organisation, reader: Reader) -> object:
        """One sample for an organisation serves all readers; what is a reader's own is made for each."""
        sample, person = address.samples[argument], self.people[reader]
        assert sample is not None
        own = sample.sight in {Sight.OWN, Sight.AUTHOR}
        where = 0 if sample.sight is Sight.OWN else place.pk
        known = (f"{address.name} {argument}", where, person.pk if own and person else 0)
        if known not in self._values:
            self._values[known] = sample.find(place, person)
        return self._values[known]

    def ask(self, reader: Reader, url: str, method: str = "get", **options: Any) -> Any:
        """The answer, whole in `sent`; nothing of it stays, neither rows nor cookies."""
        client = self.clients[reader]
        cookies = client.cookies.output(header="", sep=";")
        with transaction.atomic():
            response = getattr(client, method)(url, **options)
            response.sent = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(cookies)
        return response

    def answer(self, reader: Reader, address: Address, url: str) -> Any:
        """By GET, or by an empty POST where nothing is shown."""
        if address.route not in self._shows_nothing:
            response = self.ask(reader, url)
            if response.status_code != 405:
                return response
            self._shows_nothing.add(address.route)
        return self.ask(reader, url, "post")
