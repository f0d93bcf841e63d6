"""Reads settings from environment variables; imports no Django settings.

A wrong value raises `ImproperlyConfigured` with one sentence that names the variable.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `hygie/`, `node_modules/` and, by default, `var/`."""

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """The variable without surrounding spaces."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no."""
    value = text(name, "1" if default else "0").lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")


def number(name: str, default: int = 0) -> int:
    """A whole number, zero or more."""
    value = text(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.")
    return int(value)


def listed(name: str) -> list[str]:
    """Comma-separated values, empty ones dropped."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute path; the folder need not exist yet."""
    value = text(name)
    return Path(value).expanduser().resolve() if value else default


def secret(name: str) -> str:
    """The variable, or the content of the file that `<name>_FILE` points to."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: {path} cannot be read ({error.strerror}).") from error


def kept_secret(path: Path) -> str:
    """A random key made once and kept in a file only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key)
    return key


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite in one file. It has one writer: a transaction says at its start that it will write, and others wait."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728;",
        },
    }


def postgres(name: str) -> dict[str, Any]:
    """The PostgreSQL database of the URL in the variable `name`.

    `postgresql://user:password@host:5432/hygie?sslmode=require&pool=10`: `pool` is the most connections one process
    keeps (0: none); every other parameter goes to the driver as it is. A percent-encoded folder for host is a socket.
    """
    url = _split(name, schemes=("postgres", "postgresql"))
    if not url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database: postgresql://user:password@host:5432/hygie")
    options: dict[str, Any] = {key: values[-1] for key, values in parse_qs(url.query).items()}
    pool = str(options.pop("pool", "0"))
    if not pool.isdigit():
        raise ImproperlyConfigured(f"{name}: pool={pool!r} is not a number.")
    if int(pool):
        options["pool"] = {"min_size": 1, "max_size": int(pool), "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(_port(name, url) or ""),
        # A pool keeps its own connections; without one, each thread keeps its own for ten minutes.
        "CONN_MAX_AGE": 0 if int(pool) else 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(name: str) -> dict[str, Any]:
    """Django's mail settings for `smtp://user:password@host:25`, `smtp+tls://` (STARTTLS) or `smtps://`."""
    url = _split(name, schemes=("smtp", "smtp+tls", "smtps"))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "",
        "EMAIL_PORT": _port(name, url) or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _split(name: str, schemes: tuple[str, ...]) -> SplitResult:
    url = urlsplit(text(name))
    if url.scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    return url


def _port(name: str, url: SplitResult) -> int | None:
    try:
        return url.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: the port is not a number between 0 and 65535.") from error
