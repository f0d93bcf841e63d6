"""The open API as a whole: what every app offers, behind tokens, access marks and one shape of problems.

Default deny: an operation without an access mark stops the platform from starting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

import orjson
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from ninja import NinjaAPI, Router
from ninja.errors import HttpError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.security import HttpBearer

from hygie.core.api import ApiPart, ApiRequest
from hygie.core.clock import today
from hygie.core.pages import Access, Over, access_of, require, require_role
from hygie.territory import middleware
from hygie.territory.access import context_of

from . import actions
from .enums import TokenScope
from .limits import demand_room
from .models import ApiToken
from .problems import ScopeMissing, explain_problems
from .queries.tokens import opened_by

PREFIX = "/api/v1/"
VERSION = "1.0.0"
DESCRIPTION = (
    "What the pages show, for machines. A token acts for one person in one role and sees what that role sees today: "
    "what is out of its reach answers 404. Lists come by pages: ask for `page=<next>` until `next` is empty. "
    "Every problem has one shape: code, message, field, more."
)


class Bearer(HttpBearer):
    """`Authorization: Bearer hyg_…`, and nothing else: no cookie opens the API."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        opened = opened_by(token.strip())
        if opened is None:
            return None
        found, seat = opened
        demand_room(found, deposits=request.method != "GET")
        asked = cast(ApiRequest, request)
        asked.token, asked.context = found, context_of(found.person_id, seat, today())
        actions.note_use(found)
        return found


class StrictParser(Parser):
    """JSON as its standard says it: no NaN, no lone half of a character."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise HttpError(400, "not JSON") from error


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


def build(parts: Iterable[ApiPart]) -> Api:
    """Raises ImproperlyConfigured when an operation does not say who may call it."""
    api = Api(
        title="Hygie",
        version=VERSION,
        description=DESCRIPTION,
        auth=Bearer(),
        parser=StrictParser(),
        urls_namespace="open",
        # Ninja's own pages load scripts from another host: `views.docs` draws ours.
        docs_url=None,
        openapi_url=None,
    )
    explain_problems(api)
    api.add_decorator(guarded)
    for part in parts:
        demand_marks(part.operations)
        api.add_router("", part.operations, tags=[part.code])
    return api


def demand_marks(operations: Router) -> None:
    for operation in operations_of(operations):
        access = access_of(operation.view_func)
        if access is None or access.over in {Over.PUBLIC, Over.TOKEN}:
            raise ImproperlyConfigured(f"API operation {operation.view_func.__name__} does not say who may call it")
        if access.over in {Over.SCOPE, Over.ORGANISATION} and access.resource is None:
            raise ImproperlyConfigured(f"API operation {operation.view_func.__name__} names no resource")


def operations_of(operations: Router) -> list[Operation]:
    return [operation for path in operations.path_operations.values() for operation in path.operations]


def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Run an operation in its token's sight, and let no answer out whose reader was not checked.

    What an action refuses leaves the transaction of that sight first, so that nothing it wrote stays.
    """
    access = access_of(view)
    assert isinstance(access, Access)

    @wraps(view)
    def answered(request: ApiRequest, *values: Any, **named: Any) -> Any:
        if request.method != "GET" and cast(ApiToken, request.token).scope != TokenScope.DEPOSIT:
            raise ScopeMissing
        request.access, request.access_checked = access, access.over is Over.PERSON
        request.require = lambda place: require(request, place)  # type: ignore[method-assign]
        with middleware.in_sight_of(request.context):
            if access.over is Over.SCOPE:
                require_role(request)
            answer = view(request, *values, **named)
            if not request.access_checked:
                raise RuntimeError(f"API operation {view.__name__} answered without checking its reader")
        return answer

    return answered
