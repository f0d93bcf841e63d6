"""The cockpit's pages and what people are told, looked at by axe in both languages, themes and sizes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from hygie.cockpit import actions
from hygie.core.access import Role
from hygie.core.clock import frozen
from hygie.obligations.enums import Decision
from tests.factories.obligations import deposited, reviewed, states
from tests.obligations.page_world import PageWorld

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = datetime.now(UTC) - timedelta(days=40)


@pytest.fixture
def world(transactional_db):
    with frozen(LONG_AGO):
        found = PageWorld()
        states(found.hospital, "candidature", "care-d2")
        states(found.hospital, "regime", "ose")
        found.refresh()
        reviewed(deposited(found.hospital, "security_policy"), Decision.REFUSED)
    actions.record_missing()
    actions.refresh()
    return found


@pytest.mark.parametrize(("language", "scheme", "width"), [("fr", "light", 1280), ("en", "dark", 390)])
def test_what_the_region_and_an_establishment_read_is_accessible(
    world, page: Page, sign_in, assert_accessible, language, scheme, width
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    level = reverse("cockpit:level", args=[world.hospital.uid])
    of_the_region = [
        *(reverse(f"cockpit:{name}") for name in ("home", "help", "picture", "groups", "money", "designations")),
        *(reverse(f"cockpit:{name}") for name in ("bulletins", "presentation")),
        reverse("cockpit:indicator", args=["governance.ciso"]),
        reverse("exchanges:notifications"),
        reverse("exchanges:reminders"),
        level,
    ]
    for role, place, addresses in (
        (Role.COORDINATOR, world.region, of_the_region),
        (Role.CISO, world.hospital, [level, reverse("exchanges:notifications"), reverse("exchanges:settings")]),
    ):
        sign_in(world.person(role, place, language))
        for address in addresses:
            answer = page.goto(address, wait_until="networkidle")
            assert answer is not None
            assert answer.status == 200, address
            assert_accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, address
