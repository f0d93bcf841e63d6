"""Small register files written for the tests: invented establishments, valid keys."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from hygie.territory.finess import DamagedFile, LineReason, Notes, Reason, Row, read_register
from hygie.territory.finess.csv_stock import COLUMNS

REAL_LINES = Path(__file__).parents[3] / "shared" / "data" / "finess" / "real-lines-cs1100502.csv"
HEADER = "finess;etalab;111;2026-05-12"

LAMBERT = "1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)"
REUNION = "2,ATLASANTE,96,BAN,EPSG:2975 RGR92/UTM zone 40S (La Réunion)"

SITE: Mapping[str, str] = dict.fromkeys(COLUMNS, "") | {
    "structureet": "structureet",
    "nofinesset": "759990013",
    "nofinessej": "759990021",
    "rs": "HOPITAL DES TILLEULS",
    "rslongue": "HOPITAL INTERCOMMUNAL DES TILLEULS",
    "numvoie": "12",
    "compvoie": "B",
    "typvoie": "R",
    "voie": "DES LILAS",
    "lieuditbp": "BP 6006",
    "commune": "113",
    "departement": "75",
    "ligneacheminement": "75613 PARIS CEDEX 13",
    "telephone": "0100000000",
    "categetab": "355",
    "libcategetab": "Centre Hospitalier (C.H.)",
    "siret": "26000000000012",
    "codesph": "1",
    "dateouv": "1979-02-13",
    "datemaj": "2020-02-04",
}


def site(**cells: str) -> dict[str, str]:
    return dict(SITE) | cells


def register(*sites: Mapping[str, str], positions: Iterable[Iterable[str]] = (), header: str = HEADER) -> bytes:
    """The bytes of a register file, as the register writes it."""
    out = io.StringIO()
    out.write(header + "\n")
    lines = csv.writer(out, delimiter=";", lineterminator="\n")
    lines.writerows(list(one.values()) for one in sites)
    lines.writerows(["geolocalisation", *position, "2026-05-04"] for position in positions)
    return out.getvalue().encode()


def read(content: bytes, notes: Notes | None = None) -> list[Row]:
    return list(read_register(io.BytesIO(content), notes or Notes()))


def reasons(content: bytes) -> tuple[LineReason, ...]:
    """Why a file is refused; none when it is accepted."""
    try:
        read(content)
    except DamagedFile as refusal:
        return refusal.reasons
    return ()


def first_reason(content: bytes) -> tuple[int, str, Reason]:
    found = reasons(content)[0]
    return found.line, found.field, found.reason
