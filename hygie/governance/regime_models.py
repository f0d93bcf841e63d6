"""What each legal regime brings, read once from `catalogue/regimes.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from hygie.obligations.enums import Certainty
from hygie.obligations.requirements import Source, Text
from hygie.web.tones import Tone

FILE = Path(__file__).parent / "catalogue" / "regimes.yaml"


class RegimeState(TextChoices):
    """Where the text of a regime stands in French law."""

    IN_FORCE = "in_force", pgettext_lazy("legal text", "In force")
    PENDING = "pending", pgettext_lazy("legal text", "Transposition pending")

    @property
    def tone(self) -> Tone:
        return Tone.SUCCESS if self is RegimeState.IN_FORCE else Tone.WARNING


@dataclass(frozen=True)
class RegimeModel:
    """One regime. `state` is as known on `as_of`."""

    code: str
    title: Text
    text: Text
    state: RegimeState
    as_of: date
    source: Source


@cache
def regime_models() -> Mapping[str, RegimeModel]:
    """Every regime by the code of its fact, in the order of the page. Raises KeyError or ValueError on a wrong one."""
    lines: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {line["code"]: _regime(line) for line in lines}


def _regime(line: Mapping[str, Any]) -> RegimeModel:
    source = Source(Text(**line["source"]["title"]), Certainty(line["source"]["certainty"]))
    texts = {key: Text(**line[key]) for key in ("title", "text")}
    return RegimeModel(line["code"], **texts, state=RegimeState(line["state"]), as_of=line["as_of"], source=source)
