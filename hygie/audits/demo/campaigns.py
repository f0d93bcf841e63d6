"""A running exposure campaign, one of directories, next year's plan, and an audit open to its auditor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils import translation

from hygie.accounts.models import Person
from hygie.core.actions import Context
from hygie.core.clock import frozen, now, today
from hygie.core.tenancy import Scope
from hygie.territory.access import ActiveSeat, context_of
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from hygie.territory.queries import seats_of

from ..actions.auditors import open_to_auditor
from ..actions.audits import AuditFacts, ReportFacts, move_audit, plan_audit, receive_report
from ..actions.campaigns import CampaignFacts, add_establishments, open_campaign
from ..actions.questions import answer
from ..actions.room import ask_establishment
from ..enums import AuditType, Objective
from ..models import Audit, Campaign

SYSTEM = Scope.system()
AUDITOR, WITH_AN_AUDITOR = "auditeur@hygie.example", "Centre hospitalier de Montervan"
PROVIDERS = ("Cabinet Lysandre", "Atelier Nordval", "Sécurité Brissac")
#: how far the first audits of the exposure campaign are, establishment after establishment
STATES = ("received", "closed", "in_progress", "planned", "received", "planned")
DAY = timedelta(days=1)


def load(say: Callable[[str], None]) -> None:
    """Load nothing when a campaign is already there."""
    if Campaign.objects.within(SYSTEM).exists():
        say("Audit campaigns: already there")
        return
    places = _hospitals()
    region = places[0].region if places else None
    if region is None:
        return
    with translation.override("fr"):
        _exposure(region, places)
        _directories(region, places)
        _next_year(region)
        _penetration(places)
    say(f"Audit campaigns: {Campaign.objects.within(SYSTEM).count()}, audits: {Audit.objects.within(SYSTEM).count()}")


def _hospitals() -> list[Organisation]:
    rows = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.ENTITY, closed_on__isnull=True)
    found = rows.select_related("region").exclude(category="500").order_by("finess", "pk")
    return sorted(found, key=lambda place: place.name != WITH_AN_AUDITOR)


def _exposure(region: Organisation, places: Sequence[Organisation]) -> None:
    """In pairs, begun eighty days ago: some have both audits, some one, some none."""
    system = Context.system("demonstration")
    opened_on = today() - 80 * DAY
    facts = CampaignFacts(
        f"Exposition sur Internet {opened_on.year}",
        AuditType.EXPOSURE,
        opened_on,
        today() + 70 * DAY,
        Objective.EXPOSURE_PAIR,
        PROVIDERS[0],
        f"BC-{opened_on.year}-014",
        "Le second audit montre ce que le premier a permis de corriger.",
    )
    with frozen(_morning(opened_on)):
        campaign = open_campaign(system, region, facts)
        add_establishments(system, campaign, [place.pk for place in places[:18]])
    for rank, first in enumerate(_audits_of(campaign)):
        state = STATES[rank % len(STATES)]
        _advance(first, state, opened_on + (5 + rank if state == "closed" else 45 + rank) * DAY, rank)


def _directories(region: Organisation, places: Sequence[Organisation]) -> None:
    system = Context.system("demonstration")
    opened_on = today() - 120 * DAY
    facts = CampaignFacts(
        f"Annuaires Active Directory {opened_on.year}",
        AuditType.DIRECTORY,
        opened_on,
        today() + 30 * DAY,
        provider="Service ADS, collecte ORADAD",
        note="Collecte ORADAD par l’établissement, analyse par le service ADS de l’ANSSI.",
    )
    with frozen(_morning(opened_on)):
        campaign = open_campaign(system, region, facts)
        add_establishments(system, campaign, [place.pk for place in places[4:14]])
    for rank, audit in enumerate(_audits_of(campaign)):
        if rank % 3 != 2:
            _receive(audit, opened_on + (20 + 4 * rank) * DAY, level=1 + rank % 4, not_evaluated=rank)


def _next_year(region: Organisation) -> None:
    system, year = Context.system("demonstration"), today().year + 1
    planned = (
        ("Exposition sur Internet", AuditType.EXPOSURE, Objective.EXPOSURE_PAIR, (2, 9)),
        ("Annuaires Active Directory", AuditType.DIRECTORY, Objective.SINGLE, (3, 6)),
        ("Sauvegardes et restauration", AuditType.BACKUP, Objective.SINGLE, (9, 11)),
    )
    for title, kind, objective, (first, last) in planned:
        window = date(year, first, 1), date(year, last, 28)
        open_campaign(system, region, CampaignFacts(f"{title} {year}", kind, *window, objective))


def _penetration(places: Sequence[Organisation]) -> None:
    """The auditor of the demonstration is at work at one hospital, and has asked two questions."""
    place = next((one for one in places if one.name == WITH_AN_AUDITOR), None)
    auditor = Person.objects.filter(email=AUDITOR).first()
    if place is None or auditor is None:
        return
    system = Context.system("demonstration")
    facts = AuditFacts(
        "Test d’intrusion du portail patient",
        AuditType.PENETRATION,
        today() - 6 * DAY,
        today() + 8 * DAY,
        PROVIDERS[1],
        "Portail patient et ses interconnexions, depuis Internet et depuis le réseau interne",
    )
    with frozen(_morning(today() - 20 * DAY)):
        audit = plan_audit(system, place, facts)
    with frozen(_morning(today() - 6 * DAY)):
        audit = move_audit(system, audit, audit.version, "start")
        whom = {"first_name": auditor.first_name, "last_name": auditor.last_name, "language": auditor.language}
        open_to_auditor(system, audit, email=AUDITOR, **whom)
        seat = next((one for one in seats_of(auditor.pk, today()) if one.role == "auditor"), None)
    _questions(audit, auditor, seat)


def _questions(audit: Audit, auditor: Person, seat: ActiveSeat | None) -> None:
    if seat is None:
        return
    with frozen(_morning(today() - 4 * DAY)):
        asker = context_of(auditor.pk, seat, today())
        first = ask_establishment(asker, audit, "Quel compte de test pouvons-nous utiliser sur le portail ?")
    with frozen(_morning(today() - 3 * DAY)):
        answer(Context.system("demonstration"), first, "Le compte « essai-audit » : mot de passe remis par téléphone.")
    with frozen(_morning(today() - DAY)):
        ask_establishment(asker, audit, "Qui prévenir si un service devient indisponible pendant le test ?")


def _advance(first: Audit, state: str, ran_on: date, rank: int) -> None:
    """A closed one has its second audit too."""
    if state == "planned":
        return
    if state == "in_progress":
        with frozen(_morning(ran_on)):
            move_audit(Context.system("demonstration"), first, first.version, "start")
        return
    received = _receive(first, ran_on, qualified=rank % 2 == 0)
    if state == "closed":
        second = _fresh(Audit.objects.within(SYSTEM).get(follows=first))
        _receive(second, min(ran_on + 52 * DAY, today()), qualified=True)
        move_audit(Context.system("demonstration"), received, received.version, "close")


def _receive(
    audit: Audit, ran_on: date, *, qualified: bool = False, level: int | None = None, not_evaluated: int | None = None
) -> Audit:
    with frozen(_morning(min(ran_on + 6 * DAY, today()))):
        facts = ReportFacts(ran_on, qualified, level, not_evaluated)
        return receive_report(Context.system("demonstration"), audit, audit.version, facts)


def _audits_of(campaign: Campaign) -> list[Audit]:
    rows = Audit.objects.within(SYSTEM).filter(campaign=campaign, follows__isnull=True)
    return list(rows.select_related("organisation").order_by("pk"))


def _fresh(audit: Audit) -> Audit:
    return Audit.objects.within(SYSTEM).select_related("organisation").get(pk=audit.pk)


def _morning(day: date) -> datetime:
    """Nine o'clock there, never later than this moment."""
    return min(datetime.combine(day, time(9), UTC), now())
