"""What a token looks like: pure values, no rows, no clock."""

from __future__ import annotations

import re
import zlib

from django.utils.crypto import get_random_string

PREFIX = "hyg_"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SECRET_LENGTH = 43
"""Characters of 62: 256 bits, which nobody guesses."""
CHECK_LENGTH = 6
"""Enough for the 32 bits of a CRC."""
SHAPE = re.compile(rf"{PREFIX}[{DIGITS}]{{{SECRET_LENGTH + CHECK_LENGTH}}}")
SHOWN = len(PREFIX) + 4
"""How much of a token stays readable, for its owner to tell one from another."""


def new_token() -> str:
    """A random token. Prefix and checksum let whoever scans for leaks recognise one, and no other text."""
    secret = get_random_string(SECRET_LENGTH, DIGITS)
    return f"{PREFIX}{secret}{checksum(secret)}"


def looks_like_a_token(text: str) -> bool:
    """Whether the text has the shape and the checksum of a token: a look-up is spared for all others."""
    if not SHAPE.fullmatch(text):
        return False
    secret, check = text[len(PREFIX) : -CHECK_LENGTH], text[-CHECK_LENGTH:]
    return checksum(secret) == check


def checksum(secret: str) -> str:
    """The CRC-32 of the secret in base 62, padded."""
    rest, signs = zlib.crc32(secret.encode("ascii")), ""
    for _place in range(CHECK_LENGTH):
        rest, digit = divmod(rest, len(DIGITS))
        signs = DIGITS[digit] + signs
    return signs
