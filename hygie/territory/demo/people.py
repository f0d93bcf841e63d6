"""People of the demonstration: invented, one account per role at least, one password for all."""

from __future__ import annotations

from dataclasses import dataclass

from hygie.core.access import Role

PASSWORD = "demonstration-hygie"  # noqa: S105 — public, for invented people only


@dataclass(frozen=True)
class DemoPerson:
    """`seats` are (role, names of organisations)."""

    email: str
    first_name: str
    last_name: str
    seats: tuple[tuple[Role, tuple[str, ...]], ...]
    shown: bool = False


MONTERVAN = "Centre hospitalier de Montervan"
REGION = "Île-de-France"

PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("ars@hygie.example", "Solène", "Abadie", ((Role.COORDINATOR, (REGION,)),), shown=True),
    DemoPerson("rssi@hygie.example", "Karim", "Delorme", ((Role.CISO, (MONTERVAN,)),), shown=True),
    DemoPerson("direction@hygie.example", "Hélène", "Quéméner", ((Role.DIRECTOR, (MONTERVAN,)),), shown=True),
    DemoPerson(
        "rssi-partage@hygie.example",
        "Inès",
        "Fauvel",
        (
            (
                Role.CISO,
                (
                    "Centre hospitalier de Courvelle",
                    "Centre hospitalier de Marsance",
                    "Résidence médicalisée du Val d'Argance",
                ),
            ),
        ),
        shown=True,
    ),
    DemoPerson("contributeur@hygie.example", "Bastien", "Orsini", ((Role.CONTRIBUTOR, (MONTERVAN,)),), shown=True),
    DemoPerson("rssi-ght@hygie.example", "Maud", "Terrier", ((Role.CISO, ("GHT du Sud des Vallées",)),), shown=True),
    DemoPerson("expert@hygie.example", "Yann", "Castaing", ((Role.EXPERT, (REGION,)),), shown=True),
    DemoPerson(
        "delegation@hygie.example",
        "Agathe",
        "Lemoine",
        ((Role.COORDINATOR, ("Délégation départementale Seine-et-Marne",)),),
        shown=True,
    ),
    DemoPerson(
        "administration@hygie.example",
        "Damien",
        "Roussel",
        ((Role.ADMINISTRATOR, (REGION, MONTERVAN)),),
        shown=True,
    ),
    DemoPerson("anssi@hygie.example", "Claire", "Vidalin", ((Role.OBSERVER, ("France",)),), shown=True),
    DemoPerson("ans@hygie.example", "Thomas", "Brunel", ((Role.INSTRUCTOR, ("France",)),)),
    DemoPerson("cert-sante@hygie.example", "Nora", "Jaouen", ((Role.ANALYST, ("France",)),)),
    DemoPerson("auditeur@hygie.example", "Victor", "Salmon", ((Role.AUDITOR, (MONTERVAN,)),)),
    DemoPerson(
        "rssi-clinique@hygie.example", "Élodie", "Marchal", ((Role.CISO, ("Clinique Aubépine-Lissandre",)),), shown=True
    ),
    DemoPerson(
        "rssi-groupe@hygie.example",
        "Pauline",
        "Garrec",
        ((Role.CISO, ("Groupe Aubépine Santé",)), (Role.DIRECTOR, ("Clinique Aubépine-Étoile",))),
    ),
    DemoPerson(
        "direction-valbrune@hygie.example",
        "Luc",
        "Ferrand",
        ((Role.DIRECTOR, ("Centre hospitalier de Valbrune", "Centre hospitalier de Perlemont")),),
    ),
    DemoPerson(
        "direction-courvelle@hygie.example",
        "Odile",
        "Percheron",
        ((Role.DIRECTOR, ("Centre hospitalier de Courvelle",)),),
    ),
)
