from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.http import Http404, HttpResponse

from hygie.core.access import Level, Resource, Role, Verb, may
from hygie.core.actions import Context, Denied
from hygie.core.pages import Over, access_of, page, public, signed_in
from tests.core.places import NORTH, SOUTH

THING = Resource("test.page", {Role.CISO: may(Level.DETAIL, Verb.EDIT), Role.EXPERT: may(Level.STATUS)})


@dataclass
class Authority:
    """Reaches the north only."""

    role: Role

    def sees(self, level, resource, place):
        return place is NORTH and resource.may(self.role).see >= level

    def may(self, verb, resource, place):
        return place is NORTH and verb in resource.may(self.role).do


def asked_by(role, rf, signed=True):
    request = rf.get("/thing/")
    request.user = SimpleNamespace(is_authenticated=signed)
    request.context = Context(authority=Authority(role), role=role)
    return request


def view_over(place, **access):
    @page(THING, **access)
    def view(request):
        request.require(place)
        return HttpResponse("seen")

    return view


def test_a_reader_without_sight_finds_nothing(rf):
    with pytest.raises(Http404):
        view_over(SOUTH, see=Level.STATUS)(asked_by(Role.CISO, rf))
    with pytest.raises(Http404):
        view_over(NORTH, see=Level.STATUS)(asked_by(Role.AUDITOR, rf))


def test_a_reader_whose_level_is_too_low_finds_nothing(rf):
    with pytest.raises(Http404):
        view_over(NORTH, see=Level.DETAIL)(asked_by(Role.EXPERT, rf))


def test_a_reader_who_sees_but_may_not_is_told_so(rf):
    with pytest.raises(Denied):
        view_over(NORTH, do=Verb.EDIT)(asked_by(Role.EXPERT, rf))


def test_a_reader_with_sight_and_verb_is_answered(rf):
    assert view_over(NORTH, see=Level.DETAIL, do=Verb.EDIT)(asked_by(Role.CISO, rf)).content == b"seen"


def test_nobody_is_sent_to_sign_in_and_back(rf):
    for view in (view_over(NORTH), signed_in(lambda request: HttpResponse("mine"))):
        response = view(asked_by(Role.CISO, rf, signed=False))
        assert response.status_code == 302
        assert response.url.endswith("?next=/thing/")


def test_a_view_that_forgot_to_check_its_reader_does_not_answer(rf):
    @page(THING, see=Level.STATUS)
    def forgetful(request):
        return HttpResponse("secret")

    with pytest.raises(RuntimeError, match="forgetful answered without checking"):
        forgetful(asked_by(Role.CISO, rf))


def test_a_list_over_the_scope_asks_the_role_alone(rf):
    @page(THING, see=Level.DETAIL, over=Over.SCOPE)
    def listing(request):
        return HttpResponse("rows")

    assert listing(asked_by(Role.CISO, rf)).content == b"rows"
    with pytest.raises(Denied):
        listing(asked_by(Role.EXPERT, rf))


def test_a_mark_can_be_read_back():
    assert access_of(public(lambda request: HttpResponse())).over is Over.PUBLIC
    assert access_of(view_over(NORTH, see=Level.STATUS)).see is Level.STATUS
    assert access_of(lambda request: HttpResponse()) is None
