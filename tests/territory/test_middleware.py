import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from hygie.core.access import Verb
from hygie.core.actions import Context, Denied, Stale
from hygie.territory.middleware import SeatMiddleware
from hygie.territory.policies import PEOPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(rf):
    def ask(view):
        request = rf.get("/")
        request.context, request.user = Context(), AnonymousUser()
        return SeatMiddleware(lambda request: HttpResponse()).process_view(request, view, (), {})

    return ask


def raising(problem):
    def view(request):
        raise problem

    return view


def test_an_action_that_is_denied_answers_403(answer):
    assert answer(raising(Denied(Verb.EDIT, PEOPLE))).status_code == 403


def test_a_change_made_on_an_old_reading_answers_409_and_says_so(answer):
    response = answer(raising(Stale("Someone else changed this.")))
    assert response.status_code == 409
    assert "Someone else changed this." in response.content.decode()
