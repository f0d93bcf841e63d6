"""Registers of the demonstration region: accreditations at every stage, indicators filed over the years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.territory.models import Organisation

from . import actions
from .accreditation_enums import Outcome
from .actions.accreditations import DecisionFacts, SystemFacts
from .actions.filings import FilingFacts
from .filing_enums import SecurityIndicator
from .queries.regimes import is_operator
from .rules.accreditations import latest_end
from .rules.filings import Ratio

#: name, scope, days since the decision, what was decided (None: nothing yet)
SYSTEMS = (
    ("Dossier patient informatisé", "Application, base, serveurs et interfaces des deux sites.", 420, Outcome.GRANTED),
    ("Imagerie (RIS et PACS)", "Consoles, archivage et télé-imagerie.", 1030, Outcome.GRANTED),
    ("Biologie", "Automates, middleware et liaison avec les prescripteurs.", 200, Outcome.RESERVED),
    ("Gestion des lits", "Application web et ses comptes de service.", 0, None),
)
#: of the latest filing: share, among how many
COUNTS = {
    SecurityIndicator.UNSUPPORTED_WORKSTATIONS: (0.08, 1840),
    SecurityIndicator.UNSUPPORTED_SERVERS: (0.14, 212),
    SecurityIndicator.PRIVILEGED_USERS: (0.021, 3120),
    SecurityIndicator.UNCHANGEABLE_SECRETS: (0.06, 940),
    SecurityIndicator.NON_DEDICATED_ADMINISTRATION: (0.31, 264),
    SecurityIndicator.NON_ISOLATED_ADMINISTRATION: (0.44, 264),
}
HOW = "Inventaire du parc et annuaire ; équipements biomédicaux compris."
CONDITIONS = "Cloisonner le réseau des automates et fermer l’accès distant permanent du fournisseur sous six mois."


def load_registers(ctx: Context, places: Sequence[Organisation], signatory: Person | None) -> None:
    """For each operator of essential services; no accreditation where nobody can sign.

    All is recorded today, of decisions and measures of the past: a history already judged is not written again.
    """
    operators = [place for place in places if is_operator(ctx.scope, place)]
    for rank, place in enumerate(operators):
        if signatory is not None:
            _accreditations(ctx, place, rank, signatory)
        _indicators(ctx, place, rank)


def _accreditations(ctx: Context, place: Organisation, rank: int, signatory: Person) -> None:
    for name, scope, days_ago, outcome in SYSTEMS[: 4 - rank % 3]:
        on = today() - timedelta(days=days_ago + 5 * rank)
        facts = SystemFacts(name, scope, essential=True, audit_used=f"Audit de sécurité de {on.year}")
        system = actions.add_system(ctx, place, facts)
        if outcome is not None:
            conditions = CONDITIONS if outcome is Outcome.RESERVED else ""
            decision = DecisionFacts(outcome, "Directeur, autorité d’homologation", on, latest_end(on), conditions)
            actions.decide(ctx, system, system.revision, signatory, decision)


def _indicators(ctx: Context, place: Organisation, rank: int) -> None:
    """Two years to four, better each year; every other operator has not filed this one yet."""
    last = today().year - (1 - rank % 2)
    for year in range(last - 1 - rank % 3, last + 1):
        better, measured_on = (last - year) / 4, min(date(year, 10, 15), today())
        measures = {
            one: Ratio(int(total * min(share * (1 + better), 1)), total + 10 * (year - last))
            for one, (share, total) in COUNTS.items()
        }
        actions.file_indicators(ctx, place, year, 0, FilingFacts(measured_on, measures, HOW))
