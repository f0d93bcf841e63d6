"""The national tables in a real browser: accessible in both languages, both themes, on a desk and on a phone."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from hygie.cockpit.enums import CategoryGroup, TableKind
from hygie.cockpit.models import PublishedTable
from hygie.core.access import Role
from tests.factories.territory import seated, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("fr", "light", 1280), ("en", "dark", 1280), ("fr", "dark", 360), ("en", "light", 360)],
)
def test_the_tables_are_accessible(language, scheme, width, page, sign_in, assert_accessible):
    w = world()
    for kind in TableKind:
        PublishedTable.objects.create(
            organisation=w.nation,
            region_id=w.nation.region_pk,
            quarter=datetime(2026, 7, 1, tzinfo=UTC).date(),
            programme="dns-2025-12",
            kind=kind,
            columns=[group.value for group in CategoryGroup],
            regions=[["11", "Île-de-France"]],
            figures=[[8, 30, None, None, 0, 13, 1284]] * 2,
            published_at=datetime(2026, 10, 1, 1, tzinfo=UTC),
        )
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(seated(Role.OBSERVER, w.nation, language=language))
    page.goto(reverse("cockpit:nation"))
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
