"""Rules and taxonomies of a SARIF tool: a result names its rule by identifier, by rank, or by both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .json_values import items, mapping, mappings, score, text, texts
from .scores import cwes_in
from .text import LONG, RULE, TITLE, clean

_CWE_TAG = re.compile(r"cwe[-/ ]?(?:cwe-)?0*([0-9]{1,6})\b", re.IGNORECASE)
_PLACE = re.compile(r"\{([0-9]{1,3})\}")
_MESSAGES_AT_MOST = 20


class Rule(NamedTuple):
    id: str = ""
    title: str = ""
    description: str = ""
    help: str = ""
    address: str = ""
    level: str = ""
    security_severity: float | None = None
    tags: tuple[str, ...] = ()
    cwes: tuple[int, ...] = ()
    messages: Mapping[str, str] = {}

    def said(self, message: Mapping[str, Any]) -> str:
        """The text of a message, its arguments in place."""
        words = text(message.get("text")) or self.messages.get(text(message.get("id"), RULE), "")
        arguments = [text(argument, 500) for argument in items(message.get("arguments"))[:100]]

        def argument(place: re.Match[str]) -> str:
            rank = int(place[1])
            return arguments[rank] if rank < len(arguments) else place[0]

        return clean(_PLACE.sub(argument, words), LONG) if arguments else words


_NOTHING = Rule()


class Rules:
    """Those of the driver (-1) and of each extension of one run."""

    def __init__(self) -> None:
        self._listed: dict[int, list[Rule]] = {}
        self._named: dict[str, Rule] = {}
        self._taxonomies: list[str] = []

    def learn(self, tool: Mapping[str, Any]) -> None:
        components = [mapping(tool.get("driver")), *(mapping(one) for one in items(tool.get("extensions")))]
        for rank, component in enumerate(components, -1):
            rules = [_rule(mapping(one)) for one in items(component.get("rules"))]
            self._listed[rank] = rules
            for rule in rules:
                self._named.setdefault(rule.id, rule)

    def learn_taxonomies(self, taxonomies: Any) -> None:
        self._taxonomies = [text(mapping(one).get("name"), RULE).upper() for one in items(taxonomies)]

    def of(self, result: Mapping[str, Any]) -> Rule:
        """What is known of the rule of a result; its severity may be the result's own."""
        reference = mapping(result.get("rule"))
        said = text(result.get("ruleId") or reference.get("id"), RULE)
        rank = reference.get("index", result.get("ruleIndex"))
        component = mapping(reference.get("toolComponent")).get("index", -1)
        listed = self._listed.get(component, []) if isinstance(component, int) else []
        rule = listed[rank] if isinstance(rank, int) and 0 <= rank < len(listed) else None
        if rule is None or (said and not _is_within(said, rule.id)):
            # “CA1000/1” is a part of rule CA1000 (3.5.4)
            rule = self._named.get(said) or self._named.get(said.rpartition("/")[0]) or _NOTHING
        own = _security_severity(result)
        return rule._replace(id=said or rule.id, security_severity=rule.security_severity if own is None else own)

    def cwes(self, result: Mapping[str, Any], rule: Rule) -> tuple[int, ...]:
        tags = texts(mapping(result.get("properties")).get("tags"), RULE)
        taxa = [text(one.get("id"), RULE) for one in mappings(result.get("taxa")) if self._is_cwe(one)]
        return tuple(sorted({*rule.cwes, *_cwes_of_tags(tags), *cwes_in(taxa)}))

    def _is_cwe(self, taxon: Mapping[str, Any]) -> bool:
        component = mapping(taxon.get("toolComponent"))
        rank = component.get("index")
        if isinstance(rank, int) and 0 <= rank < len(self._taxonomies):
            return self._taxonomies[rank] == "CWE"
        return text(component.get("name"), RULE).upper() == "CWE"


def _rule(said: Mapping[str, Any]) -> Rule:
    properties = mapping(said.get("properties"))
    tags = tuple(texts(properties.get("tags"), RULE)[:100])
    relations = (mapping(one.get("target")) for one in mappings(said.get("relationships")))
    related = [
        text(one.get("id"), RULE)
        for one in relations
        if text(mapping(one.get("toolComponent")).get("name"), RULE).upper() == "CWE"
    ]
    messages = list(mapping(said.get("messageStrings")).items())[:_MESSAGES_AT_MOST]
    short, full = _text_of(said, "shortDescription"), _text_of(said, "fullDescription")
    return Rule(
        id=text(said.get("id"), RULE),
        title=(short or text(said.get("name"), TITLE) or full.partition("\n")[0])[:TITLE],
        description=full,
        help=_text_of(said, "help"),
        address=text(said.get("helpUri"), 500),
        level=text(mapping(said.get("defaultConfiguration")).get("level"), 20),
        security_severity=_security_severity(said),
        tags=tags,
        cwes=tuple(sorted({*_cwes_of_tags(tags), *cwes_in(related)})),
        messages={name: text(mapping(value).get("text")) for name, value in messages},
    )


def _text_of(said: Mapping[str, Any], name: str) -> str:
    return text(mapping(said.get(name)).get("text"))


def _security_severity(said: Mapping[str, Any]) -> float | None:
    return score(mapping(said.get("properties")).get("security-severity"))


def _is_within(said: str, rule: str) -> bool:
    return said == rule or said.startswith(f"{rule}/")


def _cwes_of_tags(tags: list[str] | tuple[str, ...]) -> set[int]:
    return {int(found[1]) for tag in tags if (found := _CWE_TAG.search(tag))}
