"""What a saved group asks of an establishment: plain values, kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class GroupRule:
    """Each field narrows when it is filled; its values are alternatives, except `predicates`, which all must hold.

    `ghts` are public ids; `regimes` are legal designations, for those only who may know them.
    """

    departments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    ghts: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> GroupRule:
        """From a form or from JSON; what is not a field of a rule is left aside. Values in order, each once."""
        given = {field.name: asked.get(field.name) or () for field in fields(cls)}
        return cls(**{name: tuple(sorted({str(value) for value in values})) for name, values in given.items()})

    def to_json(self) -> dict[str, list[str]]:
        """Only what narrows."""
        return {name: list(values) for name, values in vars(self).items() if values}

    @property
    def is_empty(self) -> bool:
        return not any(vars(self).values())
