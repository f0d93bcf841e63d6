"""What the table asks of each argument of an address."""

from __future__ import annotations

import io
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from importlib import import_module
from pathlib import Path

from hygie.accounts.models import Person
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

LATER = timedelta(days=300)
SYSTEM = Scope.system()


class Sight(Enum):
    """Who has the thing in sight, on a page whose mark names no organisation."""

    REGION = "whoever follows the whole region of the organisation"
    OWN = "the reader whose it is"
    AUTHOR = "whoever wrote it, at each organisation: one for each reader"
    ANYONE = "anyone: it belongs to nobody"


@dataclass(frozen=True)
class Sample:
    """`find(organisation, reader)` gives the argument's value; the reader is None for who has not signed in."""

    find: Callable[[Organisation, Person | None], object]
    sight: Sight = Sight.ANYONE


class Upload(io.BytesIO):
    name, size = "minutes.pdf", 8


def samples_of_apps() -> dict[str, Sample]:
    """What each `samples_<app>.py` of this folder gives."""
    found: dict[str, Sample] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("samples_"):
            found |= import_module(f"{__package__}.{module.name}").SAMPLES
    return found
