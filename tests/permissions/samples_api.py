"""Tokens, and what the operations of the open API speak of, for the tables."""

from __future__ import annotations

from datetime import timedelta

from hygie.accounts.models import Person
from hygie.api.models import ApiToken
from hygie.core.access import Role
from hygie.core.clock import now
from hygie.core.identifiers import new_uid
from hygie.territory.models import Organisation
from tests.factories.accounts import PersonFactory

from .sample import Sample, Sight


def _token(_organisation: Organisation, reader: Person | None) -> object:
    uid = new_uid()
    return ApiToken.objects.create(
        uid=uid,
        person=reader or PersonFactory(),
        role=Role.CISO,
        name=str(uid),
        digest=uid.hex,
        expires_at=now() + timedelta(days=1),
    ).uid


def _proof(organisation: Organisation, _reader: Person | None) -> object:
    from .samples import proof_of  # which gathers this file

    return proof_of(organisation).uid


SAMPLES: dict[str, Sample] = {
    "api:revoke_token token": Sample(_token, Sight.OWN),
    "open:proof uid": Sample(_proof),
}
