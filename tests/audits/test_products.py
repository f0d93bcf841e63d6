"""Inventories, and the advisories that name what is in them: who is told, once."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hygie.audits.actions.advisories import tell_advisories
from hygie.audits.actions.knowledge import import_kev
from hygie.audits.actions.products import import_products, remove_all_products
from hygie.audits.models import AdvisoryAlert, Asset, FindingCve, Product
from hygie.core.access import Role
from hygie.core.actions import Context, Denied, Refused
from hygie.core.clock import today
from hygie.core.jobs import run_job
from hygie.core.models import Job
from hygie.exchanges.models import Notification
from tests.budgets import at_most
from tests.factories.audits import FindingFactory
from tests.factories.knowledge import ProductFactory, VulnerabilityFactory
from tests.obligations.page_world import text_of

from .conftest import SYSTEM
from .knowledge.files import kev, kev_entry

CSV = "vendor;name;version;asset\nValmont;Passerelle 1;2.4;srv-1.example\nGit;Git;2.50;\nGit;Git;2.50;\n"
BOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "components": [{"type": "library", "name": "log4j-core", "version": "2.14.1", "publisher": "Apache"}],
}


def brought(world, content=CSV):
    return import_products(world.ciso_context, world.hospital, io.BytesIO(content.encode()))


def test_an_inventory_is_brought_in_once_however_often_it_is_sent(world):
    first, second = brought(world), brought(world)
    assert (first.created, first.refreshed) == (2, 0)
    assert (second.created, second.refreshed) == (0, 2)
    keys = Product.objects.within(SYSTEM).order_by("key").values_list("key", "product_version", "asset__name")
    assert list(keys) == [("git git", "2.50", None), ("valmont passerelle 1", "2.4", "srv-1.example")]
    assert Asset.objects.within(SYSTEM).count() == 1


def test_cyclonedx_is_read_too(world):
    assert brought(world, json.dumps(BOM)).created == 1


@pytest.mark.parametrize("content", ["", "not an inventory", "vendor;name;version\n", "<?xml version='1.0'?><bom/>"])
def test_anything_else_is_refused_and_changes_nothing(world, content):
    with pytest.raises(Refused):
        brought(world, content)
    assert not Product.objects.within(SYSTEM).exists()


def test_what_is_removed_is_gone_and_only_there(world):
    ProductFactory(organisation=world.neighbour)
    brought(world)
    assert remove_all_products(world.ciso_context, world.hospital) == 2
    assert remove_all_products(world.ciso_context, world.hospital) == 0
    assert Product.objects.within(SYSTEM).count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_the_region_neither_reads_nor_changes_an_inventory(world, role):
    ProductFactory(organisation=world.hospital)
    with pytest.raises(Denied):
        import_products(world.context(role, world.region), world.hospital, io.BytesIO(CSV.encode()))
    client = world.client(role, world.region)
    assert client.get(reverse("audits:products", args=[world.hospital.uid])).status_code == 404


@pytest.mark.parametrize(("role", "reads"), [(Role.CISO, True), (Role.COORDINATOR, False), (Role.EXPERT, False)])
def test_the_timeline_tells_of_an_inventory_to_the_establishment_only(world, role, reads):
    brought(world)
    client = world.client(role, world.hospital if role == Role.CISO else world.region)
    content = text_of(client.get(reverse("territory:timeline", args=[world.hospital.uid])))
    assert ("Inventory of products imported" in content) is reads


def test_the_pages_bring_in_list_and_remove(world):
    client, place = world.ciso, world.hospital.uid
    VulnerabilityFactory(cve="CVE-2026-10001", listed=True, kev_vendor="Git", kev_product="Git")
    file = SimpleUploadedFile("inventory.csv", CSV.encode())
    url = reverse("audits:products", args=[place])
    assert "No inventory yet" in text_of(client.get(url))
    told = client.post(reverse("audits:add_products", args=[place]), {"file": file}, follow=True)
    assert "2 products added" in text_of(told)
    content = text_of(client.get(url))
    assert "CVE-2026-10001" in content
    assert "srv-1.example" in content
    assert "Passerelle" not in text_of(client.get(url, {"q": "git"}))
    with at_most(12):
        client.get(url)
    one = Product.objects.within(SYSTEM).filter(key="git git").get()
    client.post(reverse("audits:remove_product", args=[one.uid]))
    assert Product.objects.within(SYSTEM).count() == 1
    refused = client.post(
        reverse("audits:add_products", args=[place]), {"file": SimpleUploadedFile("x.csv", b"nothing here")}
    )
    assert "This is no inventory" in text_of(refused)


# Alerts


def told(person):
    return list(Notification.objects.filter(person=person, kind="audits.advisory").order_by("pk"))


def with_open_cve(place, cve):
    finding = FindingFactory(organisation=place, cves=[cve], title="Titre secret")
    FindingCve.objects.create(organisation=place, region_id=place.region_pk, finding=finding, cve=cve)
    return finding


def run_told():
    for job in Job.objects.within(SYSTEM).filter(kind="audits.tell_advisories", state="waiting").order_by("pk"):
        run_job.call(str(job.uid))


def test_a_new_entry_of_the_catalogue_is_told_once_to_whoever_answers_for_what_it_names(world):
    ciso = world.person(Role.CISO, world.hospital)
    coordinator = world.person(Role.COORDINATOR, world.region)
    contributor = world.person(Role.CONTRIBUTOR, world.hospital)
    stranger = world.person(Role.CISO, world.stranger)
    with_open_cve(world.hospital, "CVE-2026-0001")
    ProductFactory(organisation=world.hospital, key="valmont passerelle 2")
    entries = [kev_entry(number) for number in range(1, 5)]
    import_kev(Context.system("test"), io.BytesIO(kev(*entries)))
    run_told()
    (one,) = told(ciso)
    assert one.title == "2 published advisories concern CH premier"
    assert "KEV CVE-2026-0001" in one.text
    assert "secret" not in one.text
    assert one.url == reverse("audits:cves")
    assert len(told(world.director)) == 1
    assert [told(person) for person in (coordinator, contributor, stranger)] == [[], [], []]
    assert tell_advisories() == 0
    assert AdvisoryAlert.objects.within(SYSTEM).count() == 2
    with_open_cve(world.hospital, "CVE-2026-0004")
    import_kev(Context.system("test"), io.BytesIO(kev(*entries, kev_entry(5), day="2026-10-05")))
    run_told()
    assert [each.url for each in told(ciso)][1:] == [reverse("audits:cve", args=["CVE-2026-0004"])]


def test_many_advisories_are_one_notification(world):
    ciso = world.person(Role.CISO, world.hospital)
    for number in range(1, 31):
        VulnerabilityFactory(cve=f"CVE-2026-{number:04d}", listed=True)
        with_open_cve(world.hospital, f"CVE-2026-{number:04d}")
    assert tell_advisories() == 1
    (one,) = told(ciso)
    assert "and 25 others" in one.text


def test_an_old_advisory_that_only_names_a_product_is_no_news(world):
    VulnerabilityFactory(cve="CVE-2026-0001", listed=True, kev_added_on=today() - timedelta(days=31))
    ProductFactory(organisation=world.hospital)
    assert tell_advisories() == 0
    VulnerabilityFactory(cve="CVE-2026-0002", listed=True, kev_added_on=today() - timedelta(days=30))
    assert tell_advisories() == 1


def test_a_closed_finding_concerns_nobody(world):
    VulnerabilityFactory(cve="CVE-2026-0001", listed=True)
    finding = with_open_cve(world.hospital, "CVE-2026-0001")
    finding.is_open = False
    finding.save()
    assert tell_advisories() == 0
