"""How an app offers operations to the open API: each carries the access mark that pages carry.

ROUTES = Operations()

@ROUTES.read("/organisations/{uid}", OrganisationOut, Access(Over.ORGANISATION, ORGANISATION, Level.STATUS), _("One"))
def organisation(request: ApiRequest, uid: UUID) -> OrganisationOut:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    ...

The app registers `ApiPart("territory", label, ROUTES)` in its `apps.py`. An operation without a mark stops the platform
from starting (`hygie.api.frame`). An operation gives plain schemas: what is read later is read out of sight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Protocol, TypeVar

from django.utils.functional import Promise
from ninja import Router, Schema
from pydantic import Field

from .access import Verb
from .pages import Access, Request
from .registry import Registry

Item = TypeVar("Item")
View = TypeVar("View", bound=Callable[..., Any])

#: what a reader types to narrow a list; a text that no database stores is refused
Typed = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
#: where a page begins, as the page before said it; "" for the first one
Cursor = Annotated[str, Field(max_length=1000, pattern=r"^[A-Za-z0-9_=-]*$", description="`next` of the page before")]
IdempotencyKey = Annotated[
    str,
    Field(
        max_length=100,
        pattern=r"^[A-Za-z0-9_.:-]*$",
        description="A text of your own for each deposit: sent again with the same content, it deposits nothing twice",
    ),
]
REFUSALS = frozenset({400, 401, 403, 404, 409, 413, 422, 429})


class Token(Protocol):
    """The token that a request came with, as far as this floor knows."""

    @property
    def pk(self) -> int: ...


class ApiRequest(Request):
    """A request as operations receive it: the context is that of the token's seat as it stands now."""

    token: Token


class Fault(Schema):
    """One more thing to correct."""

    field: str
    message: str


class Problem(Schema):
    """Why there is no answer. `code` is for machines; `field` names what to correct, "" speaks of the whole."""

    code: str
    message: str
    field: str = ""
    more: list[Fault] = []


class Listed(Schema, Generic[Item]):
    """One page of a list. `next` is the `page` to ask for afterwards, "" on the last one."""

    rows: list[Item]
    next: str = ""


class Operations(Router):
    """The operations of one app."""

    def read(self, path: str, answer: Any, access: Access, summary: str | Promise) -> Callable[[View], View]:
        return self._marked(["GET"], path, {200: answer}, access, summary)

    def deposit(self, path: str, answer: Any, access: Access, summary: str | Promise) -> Callable[[View], View]:
        """What writes: the token needs the scope to deposit."""
        return self._marked(["POST"], path, {201: answer}, access, summary)

    def _marked(
        self, methods: list[str], path: str, answers: dict[Any, Any], access: Access, summary: str | Promise
    ) -> Callable[[View], View]:
        def mark(view: View) -> View:
            view.access = access  # type: ignore[attr-defined]
            described = {"x-access": described_access(access)}
            route = self.api_operation(
                methods,
                path,
                response={**answers, REFUSALS: Problem},
                summary=summary,  # type: ignore[arg-type] # said in the language of whoever reads the schema
                openapi_extra=described,
            )
            route(view)
            return view

        return mark


def described_access(access: Access) -> dict[str, str]:
    """What an operation asks of its reader, for the schema."""
    return {
        "over": access.over.value,
        "resource": access.resource.code if access.resource else "",
        "level": access.see.name.lower(),
        "verb": Verb(access.do).value if access.do else "",
    }


@dataclass(frozen=True)
class ApiPart:
    """One app's operations under one title."""

    code: str
    label: str | Promise
    operations: Router


api_parts: Registry[ApiPart] = Registry("API parts", key=lambda part: part.code)
