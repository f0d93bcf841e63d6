"""The schema as a page says it: operations by app, what each takes and gives, and the roles that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hygie.core.access import Level, Verb, resources
from hygie.core.api import api_parts

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One parameter or one field: `where` is path, query, header, body or ""."""

    name: str
    type: str
    where: str = ""
    required: bool = False
    note: str = ""


@dataclass(frozen=True)
class OperationShown:
    name: str
    method: str
    path: str
    summary: str | Promise
    text: str
    roles: str
    takes: list[Field]
    gives: list[Field]


@dataclass(frozen=True)
class PartShown:
    code: str
    label: str | Promise
    operations: list[OperationShown]


def documented(schema: Json) -> list[PartShown]:
    shown: dict[str, list[OperationShown]] = {part.code: [] for part in api_parts}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            shown[operation["tags"][0]].append(_shown(schema, path, method, operation))
    return [PartShown(part.code, part.label, shown[part.code]) for part in api_parts]


def _shown(schema: Json, path: str, method: str, operation: Json) -> OperationShown:
    return OperationShown(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation.get("description", ""),
        roles=_roles(operation["x-access"]),
        takes=[*_parameters(operation), *_body(schema, operation)],
        gives=_answer(schema, operation),
    )


def _roles(access: Json) -> str:
    """Who may call it, by role alone; a mandate or a contribution may open it to others."""
    resource = resources.get(access["resource"])
    if resource is None:
        return _("Every role")
    verb = Verb(access["verb"]) if access["verb"] else None
    return ", ".join(str(role.label) for role in resource.roles_that(Level[access["level"].upper()], verb))


def _parameters(operation: Json) -> Iterator[Field]:
    for one in operation.get("parameters", []):
        found = one["schema"]
        yield Field(one["name"], _type(found), one["in"], one["required"], found.get("description", ""))


def _body(schema: Json, operation: Json) -> Iterator[Field]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from _fields(schema, content["schema"], "body")


def _answer(schema: Json, operation: Json) -> list[Field]:
    answer = next(answer for status, answer in operation["responses"].items() if str(status).startswith("2"))
    return list(_fields(schema, answer["content"]["application/json"]["schema"]))


def _fields(schema: Json, found: Json, where: str = "") -> Iterator[Field]:
    """The fields of an object, of the objects of a list, or of the rows of a page."""
    one = _resolved(schema, found)
    if one.get("type") == "array":
        yield from _fields(schema, one["items"], where)
        return
    required = set(one.get("required", ()))
    for name, field in one.get("properties", {}).items():
        yield Field(name, _type(field), where, name in required, field.get("description", ""))
        if name == "rows":
            yield from (
                Field(f"rows[].{row.name}", row.type, where, row.required, row.note)
                for row in _fields(schema, field["items"], where)
            )


def _resolved(schema: Json, found: Json) -> Json:
    if "$ref" not in found:
        return found
    named: Json = schema["components"]["schemas"][_named(found)]
    return named


def _named(found: Json) -> str:
    return str(found["$ref"]).rsplit("/", 1)[-1]


def _type(found: Json) -> str:
    if "$ref" in found:
        return _named(found)
    if "anyOf" in found:
        return " | ".join(_type(one) for one in found["anyOf"])
    if found.get("type") == "array":
        return f"[{_type(found.get('items', {}))}]"
    return str(found.get("format") or found.get("type") or "…")
