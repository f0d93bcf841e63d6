"""Secrets of the accounts: sealed when they must be read again, digested when they must only be recognised.

Everything derives from `SECRET_KEY`, which lives outside the database: a copy of the database alone opens nothing.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes


class Unreadable(Exception):
    """The sealed text was made with a key that is neither the present one nor a fallback."""


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Unreadable. `SECRET_KEY_FALLBACKS` opens what an earlier key sealed."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def digest_of_token(token: str) -> str:
    """A random token needs no salt: 256 bits are not guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def digest_of_attempt(typed: str) -> str:
    """A keyed digest of what was typed as an address: equal attempts compare, nobody reads them back."""
    return salted_hmac("hygie.accounts.attempt", typed, algorithm="sha256").hexdigest()


def invitation_token(uid: str) -> str:
    """The secret of an invitation's link: derived, so that a mail sent twice carries the same one."""
    mac = salted_hmac("hygie.accounts.invitation", uid, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(force_bytes(key))) for key in keys])


def _key(secret: bytes) -> bytes:
    stretch = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hygie.accounts.second-factor")
    derived = stretch.derive(secret)
    return base64.urlsafe_b64encode(derived)
