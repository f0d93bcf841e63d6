"""Tokens, and what the operations of the open API speak of, for the tables."""

from __future__ import annotations

from datetime import timedelta

from hygie.accounts.models import Person
from hygie.accounts.sealing import seal
from hygie.api.models import ApiToken, Webhook
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


def webhook_of(organisation: Organisation, **facts: object) -> Webhook:
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    url = f"https://tool.example/{new_uid()}"
    return Webhook.objects.create(**place, **{"url": url, "secret": seal("s"), "events": ["proof.deposited"]} | facts)


def _webhook(organisation: Organisation, _reader: Person | None) -> object:
    return webhook_of(organisation).uid


SAMPLES: dict[str, Sample] = {
    "api:revoke_token token": Sample(_token, Sight.OWN),
    "webhook": Sample(_webhook),
    "open:proof uid": Sample(_proof),
}
