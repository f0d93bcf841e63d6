"""Public identifiers: time-ordered and unguessable, so that a URL tells nothing and an index stays compact."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_uid() -> UUID:
    """A UUIDv7 (RFC 9562)."""
    return uuid7()
