"""What the tests of pages say often."""

from django.urls import reverse


def url(name, *arguments):
    """The address of a page of the territory; an argument that has a `uid` is named by it."""
    return reverse(f"territory:{name}", args=[getattr(one, "uid", one) for one in arguments])


def text_of(response):
    """The page, which must have been shown."""
    assert response.status_code == 200, response.status_code
    return response.content.decode()
