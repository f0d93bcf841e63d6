"""Agreeing to be compared, and taking it back."""

from __future__ import annotations

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.core.clock import now
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..models import PeerConsent
from ..policies import LEVEL

SYSTEM = Scope.system()


def join_peers(ctx: Context, organisation: Organisation) -> None:
    """Joined already: nothing changes."""
    with ctx.recording(Verb.EDIT, LEVEL, organisation) as record:
        facts = {"given_at": now(), "region_id": organisation.region_pk}
        _row, made = PeerConsent.objects.within(SYSTEM).get_or_create(organisation=organisation, defaults=facts)
        if not made:
            record.nothing_changed()
            return
        record.event("peers.joined", organisation)


def leave_peers(ctx: Context, organisation: Organisation) -> None:
    """From now on the establishment counts in nobody's comparison, and sees none."""
    with ctx.recording(Verb.EDIT, LEVEL, organisation) as record:
        deleted, _rows = PeerConsent.objects.within(SYSTEM).filter(organisation=organisation).delete()
        if not deleted:
            record.nothing_changed()
            return
        record.event("peers.left", organisation)
