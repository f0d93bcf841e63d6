"""Models of security policies: chapters by theme and regime, read once from `catalogue/policies.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from .enums import Theme

FILE = Path(__file__).parent / "catalogue" / "policies.yaml"
LANGUAGES = ("fr", "en")


class WrongModel(RuntimeError):
    """The file is wrong; raised when it is first read, so that it cannot reach a user."""


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    fr: str
    en: str

    def __str__(self) -> str:
        return self.fr if (get_language() or "fr").startswith("fr") else self.en


@dataclass(frozen=True)
class ChapterModel:
    """One chapter to write. `regimes` empty: for every establishment; `guide` says what belongs there."""

    code: str
    title: Words
    guide: Words
    text: Words
    regimes: frozenset[str]

    def concerns(self, regimes: Collection[str]) -> bool:
        return not self.regimes or bool(self.regimes & set(regimes))


@dataclass(frozen=True)
class PolicyModel:
    """One kind of policy. `answers`: codes of the requirements that an approved one shows."""

    theme: Theme
    answers: tuple[str, ...]
    chapters: tuple[ChapterModel, ...]

    def chapters_for(self, regimes: Collection[str]) -> list[ChapterModel]:
        return [chapter for chapter in self.chapters if chapter.concerns(regimes)]

    def chapter(self, code: str) -> ChapterModel | None:
        return next((chapter for chapter in self.chapters if chapter.code == code), None)


@cache
def policy_models() -> Mapping[Theme, PolicyModel]:
    """Every model by theme. Raises WrongModel with the theme and the key."""
    found = {}
    for entry in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        theme = Theme(entry["theme"])
        chapters = tuple(_chapter(theme, line) for line in entry["chapters"])
        if len({chapter.code for chapter in chapters}) != len(chapters):
            raise WrongModel(f"{theme}: two chapters have one code")
        found[theme] = PolicyModel(theme, tuple(entry["answers"]), chapters)
    if missing := set(Theme) - found.keys():
        raise WrongModel(f"no model for {sorted(missing)}")
    return found


def _chapter(theme: Theme, line: Mapping[str, Any]) -> ChapterModel:
    words = {}
    for key in ("title", "guide", "text"):
        texts = line.get(key, {})
        if set(texts) != set(LANGUAGES) or not all(texts.values()):
            raise WrongModel(f"{theme}, {line.get('code')}: {key} is missing in a language")
        words[key] = Words(**texts)
    return ChapterModel(line["code"], regimes=frozenset(line.get("regimes", ())), **words)
