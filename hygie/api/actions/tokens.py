"""Tokens: made, used, revoked by the person whose they are."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from hygie.accounts.actions import own
from hygie.accounts.models import Person
from hygie.accounts.sealing import digest_of_token
from hygie.core.access import Role
from hygie.core.actions import Refused
from hygie.core.clock import now, today
from hygie.territory.queries import seats_of

from ..enums import TokenScope
from ..models import ApiToken
from ..rules.tokens import SHOWN, new_token

DAYS_AT_MOST = 365
TOKENS_AT_MOST = 20
NAME_AT_MOST = 100
BETWEEN_NOTES = timedelta(hours=1)


def create_token(person: Person, role: Role, name: str, scope: TokenScope, days: int) -> tuple[ApiToken, str]:
    """The new token and its secret, which is shown now and never again. Raises Refused on name, role or days."""
    said = " ".join(name.split())
    if not said or len(said) > NAME_AT_MOST or "\x00" in said:
        raise Refused({"name": _("Give it a name of at most %(most)d characters.") % {"most": NAME_AT_MOST}})
    if not 1 <= days <= DAYS_AT_MOST:
        raise Refused({"days": _("A token lives for a year at most.")})
    if role not in {seat.role for seat in seats_of(person.pk, today())}:
        raise Refused({"role": _("You do not hold this role today.")})
    secret = new_token()
    with own(person).recording_own() as record:
        Person.objects.select_for_update().get(pk=person.pk)  # two windows at once name one token each
        mine = ApiToken.objects.filter(person=person, revoked_at__isnull=True)
        if mine.filter(name=said).exists():
            raise Refused({"name": _("You already have a token of this name: revoke it first, or choose another.")})
        if mine.count() >= TOKENS_AT_MOST:
            raise Refused(_("You have %(most)d tokens: revoke one that no longer serves.") % {"most": TOKENS_AT_MOST})
        token = ApiToken.objects.create(
            person=person,
            role=role,
            name=said,
            beginning=secret[:SHOWN],
            digest=digest_of_token(secret),
            scope=scope,
            expires_at=now() + timedelta(days=days),
        )
        record.event("api.token_created", token, name=said, scope=scope.value, as_role=role.value, days=days)
    return token, secret


def revoke_token(token: ApiToken) -> None:
    """From now on it opens nothing. Revoked already: nothing changes."""
    with own(token.person).recording_own() as record:
        standing = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
        if standing.update(revoked_at=now()):
            record.event("api.token_revoked", token, name=token.name)
        else:
            record.nothing_changed()


def note_use(token: ApiToken) -> None:
    """Write that it serves, at most once an hour: a write at each request would be a write too many."""
    if token.last_used_at is not None and now() - token.last_used_at < BETWEEN_NOTES:
        return
    unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now() - BETWEEN_NOTES)
    ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now())
