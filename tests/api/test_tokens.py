"""Tokens: what they look like, how long they open, and who made them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hygie.accounts import sessions
from hygie.api.actions import create_token, revoke_token
from hygie.api.actions.personal_data import PERSON_DATA
from hygie.api.enums import TokenScope
from hygie.api.models import ApiToken
from hygie.api.rules.tokens import looks_like_a_token, new_token
from hygie.core.access import Role
from hygie.core.actions import Refused
from hygie.core.clock import frozen, now, today
from hygie.core.models import AuditEvent
from hygie.territory.models import Seat
from tests.budgets import at_most
from tests.factories.accounts import PersonFactory
from tests.factories.api import token_for, token_of, with_token
from tests.factories.territory import SYSTEM, seated, world

ADDRESS = "/api/v1/organisations"


@pytest.fixture
def w(db):
    return world()


@pytest.fixture
def ciso(w):
    return seated(Role.CISO, w.north)


def test_a_token_is_recognised_and_a_changed_one_is_not():
    token = new_token()
    assert looks_like_a_token(token)
    assert re.fullmatch(r"hyg_[0-9A-Za-z]{49}", token)
    other = "A" if token[10] != "A" else "B"
    assert not looks_like_a_token(token[:10] + other + token[11:])


@given(st.text())
def test_no_text_is_taken_for_a_token_by_chance(text):
    assert not looks_like_a_token(text)
    assert not looks_like_a_token("hyg_" + text)


def test_only_the_digest_of_a_token_is_kept(ciso):
    secret = token_for(ciso, Role.CISO)
    row = ApiToken.objects.get(person=ciso)
    assert secret not in str(vars(row))
    assert row.beginning == secret[:8]
    events = AuditEvent.objects.within(SYSTEM).filter(kind="api.token_created").order_by("pk")
    assert [secret[8:] in str(vars(event)) for event in events] == [False]


def test_a_token_opens_what_its_seat_sees(ciso, w):
    answer = with_token(token_for(ciso, Role.CISO)).get(ADDRESS).json()
    assert [row["name"] for row in answer["rows"]] == ["Annexe du Nord", w.north.name, "Hôpital du Nord"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nothing", "Basic aGVsbG86d29ybGQ=", "Bearer hyg_" + "0" * 49])
def test_no_other_text_opens_anything(header, db):
    answer = Client(headers={"authorization": header}).get(ADDRESS)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "unauthenticated"


def test_a_token_stops_on_its_last_day(ciso):
    secret = token_for(ciso, Role.CISO, days=30)
    with frozen(now() + timedelta(days=29, hours=23)):
        assert with_token(secret).get(ADDRESS).status_code == 200
    with frozen(now() + timedelta(days=30, seconds=1)):
        assert with_token(secret).get(ADDRESS).status_code == 401


def test_a_token_stops_with_its_role_its_account_or_its_second_factor(ciso):
    client = with_token(token_for(ciso, Role.CISO))
    assert client.get(ADDRESS).status_code == 200
    ciso.second_factor_required = True
    ciso.save()
    assert client.get(ADDRESS).status_code == 401
    ciso.second_factor_required, ciso.is_active = False, False
    ciso.save()
    assert client.get(ADDRESS).status_code == 401
    ciso.is_active = True
    ciso.save()
    assert client.get(ADDRESS).status_code == 200
    Seat.objects.filter(person=ciso).update(ends_on=today())
    assert client.get(ADDRESS).status_code == 401


def test_a_revoked_token_opens_nothing_and_is_revoked_once(ciso):
    secret = token_for(ciso, Role.CISO)
    revoke_token(token_of(secret))
    revoke_token(token_of(secret))
    assert with_token(secret).get(ADDRESS).status_code == 401
    assert AuditEvent.objects.within(SYSTEM).filter(kind="api.token_revoked").count() == 1


def test_the_last_use_is_written_at_most_once_an_hour(ciso):
    secret, start = token_for(ciso, Role.CISO), now()
    seen = []
    for minutes in (0, 59, 61):
        with frozen(start + timedelta(minutes=minutes)):
            with_token(secret).get(ADDRESS)
            seen.append(token_of(secret).last_used_at - start)
    assert seen == [timedelta(0), timedelta(0), timedelta(minutes=61)]


def test_a_token_is_refused_without_name_role_or_end(ciso):
    for facts in ({"name": "  "}, {"role": Role.COORDINATOR}, {"days": 366}, {"days": 0}):
        asked = {"role": Role.CISO, "name": "Tool", "scope": TokenScope.READ, "days": 30} | facts
        with pytest.raises(Refused) as refused:
            create_token(ciso, **asked)
        assert set(refused.value.problems) == set(facts)


def test_two_tokens_in_use_do_not_share_a_name(ciso):
    create_token(ciso, Role.CISO, "Tool", TokenScope.READ, 30)
    with pytest.raises(Refused):
        create_token(ciso, Role.CISO, " Tool ", TokenScope.READ, 30)
    revoke_token(ApiToken.objects.get(person=ciso))
    create_token(ciso, Role.CISO, "Tool", TokenScope.READ, 30)


def test_a_person_s_tokens_are_handed_over_and_erased(ciso):
    token_for(ciso, Role.CISO)
    assert [line["role"] for line in PERSON_DATA.export(ciso.pk)] == ["ciso"]
    assert PERSON_DATA.erase(ciso.pk) == 1
    assert not ApiToken.objects.filter(person=ciso).exists()


# Pages


@pytest.fixture
def browser(ciso):
    client = Client()
    client.force_login(ciso)
    session = client.session
    sessions.prove(session)
    session.save()
    return client


FORM = {"name": "SIEM", "role": "ciso", "scope": "read", "days": "90"}


def test_the_page_shows_a_new_token_once(browser):
    shown = browser.post("/account/tokens/new/", FORM)
    secret = re.search(r"hyg_[0-9A-Za-z]{49}", shown.content.decode())[0]
    assert with_token(secret).get(ADDRESS).status_code == 200
    assert "no-store" in shown["Cache-Control"]
    listed = browser.get("/account/tokens/").content.decode()
    assert "SIEM" in listed
    assert secret not in listed
    assert secret[8:] not in str(browser.session.items())


def test_the_same_form_sent_again_makes_no_second_token(browser, ciso):
    browser.post("/account/tokens/new/", FORM)
    assert "already have a token of this name" in browser.post("/account/tokens/new/", FORM).content.decode()
    assert ApiToken.objects.filter(person=ciso).count() == 1


def test_a_token_is_created_by_who_proved_who_they_are_lately(ciso):
    client = Client()
    client.force_login(ciso)
    assert client.post("/account/tokens/new/", FORM).url.startswith("/account/proof/")
    assert not ApiToken.objects.filter(person=ciso).exists()


def test_nobody_revokes_the_token_of_another(browser, w):
    secret = token_for(seated(Role.CISO, w.south), Role.CISO)
    assert browser.post(f"/account/tokens/{token_of(secret).uid}/revoke/").status_code == 404
    assert with_token(secret).get(ADDRESS).status_code == 200


def test_a_token_is_revoked_from_its_page(browser, ciso):
    secret = token_for(ciso, Role.CISO)
    browser.post(f"/account/tokens/{token_of(secret).uid}/revoke/")
    assert with_token(secret).get(ADDRESS).status_code == 401


def test_whoever_has_no_role_is_told_that_a_token_needs_one(db):
    client = Client()
    client.force_login(PersonFactory())
    assert "you hold none today" in client.get("/account/tokens/").content.decode()


def test_the_account_leads_to_the_tokens(browser):
    assert "/account/tokens/" in browser.get("/account/").content.decode()


def test_the_page_of_tokens_keeps_to_its_budget(browser, ciso):
    for _number in range(3):
        token_for(ciso, Role.CISO)
    browser.get("/account/tokens/")
    with at_most(8):
        browser.get("/account/tokens/")
