"""Jobs of the accounts: mails, and the daily purge. Each may run twice without harm."""

from datetime import datetime
from typing import Final

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from hygie.accounts import mail, queries
from hygie.accounts.models import Person, PersonSession, SignIn, SignInAddress
from hygie.accounts.sealing import invitation_token
from hygie.core import clock
from hygie.core.clock import PARIS
from hygie.core.jobs import JobKind, Progress

NOTICES: Final = frozenset(
    {"password_changed", "email_changed", "second_factor_added", "second_factor_removed", "recovery_codes_renewed"}
)


def send_invitation(progress: Progress, invitation: str) -> str:
    """Mail the link of an invitation that is still open. Returns what was done."""
    found = queries.open_invitations().filter(uid=invitation).select_related("invited_by").first()
    if found is None:
        return "ended meanwhile"
    mail.send(
        "invitation",
        found.email,
        found.language,
        invitation=found,
        promise=queries.promise_of(found),
        link=mail.address_of(reverse("accounts:invitation", args=[invitation_token(str(found.uid))])),
        until=found.expires_at.astimezone(PARIS),
    )
    return "sent"


def send_password_reset(progress: Progress, person: int | None) -> str:
    """Mail the link that sets a new password; the link is made here, so that the queue holds no secret."""
    found = Person.objects.filter(pk=person, is_active=True).first() if person else None
    if found is None:
        return "nobody to write to"
    token = default_token_generator.make_token(found)
    place = urlsafe_base64_encode(force_bytes(found.pk))
    mail.send(
        "password_reset",
        found.email,
        found.language,
        person=found,
        link=mail.address_of(reverse("accounts:reset_password", args=[place, token])),
        minutes=settings.PASSWORD_RESET_TIMEOUT // 60,
    )
    return "sent"


def send_notice(progress: Progress, person: int, notice: str, at: str, to: str = "") -> str:
    """Tell somebody that the protection of their account changed, at their address or at `to`, the one before."""
    found = Person.objects.filter(pk=person).first()
    if found is None or notice not in NOTICES:
        return "nobody to write to"
    link = mail.address_of(reverse("accounts:profile"))
    moment = datetime.fromisoformat(at).astimezone(PARIS)
    mail.send(f"notice_{notice}", to or found.email, found.language, person=found, moment=moment, link=link)
    return "sent"


def purge(progress: Progress) -> dict[str, int]:
    """Erase what has been kept long enough: network addresses, then sign-ins, ended sessions, locks that opened."""
    now = clock.now()
    addresses = SignInAddress.objects.filter(at__lt=now - settings.HYGIE_KEEP_SIGN_IN_ADDRESSES)
    sign_ins = SignIn.objects.filter(at__lt=now - settings.HYGIE_KEEP_SIGN_INS)
    ended = PersonSession.objects.filter(expire_date__lt=now)
    AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
    return {
        "addresses": addresses.delete()[0],
        "sign_ins": sign_ins.delete()[0],
        "sessions": ended.delete()[0],
    }


JOB_KINDS: Final[tuple[JobKind, ...]] = (
    JobKind("accounts.send_invitation", _("Send an invitation"), send_invitation),
    JobKind("accounts.send_password_reset", _("Answer a forgotten password"), send_password_reset),
    JobKind("accounts.send_notice", _("Send a security notice"), send_notice),
    JobKind("accounts.purge", _("Erase old sign-ins and sessions"), purge, daily_at="03:40"),
)
