"""Establishments of the demonstration region: names, towns and people are invented, positions lie in their department.

FINESS numbers are invented too: department, 999, a rank and a valid key.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoSite:
    name: str
    category: str
    town: str
    latitude: float
    longitude: float
    department: str
    beds: int = 0


@dataclass(frozen=True)
class DemoEntity:
    """A legal entity with its sites. `ght` and `group` are codes below; `weight` is its share of the GHT's activity."""

    name: str
    category: str
    public: bool
    sites: tuple[DemoSite, ...]
    ght: str = ""
    lead: bool = False
    weight: float = 0.0
    group: str = ""
    regime: str = ""
    candidatures: tuple[str, ...] = ()
    short_name: str = field(default="")


CATEGORIES = {
    "101": "Centre hospitalier régional (CHR)",
    "109": "Établissement de santé privé autorisé en SSR",
    "122": "Établissement de soins obstétriques et chirurgico-gynécologiques",
    "127": "Hospitalisation à domicile",
    "128": "Établissement de soins chirurgicaux",
    "129": "Établissement de soins médicaux",
    "131": "Centre de lutte contre le cancer",
    "141": "Centre de dialyse",
    "292": "Centre hospitalier spécialisé en lutte contre les maladies mentales",
    "355": "Centre hospitalier (CH)",
    "362": "Établissement de soins de longue durée",
    "365": "Établissement de soins pluridisciplinaire",
    "500": "Établissement d'hébergement pour personnes âgées dépendantes (EHPAD)",
    "697": "Groupement de coopération sanitaire",
}

GHTS = {
    "ght-demo-nord": "GHT des Rives du Nord",
    "ght-demo-est": "GHT des Plaines de l'Est",
    "ght-demo-sud": "GHT du Sud des Vallées",
    "ght-demo-ouest": "GHT des Forêts de l'Ouest",
}

GROUPS = {"groupe-demo": "Groupe Aubépine Santé"}


def ch(
    town: str, department: str, latitude: float, longitude: float, beds: int, *others: DemoSite
) -> tuple[DemoSite, ...]:
    """The main site of a public hospital, then its others."""
    of_town = f"d’{town}" if town[0] in "AO" else f"de {town}"
    return (DemoSite(f"CH {of_town}", "355", town, latitude, longitude, department, beds), *others)


ENTITIES: tuple[DemoEntity, ...] = (
    DemoEntity(
        "Centre hospitalier de Montervan",
        "355",
        True,
        ch(
            "Montervan",
            "95",
            49.036,
            2.077,
            820,
            DemoSite("USLD Les Tilleuls de Montervan", "362", "Montervan", 49.052, 2.04, "95", 60),
        ),
        ght="ght-demo-nord",
        lead=True,
        weight=52.0,
        regime="ose",
        candidatures=(),
    ),
    DemoEntity(
        "Centre hospitalier de Rosival",
        "355",
        True,
        ch("Rosival", "95", 48.99, 2.38, 310),
        ght="ght-demo-nord",
        weight=28.0,
    ),
    DemoEntity(
        "Centre hospitalier de Belorme",
        "355",
        True,
        ch("Belorme", "93", 48.936, 2.357, 240, DemoSite("EHPAD de Belorme", "500", "Belorme", 48.945, 2.37, "93", 90)),
        ght="ght-demo-nord",
        weight=20.0,
    ),
    DemoEntity(
        "Centre hospitalier d'Aubremont",
        "355",
        True,
        ch(
            "Aubremont",
            "77",
            48.96,
            2.89,
            760,
            DemoSite("CMP-hôpital de jour d'Aubremont", "292", "Aubremont", 48.95, 2.91, "77", 40),
            DemoSite("USLD d'Aubremont", "362", "Aubremont", 48.97, 2.93, "77", 70),
        ),
        ght="ght-demo-est",
        lead=True,
        weight=58.0,
        regime="ose",
    ),
    DemoEntity(
        "Centre hospitalier de Courvelle",
        "355",
        True,
        ch("Courvelle", "77", 48.56, 3.29, 180),
        ght="ght-demo-est",
        weight=17.0,
    ),
    DemoEntity(
        "Centre hospitalier de Marsance",
        "355",
        True,
        ch(
            "Marsance", "77", 48.38, 2.95, 260, DemoSite("EHPAD Les Charmes", "500", "Marsance", 48.39, 2.93, "77", 110)
        ),
        ght="ght-demo-est",
        weight=25.0,
    ),
    DemoEntity(
        "Centre hospitalier de Fontabelle",
        "355",
        True,
        ch("Fontabelle", "91", 48.61, 2.47, 910),
        ght="ght-demo-sud",
        lead=True,
        weight=61.0,
        regime="ose",
    ),
    DemoEntity(
        "Centre hospitalier d'Orvance",
        "355",
        True,
        ch("Orvance", "91", 48.43, 2.16, 220, DemoSite("EHPAD d'Orvance", "500", "Orvance", 48.44, 2.15, "91", 85)),
        ght="ght-demo-sud",
        weight=22.0,
    ),
    DemoEntity(
        "Établissement public de santé mentale de Tréfleur",
        "292",
        True,
        (DemoSite("EPSM de Tréfleur", "292", "Tréfleur", 48.65, 2.33, "91", 230),),
        ght="ght-demo-sud",
        weight=17.0,
    ),
    DemoEntity(
        "Centre hospitalier de Valbrune",
        "355",
        True,
        ch("Valbrune", "78", 48.82, 2.12, 640),
        ght="ght-demo-ouest",
        lead=True,
        weight=55.0,
    ),
    DemoEntity(
        "Centre hospitalier de Perlemont",
        "355",
        True,
        ch("Perlemont", "78", 48.98, 1.71, 280),
        ght="ght-demo-ouest",
        weight=27.0,
    ),
    DemoEntity(
        "Hôpital de proximité d'Aulnessy",
        "355",
        True,
        (DemoSite("Hôpital d'Aulnessy", "355", "Aulnessy", 48.64, 1.82, "78", 90),),
        ght="ght-demo-ouest",
        weight=18.0,
    ),
    DemoEntity(
        "Hôpitaux universitaires de Garvonne",
        "101",
        True,
        (
            DemoSite("Hôpital Garvonne-Nord", "101", "Garvonne", 48.885, 2.35, "75", 980),
            DemoSite("Hôpital Garvonne-Sud", "101", "Garvonne", 48.83, 2.36, "75", 720),
            DemoSite("Hôpital des Marronniers", "101", "Garvonne", 48.81, 2.35, "94", 410),
            DemoSite("Hôpital Garvonne-Ouest", "101", "Lissandre", 48.9, 2.2, "92", 350),
        ),
        regime="ose",
        candidatures=("care-d1", "care-d2"),
        short_name="HU de Garvonne",
    ),
    DemoEntity(
        "Centre de lutte contre le cancer Noémie-Vasseur",
        "131",
        False,
        (DemoSite("Centre Noémie-Vasseur", "131", "Hautelaine", 48.79, 2.35, "94", 260),),
        candidatures=("care-d1", "care-d2"),
    ),
    DemoEntity(
        "Clinique Aubépine-Étoile",
        "365",
        False,
        (DemoSite("Clinique Aubépine-Étoile", "365", "Garvonne", 48.872, 2.29, "75", 210),),
        group="groupe-demo",
        candidatures=("care-d2",),
    ),
    DemoEntity(
        "Clinique Aubépine-Lissandre",
        "128",
        False,
        (DemoSite("Clinique Aubépine-Lissandre", "128", "Lissandre", 48.89, 2.24, "92", 120),),
        group="groupe-demo",
        candidatures=("care-d2",),
    ),
    DemoEntity(
        "Clinique Aubépine-Brissance",
        "122",
        False,
        (DemoSite("Maternité Aubépine-Brissance", "122", "Brissance", 48.8, 2.5, "94", 80),),
        group="groupe-demo",
    ),
    DemoEntity(
        "Association Soins du Parc",
        "127",
        False,
        (
            DemoSite("HAD Soins du Parc – Paris", "127", "Garvonne", 48.85, 2.4, "75", 150),
            DemoSite("HAD Soins du Parc – Essonne", "127", "Cervolle", 48.69, 2.38, "91", 60),
        ),
        candidatures=("care-d1",),
    ),
    DemoEntity(
        "Centre de dialyse des Deux-Ponts",
        "141",
        False,
        (
            DemoSite("Dialyse des Deux-Ponts – Lissandre", "141", "Lissandre", 48.93, 2.25, "92", 24),
            DemoSite("Dialyse des Deux-Ponts – Noisance", "141", "Noisance", 48.9, 2.48, "93", 18),
            DemoSite("Dialyse des Deux-Ponts – Fontabelle", "141", "Fontabelle", 48.62, 2.45, "91", 20),
        ),
    ),
    DemoEntity(
        "Clinique de réadaptation du Bois-Serein",
        "109",
        False,
        (
            DemoSite("SMR du Bois-Serein", "109", "Sauvigny-le-Clos", 48.77, 1.98, "78", 130),
            DemoSite("SMR du Bois-Serein – Perlemont", "109", "Perlemont", 48.97, 1.74, "78", 60),
        ),
        candidatures=("care-d2",),
    ),
    DemoEntity(
        "Polyclinique de Noisance",
        "365",
        False,
        (DemoSite("Polyclinique de Noisance", "365", "Noisance", 48.87, 2.53, "93", 190),),
        candidatures=("care-d1", "care-d2"),
    ),
    DemoEntity(
        "Hôpital privé de Cervolle",
        "365",
        False,
        (DemoSite("Hôpital privé de Cervolle", "365", "Cervolle", 48.7, 2.24, "91", 260),),
        candidatures=("care-d2",),
    ),
    DemoEntity(
        "Fondation Hippolyte-Ravel",
        "129",
        False,
        (
            DemoSite("Hôpital Hippolyte-Ravel", "129", "Garvonne", 48.84, 2.31, "75", 170),
            DemoSite("EHPAD Hippolyte-Ravel", "500", "Lissandre", 48.83, 2.26, "92", 95),
        ),
    ),
    DemoEntity(
        "Clinique psychiatrique des Acacias",
        "292",
        False,
        (DemoSite("Clinique des Acacias", "292", "Rosival", 49.08, 2.3, "95", 110),),
    ),
    DemoEntity(
        "Résidence médicalisée du Val d'Argance",
        "500",
        False,
        (DemoSite("EHPAD du Val d'Argance", "500", "Courvelle", 48.7, 3.05, "77", 80),),
    ),
    DemoEntity(
        "GCS Biologie des Rives",
        "697",
        True,
        (DemoSite("GCS Biologie des Rives", "697", "Montervan", 49.03, 2.1, "95", 0),),
    ),
)
