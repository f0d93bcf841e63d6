"""Who read, without a name: a digest that tells two readings of one reader in one round, and nothing else."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from .models import ReadingRound


def by_person(person_id: int) -> str:
    """Somebody signed in."""
    return f"person:{person_id}"


def by_browser(secret: str) -> str:
    """Somebody without an account."""
    return f"browser:{secret}"


def reader_digest(reading: ReadingRound, reader: str) -> str:
    """Says nothing of who, nor links two rounds."""
    return salted_hmac("hygie.governance.reading", f"{reading.uid}:{reader}", algorithm="sha256").hexdigest()
