"""Reading YAML strictly: every value is asked for with its type, and every fault is collected with its place.

A node never raises on bad content: it notes the problem and answers a neutral value, so that one reading of a file
tells everything that is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar

import yaml

from .requirements import Problem, Text

Kind = TypeVar("Kind", bound=Enum)

CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_NOWHERE = date(1970, 1, 1)


class StrictLoader(yaml.SafeLoader):
    """YAML's safe loader, refusing the two faults that hide best: a key given twice, and aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.constructor.ConstructorError(None, None, "aliases are not used here", self.get_mark())
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 — PyYAML's signature
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is given twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True)
class Node:
    """One value of a file, with its path in it and the list where problems go."""

    value: Any
    file: str
    path: str
    problems: list[Problem]

    def wrong(self, reason: str) -> None:
        self.problems.append(Problem(self.file, self.path, reason))

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __getitem__(self, key: str) -> Node:
        inside = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(inside, self.file, f"{self.path}.{key}" if self.path else key, self.problems)

    def expect(self, needed: Collection[str], optional: Collection[str] = ()) -> bool:
        """Whether it is a mapping with these keys and no other; says what is lacking or unknown."""
        if not isinstance(self.value, dict):
            self.wrong("should be a mapping")
            return False
        for key in needed:
            if key not in self.value:
                self[key].wrong("is missing")
        for key in self.value:
            if key not in needed and key not in optional:
                self.wrong(f"{key} is not a known key")
        return all(key in self.value for key in needed)

    def each(self) -> Iterator[Node]:
        """The items of a list; nothing for an absent one."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            self.wrong("should be a list")
            return
        for index, item in enumerate(self.value):
            yield Node(item, self.file, f"{self.path}[{index}]", self.problems)

    def pairs(self) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping; nothing for an absent one."""
        if self.value is None:
            return
        if not isinstance(self.value, dict):
            self.wrong("should be a mapping")
            return
        for key in self.value:
            yield str(key), self[key]

    def words(self) -> str:
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        self.wrong("should be a text")
        return ""

    def code(self) -> str:
        if isinstance(self.value, str) and CODE.fullmatch(self.value):
            return self.value
        self.wrong("should be a code: small letters, digits, hyphens or underscores")
        return ""

    def codes(self) -> tuple[str, ...]:
        found = tuple(node.code() for node in self.each())
        if len(set(found)) != len(found):
            self.wrong("names something twice")
        return found

    def text(self) -> Text:
        """A text in both languages."""
        if not isinstance(self.value, Mapping):
            self.wrong("should be a text in French and in English (fr, en)")
            return Text("", "")
        self.expect((), ("fr", "en"))
        for language in ("fr", "en"):
            if language not in self.value:
                self.wrong(f"has no translation in {language}")
        return Text(*(self[language].words() if language in self.value else "" for language in ("fr", "en")))

    def optional_text(self) -> Text | None:
        return None if self.value is None else self.text()

    def whole(self, least: int, most: int) -> int:
        if isinstance(self.value, int) and not isinstance(self.value, bool) and least <= self.value <= most:
            return self.value
        self.wrong(f"should be a whole number from {least} to {most}")
        return least

    def optional_whole(self, least: int, most: int) -> int | None:
        return None if self.value is None else self.whole(least, most)

    def flag(self) -> bool:
        if self.value is None or isinstance(self.value, bool):
            return bool(self.value)
        self.wrong("should be true or false")
        return False

    def optional_day(self) -> date | None:
        if self.value is None or type(self.value) is date:
            return self.value
        self.wrong("should be a date, as 2025-07-16")
        return _NOWHERE

    def one_of(self, kind: type[Kind]) -> Kind:
        members: dict[str, Kind] = {member.value: member for member in kind}
        if isinstance(self.value, str) and self.value in members:
            return members[self.value]
        self.wrong(f"should be one of {', '.join(members)}")
        return next(iter(members.values()))
