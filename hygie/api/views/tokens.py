"""One's own tokens: list, create, revoke."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hygie.accounts.models import Person
from hygie.accounts.views.account import person_of
from hygie.accounts.views.fresh import freshly_proved
from hygie.core.access import Role
from hygie.core.actions import Refused
from hygie.core.clock import today
from hygie.core.pages import signed_in
from hygie.territory.queries import seats_of

from .. import actions
from ..enums import TokenScope
from ..forms import TokenForm, show_refusal
from ..models import ApiToken
from ..queries.tokens import token_or_404, tokens_of


@signed_in
@never_cache
@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    roles = _roles(person)
    lines = tokens_of(person, set(roles))
    context = {
        "active": [line for line in lines if line.is_active],
        "others": [line for line in lines if not line.is_active],
        "creates": bool(roles),
    }
    return render(request, "api/tokens.html", context)


@signed_in
@never_cache
@freshly_proved
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The secret is in the answer to the form and nowhere else: neither in the session nor in an address."""
    person = person_of(request)
    roles = _roles(person)
    form = TokenForm(request.POST if request.method == "POST" else None, roles)
    if form.is_valid() and (made := _made(person, form)) is not None:
        token, secret = made
        return render(request, "api/token_created.html", {"token": token, "secret": secret})
    return render(request, "api/create_token.html", {"form": form, "creates": bool(roles)})


def _made(person: Person, form: TokenForm) -> tuple[ApiToken, str] | None:
    asked: dict[str, Any] = form.cleaned_data
    try:
        return actions.create_token(
            person, Role(asked["role"]), asked["name"], TokenScope(asked["scope"]), asked["days"]
        )
    except Refused as refused:
        show_refusal(form, refused)
        return None


@signed_in
@require_POST
def revoke(request: HttpRequest, token: UUID) -> HttpResponse:
    """Asks for no fresh proof: whoever sees a leak stops it at once."""
    actions.revoke_token(token_or_404(person_of(request), token))
    messages.success(request, _("The token is revoked: it opens nothing any more."))
    return redirect("api:tokens")


def _roles(person: Person) -> list[Role]:
    return [seat.role for seat in seats_of(person.pk, today())]
