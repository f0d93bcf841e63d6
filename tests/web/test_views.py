from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from hygie.core.access import Role
from hygie.web import errors, search
from hygie.web import navigation as menus
from hygie.web.context import page
from hygie.web.homes import Home, homes
from hygie.web.navigation import NavItem, Section, menu_of, navigation
from hygie.web.search import SearchHit, SearchSource, search_sources
from hygie.web.theme import COOKIE

from ..factories.accounts import PersonFactory


@pytest.fixture
def empty_registries(monkeypatch) -> None:
    for registry in (navigation, search_sources, homes):
        monkeypatch.setattr(registry, "_items", {})


def theme_of(response: HttpResponse) -> str:
    return response.content.decode().split('data-theme="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_chosen_theme_is_kept_and_rendered(client: Client, theme: str):
    response = client.post(reverse("web:theme"), {"theme": theme, "next": "/style-guide/?late=on"})
    assert response["Location"] == "/style-guide/?late=on"
    assert client.cookies[COOKIE]["samesite"] == "Lax"
    assert theme_of(client.get(reverse("web:style_guide"))) == theme


@pytest.mark.parametrize("theme", ["", "pink", '"><script>'])
def test_an_unknown_theme_changes_nothing(client: Client, theme: str):
    assert COOKIE not in client.post(reverse("web:theme"), {"theme": theme}).cookies
    client.cookies[COOKIE] = theme
    assert theme_of(client.get(reverse("web:style_guide"))) == "auto"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil.example"]
)
@pytest.mark.parametrize("view", ["web:theme", "web:language"])
def test_a_switch_never_leads_to_another_site(client: Client, view: str, target: str):
    response = client.post(reverse(view), {"theme": "dark", "language": "en", "next": target})
    assert response["Location"] == "/"


@pytest.mark.parametrize("view", ["web:theme", "web:language"])
def test_a_switch_is_a_form_with_its_token_and_never_a_link(client: Client, view: str):
    assert client.get(reverse(view)).status_code == 405
    assert Client(enforce_csrf_checks=True).post(reverse(view), {"theme": "dark"}).status_code == 403


@pytest.mark.parametrize(("language", "kept"), [("en", "en"), ("fr", "fr"), ("xx", "fr")])
def test_the_chosen_language_is_kept(client: Client, language: str, kept: str):
    client.post(reverse("web:language"), {"language": language, "next": "/style-guide/"})
    assert f'<html lang="{kept}"' in client.get(reverse("web:style_guide")).content.decode()


@pytest.mark.django_db
def test_a_persons_language_follows_them(client: Client):
    person = PersonFactory(language="fr")
    client.force_login(person)
    client.post(reverse("web:language"), {"language": "en", "next": "/style-guide/"})
    person.refresh_from_db()
    assert person.language == "en"
    assert '<html lang="en"' in client.get(reverse("web:style_guide")).content.decode()


def test_a_conflict_tells_what_the_other_did(rf: RequestFactory):
    assert "Jo changed &lt;it&gt;" in errors.conflict(rf.get("/"), ValueError("Jo changed <it>")).content.decode()


def test_an_unknown_address_and_a_stale_form_get_our_own_pages(client: Client):
    assert 'class="error-status">404' in client.get("/no-such-page/").content.decode()
    refused = Client(enforce_csrf_checks=True).post(reverse("web:theme"))
    assert 'class="error-status">403' in refused.content.decode()


@pytest.mark.django_db
def test_health_says_ok_and_says_no_more(client: Client):
    assert client.get(reverse("web:health")).json() == {"status": "ok"}


@pytest.mark.django_db
def test_health_fails_when_the_database_does_not_answer(client: Client, monkeypatch):
    def refuse() -> None:
        raise DatabaseError("secret host name")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get(reverse("web:health"))
    assert response.status_code == 503
    assert b"secret" not in response.content


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500, 503, "csrf"])
def test_failure_pages_need_neither_database_nor_layout(rf: RequestFactory, status: int | str):
    answer = {
        400: errors.bad_request,
        403: errors.denied,
        404: errors.not_found,
        409: errors.conflict,
        500: errors.server_error,
        503: errors.unavailable,
        "csrf": errors.csrf_failure,
    }[status]
    response = answer(rf.get("/somewhere/"))
    assert response.status_code == (403 if status == "csrf" else status)
    assert "<h1>" in response.content.decode()


def test_a_strangers_request_without_user_or_context_gets_the_layout(rf: RequestFactory):
    response = render(rf.get("/"), "web/home.html", {"has_seat": False})
    assert 'class="sidebar' not in response.content.decode()


@pytest.mark.django_db
def test_home_asks_to_sign_in(client: Client):
    assert client.get("/").status_code == 302


@pytest.mark.django_db
def test_somebody_without_a_role_is_told_whom_to_ask(client: Client, empty_registries):
    client.force_login(PersonFactory(language="en"))
    assert "You have no role yet" in client.get("/").content.decode()


def test_home_leads_each_role_to_its_page(rf: RequestFactory, empty_registries):
    from hygie.web.views import home

    homes.register(Home(Role.CISO, "web:style_guide"))
    request = rf.get("/")
    request.user = PersonFactory.build()
    request.seat = type("Seat", (), {"role": Role.CISO})()  # type: ignore[attr-defined]
    assert home(request)["Location"] == reverse("web:style_guide")


def item(code: str, url_name: str, order: int = 0, section: Section = Section.MINE, visible: bool = True) -> NavItem:
    return NavItem(code, code.title(), url_name, "lock", order, lambda request: visible, section)


def test_the_menu_shows_what_the_reader_may_see_by_section_and_order(rf: RequestFactory, empty_registries):
    navigation.register(item("late", "web:search", 20))
    navigation.register(item("early", "web:style_guide", 10))
    navigation.register(item("region", "web:health", 1, Section.REGION))
    navigation.register(item("hidden", "web:home", 1, visible=False))
    request = rf.get("/style-guide/")
    request.user = PersonFactory.build()
    groups = menu_of(request)
    assert [[entry.label for entry in group.entries] for group in groups] == [["Early", "Late"], ["Region"]]
    assert [entry.label for group in groups for entry in group.entries if entry.current] == ["Early"]


def test_a_page_whose_address_begins_elsewhere_belongs_to_the_entry_of_its_app(rf: RequestFactory, empty_registries):
    navigation.register(item("other", "web:search", 10))
    navigation.register(replace(item("audits", "web:health", 20), app="web"))
    request = rf.get(reverse("web:style_guide"))
    request.user = PersonFactory.build()
    request.resolver_match = resolve(request.path)
    (group,) = menu_of(request)
    assert [entry.label for entry in group.entries if entry.current] == ["Audits"]
    request.resolver_match = None
    assert not any(entry.current for group in menu_of(request) for entry in group.entries)


def test_a_strangers_menu_is_empty_and_asks_nothing(rf: RequestFactory, empty_registries):
    def ask(request: object) -> bool:
        raise AssertionError("asked for a stranger")

    navigation.register(NavItem("x", "X", "web:home", "lock", 1, ask))
    request = rf.get("/")
    request.user = AnonymousUser()
    assert page(request)["shell"].navigation == []


def test_the_nearest_entry_is_current_and_home_only_on_itself():
    assert menus._leads_to("/sites/", "/sites/1/")
    assert not menus._leads_to("/sites/", "/sites-old/")
    assert menus._leads_to("/", "/")
    assert not menus._leads_to("/", "/sites/")


def source(*titles: str) -> SearchSource:
    return SearchSource(
        "s", "Sites", lambda request, text, limit: [SearchHit(title, "/x/") for title in titles][:limit]
    )


def test_search_groups_what_was_found_and_says_when_there_is_more(rf: RequestFactory, empty_registries):
    search_sources.register(source(*[f"Site {n}" for n in range(30)]))
    (found,) = search.search(rf.get("/"), "site")
    assert len(found.hits) == search.LIMIT
    assert found.more


def test_search_does_not_start_on_one_letter(rf: RequestFactory, empty_registries):
    search_sources.register(source("Site"))
    assert search.search(rf.get("/"), "s") == []


@pytest.mark.django_db
def test_the_search_page_keeps_and_escapes_what_was_typed(client: Client, empty_registries):
    search_sources.register(source("Melun"))
    client.force_login(PersonFactory(language="en"))
    found = client.get(reverse("web:search"), {"q": "<b>mel"}).content.decode()
    assert "Melun" in found
    assert "<b>mel" not in found
    assert client.get(reverse("web:search"), {"q": "x" * 5000}).status_code == 200
    assert "at least 2 characters" in client.get(reverse("web:search")).content.decode()


def test_the_style_guide_shows_every_tone_in_both_languages(client: Client):
    for language in ("fr", "en"):
        client.cookies["hygie_language"] = language
        shown = client.get(reverse("web:style_guide")).content.decode()
        assert all(f"tone-{tone}" in shown for tone in ("neutral", "info", "success", "warning", "danger"))
