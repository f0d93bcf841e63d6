"""What somebody with an account was asked to read, and has not acknowledged."""

from __future__ import annotations

from django.db.models import Q

from hygie.core.models import Reach
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.models import Organisation

from ..models import Acknowledgement, ReadingRound
from ..readers import by_person, reader_digest

SYSTEM = Scope.system()


def unread_by(organisation: Organisation, person_id: int) -> list[ReadingRound]:
    """Open rounds of the organisation and of those above it, the oldest first. One query, or two.

    Read past the reader's sight: a site's contributor is asked to read the policy of its legal entity.
    """
    above = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
    asked = Q(organisation_id=organisation.pk) | Q(organisation_id__in=above)
    with aside(SYSTEM):
        rows = ReadingRound.objects.within(SYSTEM).filter(asked, closed_at__isnull=True).select_related("version")
        rounds = {reader_digest(one, by_person(person_id)): one for one in rows.order_by("opened_at", "pk")}
        if not rounds:
            return []
        read = Acknowledgement.objects.within(SYSTEM).filter(reader__in=rounds).order_by("pk")
        done = set(read.values_list("reader", flat=True))
    return [reading for digest, reading in rounds.items() if digest not in done]
