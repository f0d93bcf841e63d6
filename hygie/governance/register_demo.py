"""Registers of the demonstration region: accreditations at every stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.clock import frozen, now, today
from hygie.territory.models import Organisation
from hygie.territory.queries.facts import facts_of
from hygie.territory.registries import fact_kinds

from . import actions
from .accreditation_enums import Outcome
from .actions.accreditations import DecisionFacts, SystemFacts
from .rules.accreditations import latest_end

#: name, scope, days since the decision, what was decided (None: nothing yet)
SYSTEMS = (
    ("Dossier patient informatisé", "Application, base, serveurs et interfaces des deux sites.", 420, Outcome.GRANTED),
    ("Imagerie (RIS et PACS)", "Consoles, archivage et télé-imagerie.", 1030, Outcome.GRANTED),
    ("Biologie", "Automates, middleware et liaison avec les prescripteurs.", 200, Outcome.RESERVED),
    ("Gestion des lits", "Application web et ses comptes de service.", 0, None),
)
CONDITIONS = "Cloisonner le réseau des automates et fermer l’accès distant permanent du fournisseur sous six mois."


def load_registers(ctx: Context, places: Sequence[Organisation], signatory: Person | None) -> None:
    """For each operator of essential services; nothing where nobody can sign."""
    operators = [place for place in places if _is_operator(ctx, place)]
    for rank, place in enumerate(operators):
        if signatory is not None:
            _accreditations(ctx, place, rank, signatory)


def _is_operator(ctx: Context, place: Organisation) -> bool:
    regimes = facts_of(ctx, place, [fact_kinds["regime"]])[0]
    return any(line.fact.value == "ose" for line in regimes.current)


def _accreditations(ctx: Context, place: Organisation, rank: int, signatory: Person) -> None:
    for name, scope, days_ago, outcome in SYSTEMS[: 4 - rank % 3]:
        with frozen(now() - timedelta(days=days_ago + 5 * rank)):
            system = actions.add_system(ctx, place, SystemFacts(name, scope, essential=True, audit_used=_audit()))
            if outcome is not None:
                conditions = CONDITIONS if outcome is Outcome.RESERVED else ""
                facts = DecisionFacts(
                    outcome, "Directeur, autorité d’homologation", today(), latest_end(today()), conditions
                )
                actions.decide(ctx, system, system.revision, signatory, facts)


def _audit() -> str:
    return f"Audit de sécurité de {today().year}"
