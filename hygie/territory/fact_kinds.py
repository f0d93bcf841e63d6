"""The dated facts that the territory itself knows; upper floors register theirs beside these."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .registries import FactKind, fact_kinds

REGIMES = (
    ("ordinary", _("No particular regime")),
    ("ose", _("Operator of essential services (NIS 1)")),
    ("essential", _("Essential entity (NIS 2)")),
    ("important", _("Important entity (NIS 2)")),
)

CALLS = (
    ("care-d1", _("CaRE, domain 1")),
    ("care-d1-bis", _("CaRE, domain 1 bis")),
    ("care-d2", _("CaRE, domain 2")),
)


def register_fact_kinds() -> None:
    # An operator of essential services may be an essential entity too, while NIS 2 is being transposed.
    fact_kinds.register(FactKind("regime", _("Legal regime"), choices=REGIMES, several=True, sensitive=True))
    fact_kinds.register(FactKind("candidature", _("Application to a funding call"), choices=CALLS, several=True))
    fact_kinds.register(FactKind("insurance", _("Insurance"), choices=(("cyber", _("Insured against cyber attacks")),)))
    fact_kinds.register(FactKind("activity_weight", _("Share of the combined activity"), unit="%", maximum=100))
    fact_kinds.register(FactKind("beds", _("Beds and places"), unit=_("beds"), maximum=10_000))
