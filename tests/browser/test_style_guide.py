"""Every component in a real browser: both themes, both languages, both widths, with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


def open_guide(page: Page, width: str = "desktop", theme: str = "light", language: str = "fr") -> None:
    page.set_viewport_size(WIDTHS[width])  # type: ignore[arg-type]
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto("/health/")
    page.context.add_cookies([{"name": "hygie_language", "value": language, "url": page.evaluate("location.origin")}])
    page.goto("/style-guide/?department=75&late=on")
    expect(page.locator("[data-chart] canvas").last).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_component_is_accessible(
    page: Page, assert_accessible: Callable[[Page], None], width: str, theme: str, language: str
) -> None:
    open_guide(page, width, theme, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    for disclosure in page.locator("main details:not(.confirm):not(.menu) > summary").all():
        disclosure.click()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]["width"]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_header_is_one_line_at_any_width(page: Page, width: int) -> None:
    open_guide(page)
    page.set_viewport_size({"width": width, "height": 800})
    assert page.locator(".header").bounding_box()["height"] <= 60  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_pressed_is_large_enough(page: Page) -> None:
    """24 px at least, each way (WCAG 2.5.8), links inside a sentence and the dots of the map apart (their table is the
    same)."""
    open_guide(page, "phone")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, summary, select, .chip, .paging a, .nav-list a")]
            .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
    )
    assert small == []


def test_a_theme_is_chosen_and_kept(page: Page) -> None:
    open_guide(page)
    page.locator(".theme-switch > summary").click()
    page.locator("button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 22, 29)"


def test_a_menu_closes_with_escape_and_gives_the_focus_back(page: Page) -> None:
    open_guide(page)
    summary = page.locator(".theme-switch > summary")
    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".theme-switch button").first).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_confirmation_is_modal_and_can_be_left(page: Page) -> None:
    open_guide(page)
    summary = page.locator("[data-confirm] > summary")
    summary.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("one => one.matches(':modal')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_map_is_one_stop_of_the_tab_key_and_arrows_walk_it(page: Page) -> None:
    open_guide(page)
    dots = page.locator(".map-dots a")
    assert dots.evaluate_all("all => all.filter((one) => one.tabIndex === 0).length") == 1
    dots.first.focus()
    expect(page.locator("[data-map-tip]")).to_be_visible()
    before = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != before


def test_a_chosen_file_is_named_in_our_own_words(page: Page) -> None:
    open_guide(page)
    page.locator("#id_good-file").set_input_files(
        files=[{"name": "rapport.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1500}]
    )
    expect(page.locator("[data-file] .file-name").first).to_have_text("rapport.pdf (1,5\u00a0ko)")


def test_a_date_is_said_again_in_words(page: Page) -> None:
    open_guide(page)
    page.locator("#id_good-happened_on").fill("2027-03-01")
    expect(page.locator("[data-date-words]").first).to_have_text("lundi 1er mars 2027")


def test_charts_use_the_font_and_no_narrow_space(page: Page) -> None:
    open_guide(page)
    assert page.evaluate("document.fonts.check('12px Inter')")
    assert page.evaluate("Chart.getChart(document.querySelector('canvas')).scales.y.ticks.at(-1).label") == "1\u00a0500"


def test_reading_and_choosing_work_without_javascript(chromium: Browser, live_server: object) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="fr-FR")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto("/style-guide/")
    expect(page.locator("#id_good-file")).to_be_visible()
    page.locator("[data-confirm] > summary").click()
    expect(page.locator("[data-confirm] button[type=submit]")).to_be_visible()
    page.locator(".chart-table > summary").first.click()
    expect(page.locator(".chart-table table").first).to_be_visible()
    page.locator(".theme-switch > summary").click()
    page.locator("button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    context.close()
