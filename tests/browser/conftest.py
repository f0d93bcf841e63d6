"""A real Chromium that talks to a live server, and axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Playwright's synchronous interface runs an event loop in this thread, where Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium. Its absence is a failure: `make test` runs this lane only where there is one."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("Chromium is not installed (on Debian: apt install chromium)")
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium: Browser, live_server: Any) -> Iterator[BrowserContext]:
    """A fresh visitor, in French; addresses are relative to the live server."""
    context = chromium.new_context(base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext, live_server: Any) -> Iterator[Page]:
    """A page that must stay without script errors, refused content (CSP), server errors or foreign requests."""
    page, complaints = browser_context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on("console", lambda said: complaints.append(f"console: {said.text}") if _is_ours(said) else None)
    page.on(
        "response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
    )
    page.on(
        "request",
        lambda asked: complaints.append(f"left for {asked.url}") if _leaves(asked.url, live_server.url) else None,
    )
    yield page
    assert complaints == []


def _is_ours(said: Any) -> bool:
    # "Failed to load resource" accompanies every 403 or 404 a test asks for on purpose; 5xx are caught above.
    return said.type == "error" and "Failed to load resource" not in said.text


def _leaves(url: str, home: str) -> bool:
    return not url.startswith((home, "data:", "blob:", "about:"))


@pytest.fixture
def sign_in(browser_context: BrowserContext, live_server: Any) -> Callable[[Any], None]:
    """Sign a person in without the form: `sign_in(person)`."""

    def sign_in(person: Any) -> None:
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        browser_context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Fail with what axe found on the page as it stands, each with its places: `assert_accessible(page)`."""

    def check(page: Page) -> None:
        found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": WCAG}})
        violations = found.response["violations"]
        lines = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}: "
            + "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:5])
            for violation in violations
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check
