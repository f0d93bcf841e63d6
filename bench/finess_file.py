"""Invents a register file of national size, in the real flavours.

Deterministic: the same count gives the same bytes. Names and addresses are invented; keys are valid.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from pyproj import Transformer

from hygie.territory.finess.csv_stock import COLUMNS
from hygie.territory.finess.numbers import key_of
from hygie.territory.france import DEPARTMENTS

HEADER = "finess;etalab;111;2026-05-12"
FRANCE = 103_000

_REGISTER_CODES = {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "976": "9F"}
_PREFIXES = {"971": "9701", "972": "9702", "973": "9703", "974": "9704", "976": "9805"}
_CORSICA = str.maketrans("AB", "00")
_OVERSEAS = {
    "971": (5490, "EPSG:5490 RGAF09/UTM Zone 20N (Antilles)", 16.2, -61.5),
    "972": (5490, "EPSG:5490 RGAF09/UTM Zone 20N (Antilles)", 14.6, -61.0),
    "973": (2972, "EPSG:2972 RGFG95 / UTM zone 22N (Guyane)", 4.9, -52.3),
    "974": (2975, "EPSG:2975 RGR92/UTM zone 40S (La Réunion)", -20.9, 55.5),
    "976": (4471, "EPSG:4471 RGM04/UTM zone 38S (Mayotte)", -12.8, 45.2),
}
_CATEGORIES = [
    ("355", "Centre Hospitalier (C.H.)", "1102", "Centres Hospitaliers", "1", "Etablissement public de santé"),
    ("365", "Etablissement de Soins Pluridisciplinaire", "1110", "Soins de Courte Durée", "0", "Non concerné"),
    ("500", "Etablissement d'hébergement pour personnes âgées dépendantes", "4401", "Personnes Âgées", "", ""),
    ("620", "Pharmacie d'Officine", "3201", "Etablissements de Distribution", "", ""),
    ("156", "Centre Médico-Psychologique (C.M.P.)", "1111", "Lutte contre les Maladies Mentales", "1", "Public"),
]
_WORDS = ["DES LILAS", "DU MOULIN", "SAINTE-CÉCILE", "DE LA FONTAINE", "BELLEVUE", "DES TILLEULS", "DES ÉCOLES"]


def sites(count: int) -> Iterator[dict[str, str]]:
    """Invented establishments as the 32 named cells of the register: about two sites for one legal entity."""
    chance = random.Random(count)
    departments = sorted(DEPARTMENTS)
    entity = ""
    for rank in range(count):
        department = departments[rank * len(departments) // count]
        if rank % 2 == 0 or not entity.startswith(_prefix(department)):
            entity = _number(department, 500_000 if len(_prefix(department)) == 2 else 5_000, rank)
        category, label, group, group_label, espic, espic_label = chance.choice(_CATEGORIES)
        name = f"{label.split('(')[0].strip().upper()} {chance.choice(_WORDS)} {rank}"
        yield dict.fromkeys(COLUMNS, "") | {
            "structureet": "structureet",
            "nofinesset": _number(department, 0, rank),
            "nofinessej": entity,
            "rs": name[:38],
            "rslongue": f'"{name}"' if rank % 500 == 0 else name,
            "numvoie": str(chance.randrange(1, 200)),
            "typvoie": "R",
            "voie": chance.choice(_WORDS),
            "lieuditbp": f"BP {rank % 900}" if rank % 7 == 0 else "",
            "commune": department[2:] + f"{rank % 90 + 10}" if department[2:] else f"{rank % 600 + 1:03}",
            "departement": _REGISTER_CODES.get(department, department),
            "libdepartement": DEPARTMENTS[department].upper(),
            "ligneacheminement": f"{department[:2].translate(_CORSICA)}{rank % 900:03} COMMUNE {rank % 900}",
            "telephone": f"01{chance.randrange(10**8):08}",
            "categetab": category,
            "libcategetab": label,
            "categagretab": group,
            "libcategagretab": group_label,
            "siret": f"{chance.randrange(10**14):014}" if rank % 8 else "",
            "codeape": "8610Z",
            "codemft": "03",
            "libmft": "ARS établissements Publics de santé dotation globale",
            "codesph": espic,
            "libsph": espic_label,
            "dateouv": f"{1950 + rank % 70}-0{rank % 9 + 1}-11" if rank % 50 else "1900-01-01",
            "dateautor": "1990-01-01",
            "datemaj": f"202{rank % 6}-0{rank % 9 + 1}-15",
        }


def positions(establishments: Iterable[dict[str, str]]) -> Iterator[list[str]]:
    """The six cells of each one's position, in the projection of its territory."""
    chance = random.Random(7)
    of_code = {code: department for department, code in _REGISTER_CODES.items()}
    transformers = {code: Transformer.from_crs(4326, code, always_xy=True) for code in (2154, 5490, 2972, 2975, 4471)}
    mainland = (2154, "EPSG:2154 RGF93 / Lambert-93 (Métropole)", 47.0, 2.5)
    for site in establishments:
        code, name, north, east = _OVERSEAS.get(of_code.get(site["departement"], ""), mainland)
        spread = 1.5 if code == 2154 else 0.02
        aside, along = chance.uniform(-spread, spread), chance.uniform(-spread, spread)
        x, y = transformers[code].transform(east + aside, north + along)
        source = f"1,ATLASANTE,96,BAN,{name}"
        yield ["geolocalisation", site["nofinesset"], f"{x:.1f}", f"{y:.1f}", source, "2026-05-04"]


def write_csv(out: TextIO, count: int, *, geolocated: bool = True) -> None:
    """cs1100507, or cs1100502 without the positions."""
    out.write(HEADER + "\n")
    lines = csv.writer(out, delimiter=";", lineterminator="\n")
    lines.writerows(list(site.values()) for site in sites(count))
    if geolocated:
        lines.writerows(positions(sites(count)))


def write_json(out: TextIO, count: int) -> None:
    """The daily feed, with the blocks that nobody reads, since they make most of its weight."""
    out.write('{\n  "schemaVersion" : "v1.0.0",\n  "generatedAt" : "2026-07-15T02:06:22Z",\n  "pmej" : [ ')
    for rank, entity in enumerate(_entities(count)):
        out.write((", " if rank else "") + json.dumps(entity, ensure_ascii=False, indent=2))
    out.write(" ]\n}\n")


def _entities(count: int) -> Iterator[dict[str, Any]]:
    waiting: list[dict[str, str]] = []
    for site in sites(count):
        if waiting and waiting[0]["nofinessej"] != site["nofinessej"]:
            yield _entity(waiting)
            waiting = []
        waiting.append(site)
    yield _entity(waiting)


def _entity(owned: list[dict[str, str]]) -> dict[str, Any]:
    first = owned[0]
    return {
        "informationsGeneralesPMEJ": {
            "pmSmsseId": first["nofinessej"],
            "dateCreation": "2001-01-01",
            "denominationLonguePmSmsse": f"ENTITE {first['rslongue']}",
            "denominationPm": first["rs"],
            "numFinessPm": first["nofinessej"],
            "statutJuridique": "13",
            "typePersonneMorale": "01",
        },
        "adresse": [_address(first, "02")],
        "contact": _contact(first),
        "evenement": [_event(rank) for rank in range(2)],
        "ege": [
            {
                "informationsGeneralesEGE": {
                    "egeId": site["nofinesset"],
                    "dateOuverture": "1990-01-01",
                    "datePremiereAutorisation": "1990-01-01",
                    "nomEgeCourt": site["rs"],
                    "nomEgeLong": site["rslongue"],
                    "numFinessEge": site["nofinesset"],
                    "siret": site["siret"],
                    "espic": [site["codesph"]] if site["codesph"] else [],
                },
                "categorieentiteGeographiqueExercice": site["categetab"],
                "adresse": [_address(site, "03")],
                "contact": _contact(site),
                "evenement": [_event(rank) for rank in range(3)],
                "roleEge": [],
                "etatObjet": "A",
                "dateDerniereMaj": f"{site['datemaj']} 00:00:00",
            }
            for site in owned
        ],
        "etatObjet": "A",
        "dateDerniereMaj": "2021-10-18 00:00:00",
    }


def _address(site: dict[str, str], use: str) -> dict[str, Any]:
    department = {code: name for name, code in _REGISTER_CODES.items()}.get(site["departement"], site["departement"])
    _, _, north, east = _OVERSEAS.get(department, (0, "", 47.0, 2.5))
    return {
        "usageAdresse": use,
        "numeroVoie": site["numvoie"],
        "typeVoie": site["typvoie"],
        "libelleVoie": site["voie"],
        "cogCommune": department[:2] + site["commune"],
        "ligneAcheminement": site["ligneacheminement"][6:],
        "codePostal": site["ligneacheminement"][:5],
        "coordonneesGeographique": {
            "coordonneeX": "6570414.61",
            "coordonneeY": "873766.07",
            "directionLatitude": str(north),
            "directionLongitude": str(east),
            "cleInInteropBAN": "01053_1950_00062",
            "scoreBAN": "0.9723536363636361",
        },
    }


def _contact(site: dict[str, str]) -> list[dict[str, Any]]:
    return [{"typeContact": {"roleContact": "01"}, "telecom": {"telephone": site["telephone"]}}]


def _event(rank: int) -> dict[str, str]:
    return {
        "evenementId": str(rank),
        "dateEnregistrement": "2025-10-21 18:36:29",
        "dateEvenement": "2001-01-01",
        "etatObjet1": "001",
        "identifiantObjet1": "2",
        "systemeMaitre": "01",
        "typeObjet1": "PM",
        "codeEvenement": "001",
    }


def _prefix(department: str) -> str:
    return _PREFIXES.get(department, department)


def _number(department: str, base: int, rank: int) -> str:
    prefix = _prefix(department)
    width = 8 - len(prefix)
    eight = prefix + f"{(base + rank) % 10**width:0{width}}"
    return eight + key_of(eight)
