"""Regions and departments of France as INSEE codes them (Code officiel géographique), for the ARS that pilot them.

A territory without a regional health agency (Saint-Pierre-et-Miquelon 975, Wallis-et-Futuna 986) has no region here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """`code` is INSEE's two digits; `letters` begins the codes of its GHT."""

    code: str
    name: str
    letters: str
    departments: Mapping[str, str]


REGIONS: Mapping[str, Region] = {
    region.code: region
    for region in (
        Region(
            "84",
            "Auvergne-Rhône-Alpes",
            "ARA",
            {
                "01": "Ain",
                "03": "Allier",
                "07": "Ardèche",
                "15": "Cantal",
                "26": "Drôme",
                "38": "Isère",
                "42": "Loire",
                "43": "Haute-Loire",
                "63": "Puy-de-Dôme",
                "69": "Rhône",
                "73": "Savoie",
                "74": "Haute-Savoie",
            },
        ),
        Region(
            "27",
            "Bourgogne-Franche-Comté",
            "BFC",
            {
                "21": "Côte-d'Or",
                "25": "Doubs",
                "39": "Jura",
                "58": "Nièvre",
                "70": "Haute-Saône",
                "71": "Saône-et-Loire",
                "89": "Yonne",
                "90": "Territoire de Belfort",
            },
        ),
        Region(
            "53",
            "Bretagne",
            "BRE",
            {"22": "Côtes-d'Armor", "29": "Finistère", "35": "Ille-et-Vilaine", "56": "Morbihan"},
        ),
        Region(
            "24",
            "Centre-Val de Loire",
            "CVL",
            {
                "18": "Cher",
                "28": "Eure-et-Loir",
                "36": "Indre",
                "37": "Indre-et-Loire",
                "41": "Loir-et-Cher",
                "45": "Loiret",
            },
        ),
        Region("94", "Corse", "COR", {"2A": "Corse-du-Sud", "2B": "Haute-Corse"}),
        Region(
            "44",
            "Grand Est",
            "GES",
            {
                "08": "Ardennes",
                "10": "Aube",
                "51": "Marne",
                "52": "Haute-Marne",
                "54": "Meurthe-et-Moselle",
                "55": "Meuse",
                "57": "Moselle",
                "67": "Bas-Rhin",
                "68": "Haut-Rhin",
                "88": "Vosges",
            },
        ),
        Region(
            "32",
            "Hauts-de-France",
            "HDF",
            {"02": "Aisne", "59": "Nord", "60": "Oise", "62": "Pas-de-Calais", "80": "Somme"},
        ),
        Region(
            "11",
            "Île-de-France",
            "IDF",
            {
                "75": "Paris",
                "77": "Seine-et-Marne",
                "78": "Yvelines",
                "91": "Essonne",
                "92": "Hauts-de-Seine",
                "93": "Seine-Saint-Denis",
                "94": "Val-de-Marne",
                "95": "Val-d'Oise",
            },
        ),
        Region(
            "28",
            "Normandie",
            "NOR",
            {"14": "Calvados", "27": "Eure", "50": "Manche", "61": "Orne", "76": "Seine-Maritime"},
        ),
        Region(
            "75",
            "Nouvelle-Aquitaine",
            "NA",
            {
                "16": "Charente",
                "17": "Charente-Maritime",
                "19": "Corrèze",
                "23": "Creuse",
                "24": "Dordogne",
                "33": "Gironde",
                "40": "Landes",
                "47": "Lot-et-Garonne",
                "64": "Pyrénées-Atlantiques",
                "79": "Deux-Sèvres",
                "86": "Vienne",
                "87": "Haute-Vienne",
            },
        ),
        Region(
            "76",
            "Occitanie",
            "OCC",
            {
                "09": "Ariège",
                "11": "Aude",
                "12": "Aveyron",
                "30": "Gard",
                "31": "Haute-Garonne",
                "32": "Gers",
                "34": "Hérault",
                "46": "Lot",
                "48": "Lozère",
                "65": "Hautes-Pyrénées",
                "66": "Pyrénées-Orientales",
                "81": "Tarn",
                "82": "Tarn-et-Garonne",
            },
        ),
        Region(
            "52",
            "Pays de la Loire",
            "PDL",
            {"44": "Loire-Atlantique", "49": "Maine-et-Loire", "53": "Mayenne", "72": "Sarthe", "85": "Vendée"},
        ),
        Region(
            "93",
            "Provence-Alpes-Côte d'Azur",
            "PACA",
            {
                "04": "Alpes-de-Haute-Provence",
                "05": "Hautes-Alpes",
                "06": "Alpes-Maritimes",
                "13": "Bouches-du-Rhône",
                "83": "Var",
                "84": "Vaucluse",
            },
        ),
        Region("01", "Guadeloupe", "GUA", {"971": "Guadeloupe"}),
        Region("02", "Martinique", "MAR", {"972": "Martinique"}),
        Region("03", "Guyane", "GUY", {"973": "Guyane"}),
        Region("04", "La Réunion", "REU", {"974": "La Réunion"}),
        Region("06", "Mayotte", "MAY", {"976": "Mayotte"}),
    )
}

DEPARTMENTS: Mapping[str, str] = {
    code: name for region in REGIONS.values() for code, name in region.departments.items()
}
REGION_OF_DEPARTMENT: Mapping[str, str] = {
    code: region.code for region in REGIONS.values() for code in region.departments
}


def region_named(name: str) -> str | None:
    """The code of the region called so, whatever its accents, hyphens and case; None when unknown."""
    return _REGION_OF_NAME.get(_plain(name))


def region_of_letters(letters: str) -> str | None:
    """The code of the region whose GHT codes begin with these letters (`IDF`); None when unknown."""
    return _REGION_OF_LETTERS.get(letters.upper())


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z]+", letters))


_REGION_OF_NAME = {_plain(region.name): region.code for region in REGIONS.values()}
_REGION_OF_LETTERS = {region.letters: region.code for region in REGIONS.values()}
