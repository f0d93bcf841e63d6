"""Who depends on a supplier, as each may know, and whom to call when it is attacked."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from hygie.core.access import Role
from hygie.core.clock import now, today
from hygie.governance import actions
from hygie.governance.actions.appointments import Post
from hygie.governance.enums import Function
from hygie.governance.models import Engagement, Supplier
from hygie.governance.queries.supplier_concentration import call_lines, dependents_of, night_desks
from hygie.governance.supplier_enums import Criticality, RemoteAccess
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from tests.budgets import at_most
from tests.obligations.page_world import text_of

from .test_suppliers import NIGHT, engaged

MANY = 1_500


def to(name, *args):
    return reverse(f"governance:{name}", args=args)


def sent(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def ars(world):
    return world.context(Role.COORDINATOR, world.region)


def on_call(world, place, name, number):
    post = Post(Function.CRISIS_DIRECTOR, "Inès", name, phone_at_night=number)
    return actions.appoint(world.context(Role.DIRECTOR, place), place, post, [place], today())


@pytest.fixture
def many(world):
    """Fifteen hundred establishments that depend on one supplier, and on thirty others."""
    places = [
        Organisation(kind=OrganisationKind.ENTITY, name=f"CH {rank:04d}", region=world.region, department="77")
        for rank in range(MANY)
    ]
    Organisation.objects.bulk_create(places)
    names = [
        Supplier(region=world.region, name=f"Éditeur {n}", key=f"editeur {n}", recorded_at=now()) for n in range(31)
    ]
    suppliers = Supplier.objects.bulk_create(names)
    facts = {"region": world.region, "services": "Dossier patient", "recorded_at": now()}
    facts |= {"criticality": Criticality.MAJOR, "access": RemoteAccess.VPN, "night_phone": NIGHT}
    Engagement.objects.bulk_create(
        Engagement(organisation=place, supplier=supplier, **facts)
        for rank, place in enumerate(places)
        for supplier in (suppliers[0], suppliers[1 + rank % 30])
    )
    return suppliers[0]


def test_suppliers_come_by_the_number_of_establishments_that_depend_on_them(world):
    engaged(world, "Orvélis")
    engaged(world, "Orvélis", world.neighbour)
    engaged(world, "Tulmora")
    page = world.coordinator.get(to("supplier_concentration"))
    assert [(one.name, one.places) for one in page.context["page"].rows] == [("Orvélis", 2), ("Tulmora", 1)]


def test_a_service_that_ended_is_counted_no_more(world):
    ended = engaged(world, "Orvélis")
    actions.end_engagement(world.ciso_context, ended, today(), "")
    assert world.coordinator.get(to("supplier_concentration")).context["page"].rows == []
    assert dependents_of(ars(world), ended.supplier, "").rows == []


def test_a_hospital_sees_of_a_shared_supplier_its_own_part_only(world):
    supplier = engaged(world, "Orvélis").supplier
    engaged(world, "Orvélis", world.stranger)
    page = world.ciso.get(to("supplier_dependents", supplier.uid))
    assert [one.organisation for one in page.context["page"].rows] == [world.hospital]
    assert "Clinique autre" not in text_of(page)
    assert world.ciso.get(to("supplier_concentration")).context["page"].rows[0].places == 1
    assert b"Clinique autre" not in sent(world.ciso.get(to("supplier_calls_csv", supplier.uid)))


def test_the_ars_is_told_who_depends_on_it_with_service_access_and_criticality(world):
    supplier = engaged(world, "Orvélis", access=RemoteAccess.DIRECT).supplier
    page = text_of(world.coordinator.get(to("supplier_dependents", supplier.uid)))
    for words in ("CH premier", "Dossier patient", "Direct", "Care stops"):
        assert words in page
    assert NIGHT not in page


def test_the_regional_expert_sees_numbers_and_no_names_of_establishments(world):
    supplier = engaged(world, "Orvélis").supplier
    expert = world.client(Role.EXPERT, world.region)
    assert "Orvélis" in text_of(expert.get(to("supplier_concentration")))
    assert expert.get(to("supplier_dependents", supplier.uid)).status_code == 403


def test_those_whose_care_stops_come_first(world):
    supplier = engaged(world, "Orvélis", criticality=Criticality.NONE).supplier
    engaged(world, "Orvélis", world.stranger, criticality=Criticality.VITAL)
    rows = dependents_of(ars(world), supplier, "").rows
    assert [one.organisation for one in rows] == [world.stranger, world.hospital]


def test_the_call_list_holds_the_suppliers_number_and_each_establishments(world):
    on_call(world, world.hospital, "Aubry", "01 99 00 11 24")
    supplier = engaged(world, "Orvélis", night_name="Astreinte").supplier
    engaged(world, "Orvélis", world.stranger, night_name="Astreinte")
    (desk,) = night_desks(ars(world), supplier)
    assert (desk.phone, desk.given_by) == (NIGHT, 2)
    page = text_of(world.coordinator.get(to("supplier_calls", supplier.uid)))
    for words in (NIGHT, "Aubry", "01 99 00 11 24", "Switchboard"):
        assert words in page


def test_whoever_is_appointed_at_the_ght_is_called_for_its_members(world):
    on_call(world, world.ght, "Bellanger", "01 99 00 12 24")
    supplier = engaged(world, "Orvélis", world.member).supplier
    rows = dependents_of(world.context(Role.CISO, world.member), supplier, "").rows
    (line,) = call_lines(rows)
    assert [one.last_name for one in line.contacts] == ["Bellanger"]


def test_the_call_list_is_printed_and_exported(world):
    on_call(world, world.hospital, "Aubry", "01 99 00 11 24")
    supplier = engaged(world, "Orvélis", services="=cmd()").supplier
    client = world.coordinator
    assert sent(client.get(to("supplier_calls_pdf", supplier.uid))).startswith(b"%PDF-")
    text = sent(client.get(to("supplier_calls_csv", supplier.uid))).decode("utf-8-sig")
    assert "'=cmd()" in text
    assert "01 99 00 11 24" in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(sent(client.get(to("supplier_calls_xlsx", supplier.uid)))))
    header, row = book.get_sheet_by_index(0).to_python()
    assert (header[1], row[1]) == ("Establishment", "CH premier")


def test_the_ars_finds_a_supplier_by_its_name(world):
    supplier = engaged(world, "Orvélis").supplier
    page = text_of(world.coordinator.get(reverse("web:search"), {"q": "orvé"}))
    assert to("supplier_dependents", supplier.uid) in page


def test_fifteen_hundred_establishments_are_asked_for_in_a_few_queries(world, many):
    client = world.coordinator
    for budget, name, *of in ((9, "supplier_concentration"), (9, "supplier_dependents", many.uid)):
        client.get(to(name, *of))
        with at_most(budget):
            page = client.get(to(name, *of)).context["page"]
        assert len(page.rows) == (31 if name == "supplier_concentration" else 50)
    with at_most(12):
        client.get(to("supplier_calls", many.uid))
    with at_most(9):
        written = sent(client.get(to("supplier_calls_csv", many.uid)))
    assert written.count(b"\r\n") == MANY + 1
    with at_most(10):
        assert sent(client.get(to("supplier_calls_pdf", many.uid))).startswith(b"%PDF-")
