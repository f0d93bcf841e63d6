"""Switching between one's roles."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hygie.core.pages import Request, signed_in

from ..access import ActiveSeat
from ..middleware import ROLE_IN_SESSION


@signed_in
@require_POST
def switch(request: Request) -> HttpResponse:
    """Sit in another of one's seats. It leads home: the page one was on may not be for this role."""
    asked = request.POST.get("role", "")
    held: list[ActiveSeat] = getattr(request, "seats", [])
    chosen = next((seat for seat in held if seat.role == asked), None)
    if chosen is None:
        messages.error(request, _("You do not hold this role."))
    else:
        request.session[ROLE_IN_SESSION] = chosen.role.value
    return redirect("web:home")
