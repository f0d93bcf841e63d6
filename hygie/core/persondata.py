"""What the platform knows of a person, to hand over or to erase (RGPD, articles 15 and 17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .registry import Registry


@dataclass(frozen=True)
class PersonData:
    """One app's part: `export(person_id)` gives JSON; `erase(person_id)` anonymises, and says how many rows."""

    code: str
    export: Callable[[int], Any]
    erase: Callable[[int], int]


person_data: Registry[PersonData] = Registry("person data", key=lambda part: part.code)
