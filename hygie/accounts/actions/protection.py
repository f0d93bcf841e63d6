"""Actions on the second factor and on the trace of sign-ins, apart from those on people."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.http import HttpRequest

from hygie.accounts import queries, sealing
from hygie.accounts.actions.people import own, tell
from hygie.accounts.client import client_address
from hygie.accounts.enums import SignInMethod, SignInOutcome
from hygie.accounts.models import Person, PersonSession, SignIn, SignInAddress, normalise_email
from hygie.accounts.rules import accepted_step, agent_family, typed_code
from hygie.core import clock
from hygie.core.actions import Context, Place


def record_sign_in(
    request: HttpRequest,
    outcome: SignInOutcome,
    *,
    person: Person | None = None,
    attempted: str = "",
    method: SignInMethod | str = "",
) -> None:
    """Add a line to the sign-in log, and the network address beside it."""
    typed = normalise_email(attempted)[:254]
    with transaction.atomic():
        line = SignIn.objects.create(
            person=person or (queries.person_by_email(typed) if typed else None),
            attempted_digest=sealing.digest_of_attempt(typed) if typed else "",
            outcome=outcome,
            method=method,
            agent=agent_family(request.META.get("HTTP_USER_AGENT", "")),
        )
        address = client_address(request)
        if address:
            SignInAddress.objects.create(sign_in=line, address=address, at=line.at)


def use_second_factor(person: Person, typed: str) -> Authenticator | None:
    """Spend a code of the authenticator app or a recovery code; None when it is wrong or already spent."""
    code = typed_code(typed)
    with transaction.atomic():
        mine = Authenticator.objects.select_for_update().filter(user_id=person.pk)
        for authenticator in mine.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"):
            if _spend(authenticator, code):
                return authenticator
    return None


def _spend(authenticator: Authenticator, code: str) -> bool:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return bool(RecoveryCodes(authenticator).validate_code(code))
    data: dict[str, Any] = authenticator.data
    step = accepted_step(sealing.unseal(data["secret"]), code, clock.now(), int(data.get("last_step", 0)))
    if step is None:
        return False
    authenticator.data = data | {"last_step": step}
    authenticator.save(update_fields=["data"])
    return True


def note_second_factor_added(person: Person, factor: str) -> None:
    with own(person).recording_own() as record:
        record.event("person.second_factor_added", person, factor=factor)
        tell(person, "second_factor_added")


def note_second_factor_removed(person: Person, factor: str) -> None:
    with own(person).recording_own() as record:
        record.event("person.second_factor_removed", person, factor=factor)
        tell(person, "second_factor_removed")


def note_recovery_codes_renewed(person: Person) -> None:
    with own(person).recording_own() as record:
        record.event("person.recovery_codes_renewed", person)
        tell(person, "recovery_codes_renewed")


def reset_second_factor(ctx: Context, person: Person, place: Place | None = None) -> None:
    """Remove the second factor of somebody who lost it, end their sessions and tell them by mail.

    Whoever does it has checked, away from the platform, who is asking.
    """
    with ctx.recording_own() as record:
        removed, _rows = Authenticator.objects.filter(user_id=person.pk).delete()
        PersonSession.objects.filter(person=person).delete()
        if removed:
            record.event("person.second_factor_reset", person, place=place)
            tell(person, "second_factor_removed")
        else:
            record.nothing_changed()
