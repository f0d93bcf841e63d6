"""Loads the demonstration region: organisations, relations, facts, people and their roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from hygie.accounts.demo import demo_person
from hygie.core import statistics
from hygie.core.access import NATIONAL_ROLES, REGIONAL_ROLES, Level, Role
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope

from ..actions import rebuild_reach
from ..actions.authorities import ensure_authorities, region_of_code
from ..enums import GrantKind, MembershipKind, OrganisationKind, Provider, PublicStatus
from ..finess.numbers import key_of
from ..france import DEPARTMENTS, REGIONS
from ..models import Fact, Grant, Membership, Organisation, SavedGroup, Seat
from .people import PASSWORD, PEOPLE
from .places import CATEGORIES, ENTITIES, GHTS, GROUPS, DemoEntity, DemoSite

#: a director signs, and a signature asks for a second factor
GUARDED = NATIONAL_ROLES | REGIONAL_ROLES | {Role.DIRECTOR}
SYSTEM = Scope.system()
REGION = "11"
SINCE = date(2016, 7, 1)
SOURCE = "Démonstration"
WELCOME = "welcome.txt"


def load(say: Callable[[str], None]) -> None:
    """Load nothing when organisations are already there: a demonstration never mixes with a real region."""
    if Organisation.objects.within(SYSTEM).exists():
        say("Organisations: already there")
        return
    region = _authorities()
    groupings = _groupings(region)
    ranks: Counter[str] = Counter()
    for entity in ENTITIES:
        _load_entity(entity, region, groupings, ranks)
    rebuild_reach()
    _load_people(region)
    _load_mandate()
    _load_groups(region)
    statistics.refresh()
    sites = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.SITE).count()
    say(f"Organisations: 1 region, {len(GHTS)} GHT, {len(ENTITIES)} legal entities, {sites} establishments")
    say(f"People: {len(PEOPLE)}")
    (Path(settings.HYGIE_HOME) / WELCOME).write_text(_welcome(), encoding="utf-8")


def _welcome() -> str:
    """The accounts to try, which `hygie serve` shows before its address."""
    lines = ["Demonstration accounts (everything in them is invented)", ""]
    for person in PEOPLE:
        if person.shown:
            roles = ", ".join(f"{role.label} – {places[0]}" for role, places in person.seats)
            lines.append(f"  {person.email:<34}{roles}")
    return "\n".join([*lines, "", f"  Password for all: {PASSWORD}", ""])


def _authorities() -> Organisation:
    """The nation and its regions, and the departmental offices of the one that is shown."""
    ensure_authorities()
    region = region_of_code(REGION)
    assert region is not None
    for code in REGIONS[REGION].departments:
        Organisation.objects.create(
            kind=OrganisationKind.DELEGATION,
            name=f"Délégation départementale {DEPARTMENTS[code]}",
            code=code,
            department=code,
            region=region,
        )
    return region


def _groupings(region: Organisation) -> dict[str, Organisation]:
    made = {}
    for kind, names in ((OrganisationKind.GHT, GHTS), (OrganisationKind.GROUP, GROUPS)):
        for code, name in names.items():
            made[code] = Organisation.objects.create(kind=kind, name=name, code=code, region=region)
    for code in GHTS:
        _facts(made[code], [("candidature", "care-d1"), ("candidature", "care-d2")])
    return made


def _load_entity(
    entity: DemoEntity, region: Organisation, groupings: dict[str, Organisation], ranks: Counter[str]
) -> None:
    main = entity.sites[0]
    made = _organisation(OrganisationKind.ENTITY, entity.name, entity, main, region, ranks)
    made.short_name = entity.short_name
    made.save(update_fields=["short_name"])
    for site in entity.sites:
        place = _organisation(OrganisationKind.SITE, site.name, entity, site, region, ranks, above=made)
        _facts(place, [("beds", site.beds)] if site.beds else [])
    for code, kind in ((entity.ght, MembershipKind.GHT), (entity.group, MembershipKind.GROUP)):
        if code:
            Membership.objects.create(
                organisation=made, region=region, group=groupings[code], kind=kind, lead=entity.lead, starts_on=SINCE
            )
    regime = [("regime", entity.regime)] if entity.regime else []
    weight = [("activity_weight", entity.weight)] if entity.weight else []
    calls = [("candidature", call) for call in entity.candidatures]
    _facts(made, [*regime, *weight, *calls, ("beds", sum(site.beds for site in entity.sites))])


def _organisation(
    kind: OrganisationKind,
    name: str,
    entity: DemoEntity,
    site: DemoSite,
    region: Organisation,
    ranks: Counter[str],
    above: Organisation | None = None,
) -> Organisation:
    ranks[site.department] += 1
    eight = f"{site.department}999{ranks[site.department]:03d}"
    category = entity.category if above is None else site.category
    return Organisation.objects.create(
        kind=kind,
        name=name,
        finess=eight + key_of(eight),
        region=region,
        entity=above,
        department=site.department,
        category=category,
        category_label=CATEGORIES[category],
        public_status=PublicStatus.PUBLIC if entity.public else PublicStatus.PRIVATE,
        address=f"{ranks[site.department]} avenue des Érables",
        postal_code=f"{site.department}990",
        city=site.town,
        phone="0199000000",
        latitude=site.latitude,
        longitude=site.longitude,
        opened_on=date(1975, 1, 1),
    )


def _facts(organisation: Organisation, facts: Iterable[tuple[str, object]]) -> None:
    Fact.objects.bulk_create(
        Fact(
            organisation=organisation,
            region_id=organisation.region_pk,
            kind=kind,
            value=value,
            starts_on=date(2024, 1, 1),
            provider=Provider.DEMONSTRATION,
            source=SOURCE,
            recorded_at=now(),
        )
        for kind, value in facts
    )


def _load_people(region: Organisation) -> None:
    # A site may bear its entity's name: roles are held at the entity, where requirements are judged.
    holders = Organisation.objects.within(SYSTEM).exclude(kind=OrganisationKind.SITE)
    by_name = {organisation.name: organisation for organisation in holders.order_by("pk")}
    for person in PEOPLE:
        guarded = any(role in GUARDED for role, _places in person.seats)
        account = demo_person(
            person.email, person.first_name, person.last_name, password=PASSWORD, second_factor_required=guarded
        )
        for role, places in person.seats:
            for place in places:
                seat = Seat(person=account, role=role, organisation=by_name[place], starts_on=date(2024, 1, 1))
                seat.save()


def _load_groups(region: Organisation) -> None:
    """Two groups that the region's people share."""
    rules = {
        "Grands hôpitaux": {"sizes": ["large", "huge"]},
        "Sans RSSI, à l’est": {"departments": ["77", "93"], "predicates": ["no-ciso"]},
    }
    SavedGroup.objects.bulk_create(
        SavedGroup(organisation=region, region_id=region.region_pk, name=name, rule=rule, made_at=now())
        for name, rule in rules.items()
    )


def _load_mandate() -> None:
    """One hospital has opened its detail to the regional expert, and one has entrusted its proofs to a contributor."""
    everywhere = Organisation.objects.within(SYSTEM)
    courvelle = everywhere.get(name="Centre hospitalier de Courvelle", kind=OrganisationKind.ENTITY)
    Grant.objects.create(
        organisation=courvelle,
        region_id=courvelle.region_pk,
        kind=GrantKind.MANDATE,
        role=Role.EXPERT,
        level=Level.DETAIL,
        purpose="Préparer la déclaration d'atteinte des objectifs du domaine 2",
        starts_on=today() - timedelta(days=40),
        ends_on=today() + timedelta(days=200),
    )
    montervan = everywhere.get(name="Centre hospitalier de Montervan", kind=OrganisationKind.ENTITY)
    contributor = Seat.objects.filter(role=Role.CONTRIBUTOR, organisation=montervan).order_by("pk").first()
    if contributor is not None:
        Grant.objects.create(
            organisation=montervan,
            region_id=montervan.region_pk,
            kind=GrantKind.CONTRIBUTION,
            person_id=contributor.person_id,
            level=Level.DETAIL,
            verbs=["edit"],
            starts_on=today() - timedelta(days=90),
            ends_on=today() + timedelta(days=180),
        )
