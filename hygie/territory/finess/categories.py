"""The categories of establishments that the platform names by itself, since the JSON feed gives their codes only."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "101": "Centre hospitalier régional (CHR)",
    "106": "Centre hospitalier, ex-hôpital local",
    "109": "Établissement de santé privé de soins de suite et de réadaptation",
    "114": "Hôpital des armées",
    "122": "Établissement de soins obstétriques et chirurgico-gynécologiques",
    "127": "Hospitalisation à domicile",
    "128": "Établissement de soins chirurgicaux",
    "129": "Établissement de soins médicaux",
    "131": "Centre de lutte contre le cancer",
    "141": "Centre de dialyse",
    "156": "Centre médico-psychologique (CMP)",
    "292": "Centre hospitalier spécialisé en psychiatrie",
    "355": "Centre hospitalier (CH)",
    "362": "Établissement de soins de longue durée",
    "365": "Établissement de soins pluridisciplinaire",
    "500": "Établissement d'hébergement pour personnes âgées dépendantes (EHPAD)",
    "697": "Groupement de coopération sanitaire (GCS)",
}

_BY_WEIGHT = (
    "101", "355", "131", "114", "292", "365", "128", "122", "129", "106", "109", "127", "697", "362", "141", "156",
    "500",
)  # fmt: skip
MAIN_FIRST: Mapping[str, int] = {code: rank for rank, code in enumerate(_BY_WEIGHT)}
"""Which of its sites stands best for a legal entity: the heaviest kind of hospital first."""
