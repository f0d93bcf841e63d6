"""The small region, and people who sign in to it."""

import pytest

from tests.factories.territory import seated, world


@pytest.fixture
def w():
    return world()


@pytest.fixture
def as_(client):
    """`as_(role, place)` signs somebody in there and returns the browser."""

    def sign_in(role, *places):
        client.force_login(seated(role, *places))
        return client

    return sign_in
