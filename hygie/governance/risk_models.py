"""The starting set of risks: scenarios that hospitals share, read once from `catalogue/risks.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from .policy_models import LANGUAGES, Words, WrongModel
from .risk_enums import Gravity, Likelihood, RiskLevel, Treatment
from .rules.risks import level_of

FILE = Path(__file__).parent / "catalogue" / "risks.yaml"


@dataclass(frozen=True)
class RiskModel:
    """One scenario, with a first rating and measures to be adapted."""

    code: str
    title: Words
    scenario: Words
    measures: Words
    gravity: Gravity
    likelihood: Likelihood
    treatment: Treatment

    @property
    def level(self) -> RiskLevel:
        return level_of(self.gravity, self.likelihood)


@cache
def risk_models() -> Mapping[str, RiskModel]:
    """Every scenario by code, in the order of the file. Raises WrongModel with the code and the key."""
    found: dict[str, RiskModel] = {}
    for entry in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        code = entry["code"]
        if code in found:
            raise WrongModel(f"two scenarios have the code {code}")
        words = {}
        for key in ("title", "scenario", "measures"):
            texts = entry.get(key, {})
            if set(texts) != set(LANGUAGES) or not all(texts.values()):
                raise WrongModel(f"{code}: {key} is missing in a language")
            words[key] = Words(**texts)
        found[code] = RiskModel(
            code,
            gravity=Gravity(entry["gravity"]),
            likelihood=Likelihood(entry["likelihood"]),
            treatment=Treatment(entry["treatment"]),
            **words,
        )
    return found
