"""Suppliers of the demonstration region: invented companies, some of which half of the hospitals depend on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from hygie.core.actions import Context
from hygie.core.clock import frozen, now, today
from hygie.territory.models import Organisation

from . import actions
from .actions.suppliers import Terms
from .supplier_enums import Clause, Criticality, RemoteAccess

#: name, what it runs, if it stops, how it gets in, one establishment in how many
COMPANIES = (
    ("Orvélis Santé", "Dossier patient informatisé", Criticality.VITAL, RemoteAccess.VPN, 2),
    ("Tesmédis Imagerie", "Archivage d’imagerie (PACS)", Criticality.VITAL, RemoteAccess.LINE, 3),
    ("Nuvéo Réseaux", "Réseau et téléphonie", Criticality.MAJOR, RemoteAccess.BASTION, 2),
    ("Labexis", "Gestion du laboratoire", Criticality.MAJOR, RemoteAccess.VPN, 4),
    ("Klinoform", "Circuit du médicament", Criticality.VITAL, RemoteAccess.DIRECT, 5),
    ("Sauvélia", "Sauvegarde externalisée", Criticality.LIMITED, RemoteAccess.BASTION, 3),
    ("Batiflux", "Gestion technique du bâtiment", Criticality.LIMITED, RemoteAccess.DIRECT, 4),
    ("Paiéo", "Paie et temps de travail", Criticality.NONE, RemoteAccess.NONE, 3),
)
CLAUSES = tuple(Clause)


def load(ctx: Context, places: Sequence[Organisation]) -> None:
    """Each establishment has some of them; a third of the accesses were reviewed within the year."""
    for rank, place in enumerate(places):
        for order, (name, services, criticality, access, every) in enumerate(COMPANIES):
            if (rank + order) % every:
                continue
            terms = Terms(
                services=services,
                criticality=criticality,
                access=access,
                contract_starts_on=today() - timedelta(days=900 - 7 * rank),
                contract_ends_on=today() + timedelta(days=30 + 37 * ((rank + order) % 20)),
                clauses=CLAUSES[: (rank + 2 * order) % (len(CLAUSES) + 1)],
                day_name="Support",
                day_phone=f"01 99 00 6{order} {rank:02d}",
                night_name="Astreinte",
                night_phone=f"01 99 00 7{order} 24",
            )
            with frozen(_moment(days_ago=600 - 3 * rank)):
                engagement = actions.engage(ctx, place, name, terms)
            if access.is_open and (rank + order) % 4 != 1:
                with frozen(_moment(days_ago=60 + 95 * ((rank + order) % 5))):
                    actions.review_access(ctx, engagement, engagement.revision)


def _moment(days_ago: int) -> datetime:
    return datetime.combine((now() - timedelta(days=days_ago)).date(), time(10), UTC)
