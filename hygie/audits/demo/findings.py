"""What people did with findings: some entered by hand, given to a contributor, accepted, set aside, to be signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import translation

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.territory.access import context_of
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from hygie.territory.queries import seats_of

from ..actions import finding_moves
from ..actions.assets import AssetFacts, describe_asset
from ..actions.finding_moves import Terms
from ..actions.findings import HandFinding, add_finding, assign, change_due
from ..enums import CareCriticality, Exposure, FindingSeverity
from ..formats.observation import AssetKind
from ..models import Finding
from ..words import MANUAL

SYSTEM = Scope.system()
PLACE = "Centre hospitalier de Montervan"
CISO, CONTRIBUTOR = "rssi@hygie.example", "contributeur@hygie.example"


@dataclass(frozen=True)
class Told:
    """One weakness that somebody wrote down, and what is known of its asset."""

    finding: HandFinding
    exposure: Exposure
    criticality: CareCriticality
    service: str = ""


def _told(
    reference: str,
    title: str,
    asset: str,
    severity: FindingSeverity,
    around: tuple[Exposure, CareCriticality, str],
    texts: tuple[str, str],
    cves: Sequence[str] = (),
) -> Told:
    exposure, criticality, service = around
    description, solution = texts
    typed = HandFinding(reference, title, asset, AssetKind.HOST, severity, description, solution, cves=cves)
    return Told(typed, exposure, criticality, service)


INSIDE, OUTSIDE = Exposure.INTERNAL, Exposure.INTERNET
FINDINGS = (
    _told(
        "PT-2026-01",
        "Compte d’administration partagé sur l’archive d’images",
        "pacs-archive-01",
        FindingSeverity.CRITICAL,
        (INSIDE, CareCriticality.HIGH, "Imagerie"),
        ("Le même mot de passe sert à tous les techniciens du prestataire.", "Un compte nominatif par technicien."),
    ),
    _told(
        "PT-2026-02",
        "Injection de commandes sur la passerelle d’accès distant",
        "passerelle.montervan.example",
        FindingSeverity.CRITICAL,
        (OUTSIDE, CareCriticality.MEDIUM, "Télétravail"),
        ("Un attaquant non authentifié exécute des commandes.", "Appliquer le correctif de l’éditeur."),
        ("CVE-2024-3400",),
    ),
    _told(
        "PT-2026-03",
        "Segmentation absente entre le réseau biomédical et la bureautique",
        "coeur-reseau-01",
        FindingSeverity.HIGH,
        (INSIDE, CareCriticality.HIGH, "Bloc opératoire"),
        ("Un poste bureautique atteint les moniteurs du bloc.", "Filtrer les flux entre les deux réseaux."),
    ),
    _told(
        "PT-2026-04",
        "Automate de laboratoire sous un système sans support",
        "automate-bio-02",
        FindingSeverity.HIGH,
        (INSIDE, CareCriticality.MEDIUM, "Laboratoire"),
        ("Le système de l’automate ne reçoit plus de correctif.", "Isoler l’automate, puis le remplacer."),
    ),
    _told(
        "PT-2026-05",
        "Page de connexion d’une imprimante visible de tous",
        "imprimante-accueil",
        FindingSeverity.LOW,
        (INSIDE, CareCriticality.LOW, "Admissions"),
        ("La page d’administration répond sans mot de passe.", "Poser un mot de passe."),
    ),
    _told(
        "PT-2026-06",
        "Sauvegarde joignable depuis les postes d’administration",
        "sauvegarde-01",
        FindingSeverity.HIGH,
        (INSIDE, CareCriticality.HIGH, ""),
        ("Un compte compromis efface les sauvegardes.", "Une copie hors ligne, testée."),
    ),
)


def load(say: Callable[[str], None]) -> None:
    """Load nothing when findings were already entered by hand."""
    if Finding.objects.within(SYSTEM).filter(lane=MANUAL).exists():
        say("Findings: already there")
        return
    place = Organisation.objects.within(SYSTEM).filter(name=PLACE, kind=OrganisationKind.ENTITY).order_by("pk").first()
    ciso = Person.objects.filter(email=CISO).order_by("pk").first()
    if place is None or ciso is None:
        return
    context = context_of(ciso.pk, seats_of(ciso.pk, today())[0], today())
    with translation.override("fr"):
        with frozen(now() - timedelta(days=45)):
            made = [_entered(context, place, told) for told in FINDINGS]
        _worked_on(context, place, made)
    say(f"Findings: {len(made)} entered by hand and worked on")


def _entered(context: Context, place: Organisation, told: Told) -> Finding:
    finding = add_finding(context, place, told.finding)
    facts = AssetFacts("", told.exposure, told.service, told.criticality, "Équipe infrastructure")
    describe_asset(context, finding.asset, finding.asset.version, facts)
    return finding


def _worked_on(context: Context, place: Organisation, made: Sequence[Finding]) -> None:
    shared, gateway, network, device, printer, backup = (_only(one) for one in made)
    moves = finding_moves
    in_six_months = today() + timedelta(days=180)
    with frozen(now() - timedelta(days=20)):
        moves.move_many(context, place, shared | gateway | network, "confirm")
        contributor = Person.objects.filter(email=CONTRIBUTOR).order_by("pk").first()
        assign(context, place, gateway | backup, contributor)
        moves.move_many(context, place, backup, "say_fixed")
        reason = "Aucune donnée de santé, réseau isolé."
        moves.set_aside_many(context, place, printer, Terms(in_six_months, reason))
        kept = Terms(in_six_months, "Remplacement prévu au prochain marché ; automate isolé.", "Directeur technique")
        moves.accept_many(context, place, device, kept)
    with frozen(now() - timedelta(days=3)):
        waits = Terms(in_six_months, "Le prestataire livre des comptes nominatifs au printemps.", "DSI")
        moves.accept_many(context, place, shared, waits)
        change_due(context, place, network, today() + timedelta(days=40), "Fenêtre de maintenance du bloc.")


def _only(finding: Finding) -> TenantQuerySet[Finding]:
    return Finding.objects.within(SYSTEM).filter(pk=finding.pk)
