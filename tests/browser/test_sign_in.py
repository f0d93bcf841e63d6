"""Signing in with a password and a second factor, in a real browser, in both languages."""

import re

import pytest
from allauth.mfa.models import Authenticator

from hygie.accounts.rules import totp_code, totp_step
from hygie.core import clock
from tests.factories.accounts import PASSWORD, PersonFactory, code_of, recovery_codes_of

pytestmark = pytest.mark.django_db(transaction=True)


def type_password(page, person):
    page.goto("/sign-in/?next=/account/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_person_signs_in_with_a_password_and_a_code_and_reads_their_language(page, assert_accessible, language):
    person = PersonFactory(app=True, language=language)
    type_password(page, person)
    page.wait_for_url("**/sign-in/second-factor/")
    assert_accessible(page)
    page.locator("[name=code]").fill("000 000")
    page.locator("[name=code]").press("Enter")
    assert_accessible(page)
    page.locator("[name=code]").fill(code_of(person))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/account/")
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


PAGES = [
    "/account/",
    "/account/password/",
    "/account/sessions/",
    "/account/second-factor/",
    "/account/second-factor/app/remove/",
    "/account/second-factor/passkey/",
    "/account/second-factor/recovery-codes/",
    "/account/second-factor/recovery-codes/renew/",
    "/account/proof/",
    "/account/proof/code/",
    "/sign-out/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_the_account_are_accessible_and_fit_the_screen(page, assert_accessible, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    person = PersonFactory(app=True)
    type_password(page, person)
    page.locator("[name=code]").fill(code_of(person))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/account/")
    for path in PAGES:
        page.goto(path)
        assert page.url.endswith(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} scrolls sideways"


def test_a_second_factor_is_set_up_from_the_page_and_its_codes_open_the_door(page, assert_accessible):
    person = PersonFactory(second_factor_required=True)
    type_password(page, person)
    page.wait_for_url("**/account/second-factor/")
    assert_accessible(page)
    page.locator("a[href='/account/second-factor/app/']").click()
    secret = page.locator("#app-secret").inner_text().replace(" ", "")
    assert_accessible(page)
    page.locator("[name=code]").fill(totp_code(secret, totp_step(clock.now())))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator("#recovery-codes li").all_inner_texts()
    assert [re.sub(r"\D", "", code) for code in codes] == recovery_codes_of(person)
    assert_accessible(page)
    page.goto("/account/")
    assert page.url.endswith("/account/")


def test_a_passkey_is_added_then_used_to_sign_in_and_to_prove_who_is_there(page, browser_context, live_server):
    person = PersonFactory()
    keys = browser_context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    type_password(page, person)
    page.wait_for_url("**/account/")
    page.goto("/account/second-factor/passkey/")
    page.locator("[name=name]").fill("Clé bleue")
    page.locator("#passkey-button").click()
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.get(user=person, type="webauthn").wrap().name == "Clé bleue"

    browser_context.clear_cookies()
    type_password(page, person)
    page.wait_for_url("**/sign-in/second-factor/")
    page.locator("#passkey-button").click()
    page.wait_for_url("**/account/")

    page.goto("/account/proof/passkey/?next=/account/sessions/")
    page.locator("#passkey-button").click()
    page.wait_for_url("**/account/sessions/")


def test_a_passkey_that_is_not_read_is_said_on_the_page(page, sign_in, assert_accessible):
    sign_in(PersonFactory())
    page.goto("/account/second-factor/passkey/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/account/second-factor/passkey/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('refused')) }")
    page.locator("#passkey-button").click()
    page.locator("#passkey-problem").wait_for(state="visible")
    assert_accessible(page)
