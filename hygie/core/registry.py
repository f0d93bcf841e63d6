"""Registries: how an upper floor offers something to a lower one without being imported by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class AlreadyRegistered(RuntimeError):
    """Two items claim the same key; raised while the apps load, so that it cannot reach a user."""


class Registry(Generic[Item]):
    """Items by key, in the order in which the apps registered them (their `apps.py`)."""

    def __init__(self, name: str, key: Callable[[Item], str]) -> None:
        self.name = name
        self._key = key
        self._items: dict[str, Item] = {}

    def register(self, item: Item) -> Item:
        key = self._key(item)
        if key in self._items:
            raise AlreadyRegistered(f"{self.name}: {key} is registered twice")
        self._items[key] = item
        return item

    def get(self, key: str) -> Item | None:
        return self._items.get(key)

    def __getitem__(self, key: str) -> Item:
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)
