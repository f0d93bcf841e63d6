"""The entrance, as a visitor meets it in a real browser."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_entrance_is_accessible_in_light_and_dark_on_a_desk_and_on_a_phone(page, assert_accessible, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/sign-in/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


def test_a_visitor_without_a_session_is_led_to_the_entrance(page):
    page.goto("/")
    assert "/sign-in/" in page.url


def test_the_entrance_speaks_the_visitors_language(page):
    page.goto("/sign-in/")
    assert page.locator("html").get_attribute("lang") == "fr"
