"""A sensitive legal designation is for the organisation itself and the ARS only (DESIGN §4).

The test is of non-interference: everything that the others can read is the same, byte for byte, whether or not the
hospital was designated, whatever it then deposited and whatever the ARS answered.
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hygie.core.access import Role
from hygie.core.actions import Context
from hygie.core.clock import frozen, now, today
from hygie.governance import actions as governance
from hygie.governance.accreditation_enums import Outcome
from hygie.governance.actions.accreditations import DecisionFacts, SystemFacts
from hygie.governance.actions.filings import FilingFacts
from hygie.governance.filing_enums import SecurityIndicator
from hygie.governance.rules.accreditations import latest_end
from hygie.governance.rules.filings import Ratio
from hygie.obligations import actions as obligations
from hygie.obligations.actions.statuses import reassess
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.enums import Decision
from hygie.obligations.models import Proof, StatusInterval, Waiver
from hygie.territory import actions as territory
from hygie.territory.enums import Provider
from hygie.web.indicators import indicators
from tests.factories.accounts import PersonFactory
from tests.factories.territory import SYSTEM, MandateFactory

from .samples import proof_of
from .walk import Reader, addresses

pytestmark = pytest.mark.django_db
SYSTEM_CONTEXT = Context.system("test")

#: everybody but the hospital's own people and the coordinators above it; the expert is mandated for everything
OTHERS = [
    Reader(Role.EXPERT, "region"),
    Reader(Role.OBSERVER, "nation"),
    Reader(Role.INSTRUCTOR, "nation"),
    Reader(Role.ANALYST, "nation"),
    Reader(Role.ADMINISTRATOR, "region"),
    Reader(Role.ADMINISTRATOR, "north"),
    Reader(Role.AUDITOR, "north"),
]
#: the hospital, what stands above it and what belongs to it: the table shows that readers of others see none of it
AROUND = ("north", "ght", "region", "north_site")
OSE = "ose"
SECRET = "Homologation du coeur de reseau"
CHANGING = re.compile(rb'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": ?"[^"]+"|value="[0-9a-f]{32}"')


def sensitive_codes():
    catalogue = load_catalogue()
    programmes = [programme.code for programme in catalogue.programmes if programme.sensitive]
    return [requirement.code for programme in programmes for requirement in catalogue.of_programme(programme)]


def only_sensitive_kinds():
    """Kinds of proof that nothing but a sensitive programme reads."""
    kinds = {True: set(), False: set()}
    for programme in load_catalogue().programmes:
        for requirement in load_catalogue().of_programme(programme.code):
            kinds[programme.sensitive] |= set(requirement.rule.kinds)
    return sorted(kinds[True] - kinds[False])


def designate(hospital):
    """The hospital becomes an OSE, shows what only an OSE shows, is answered, and is granted a waiver."""
    territory.record_fact(SYSTEM_CONTEXT, hospital, "regime", "ose", Provider.ARS)
    reassess([hospital.pk])
    assert StatusInterval.objects.within(SYSTEM).filter(organisation=hospital, programme=OSE).exists()
    for kind in only_sensitive_kinds():
        proof = proof_of(hospital, kind, title=SECRET, comment=SECRET)
        obligations.review_proof(SYSTEM_CONTEXT, proof, Decision.REFUSED, SECRET, proof.version)
        obligations.review_proof(SYSTEM_CONTEXT, proof, Decision.ACCEPTED, SECRET, proof.version + 1)
    work_as_an_operator(hospital)
    code = next(code for code in sensitive_codes() if code.startswith(OSE))
    waiver = obligations.grant_waiver(SYSTEM_CONTEXT, hospital, code, SECRET, today() + timedelta(days=90))
    obligations.revoke_waiver(SYSTEM_CONTEXT, waiver, SECRET)


def work_as_an_operator(hospital):
    """What only an OSE does in the pillars: its six indicators, the accreditation of an essential system."""
    measures = dict.fromkeys(SecurityIndicator, Ratio(1, 2))
    facts = FilingFacts(today(), measures, comment=SECRET)
    governance.file_indicators(SYSTEM_CONTEXT, hospital, today().year, 0, facts)
    system = governance.add_system(SYSTEM_CONTEXT, hospital, SystemFacts(SECRET, SECRET, essential=True))
    decision = DecisionFacts(Outcome.GRANTED, SECRET, today(), latest_end(today()))
    governance.decide(SYSTEM_CONTEXT, system, system.revision, PersonFactory(app=True), decision)


def asked_for(walker, reader, place):
    """What a curious reader may type there: every address; at the hospital, every filter that could tell too."""
    found = dict.fromkeys(
        walker.url(address, getattr(walker.world, place), reader)
        for address in addresses()
        if not address.route.startswith(("account/", "sign-", "password/", "invitation/"))
    )
    return list(found | (filters_at(walker.world.north) if place == "north" else {}))


def filters_at(north):
    found = {}
    for name in ("obligations:matrix", "obligations:matrix_csv"):
        found |= dict.fromkeys(f"{reverse(name)}?programme={OSE}&status={status}" for status in ("", "met", "missing"))
    found |= dict.fromkeys(f"{reverse('obligations:region_map')}?indicator={one.code}" for one in indicators)
    found |= dict.fromkeys(f"{reverse('web:search')}?q={words}" for words in ("Homologation", "minutes.pdf", "OSE"))
    for code in sensitive_codes()[:3]:
        found[reverse("obligations:requirement_region", args=[code])] = None
        found[reverse("obligations:requirement", args=[north.uid, code])] = None
        found[f"{reverse('obligations:deposit', args=[north.uid])}?requirement={code}"] = None
    return found


def read(walker, reader, urls):
    seen = {}
    for url in urls:
        response = walker.ask(reader, url)
        body = b"" if url.endswith(".xlsx") else response.sent  # a workbook holds the time; it has the rows of the CSV
        seen[url] = (response.status_code, CHANGING.sub(b"", body))
    return seen


@pytest.mark.parametrize("place", AROUND)
@pytest.mark.parametrize("reader", OTHERS, ids=str)
def test_nothing_that_others_read_changes_with_a_designation(reader, place, walker):
    north = walker.world.north
    MandateFactory(organisation=north)
    urls = asked_for(walker, reader, place)
    reassess([north.pk])  # the samples that were just made count from now on
    moment = now()
    with frozen(moment):  # a document on paper says when it was printed
        before = read(walker, reader, urls)
    designate(north)
    with frozen(moment):
        after = read(walker, reader, urls)
    assert [url for url in urls if before[url] != after[url]] == []


@pytest.mark.parametrize("reader", OTHERS, ids=str)
def test_what_a_designation_made_is_not_opened_by_its_address_either(reader, walker):
    MandateFactory(organisation=walker.world.north)
    designate(walker.world.north)
    proofs = Proof.objects.within(SYSTEM).filter(kind__in=only_sensitive_kinds()).order_by("pk")
    waiver = Waiver.objects.within(SYSTEM).get(reason=SECRET)
    pages = ("proof", "proof_file", "revise", "withdraw", "review", "erase")
    urls = [reverse(f"obligations:{name}", args=[proof.uid]) for proof in proofs for name in pages]
    urls.append(reverse("obligations:revoke_waiver", args=[waiver.uid]))
    assert {url: code for url in urls if (code := walker.ask(reader, url).status_code) not in {403, 404}} == {}


@pytest.mark.parametrize(
    "reader", [Reader(Role.CISO, "north"), Reader(Role.DIRECTOR, "north"), Reader(Role.COORDINATOR, "region")], ids=str
)
def test_the_hospital_and_the_ars_see_the_designation(reader, walker):
    north = walker.world.north
    designate(north)
    page = walker.ask(reader, reverse("obligations:requirement", args=[north.uid, sensitive_codes()[0]]))
    facts = walker.ask(reader, reverse("territory:facts", args=[north.uid])).content.decode()
    assert page.status_code == 200
    assert "NIS 1" in facts
