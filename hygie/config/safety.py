"""What makes a production instance unsafe to start. Pure but for looking at the mode of one folder."""

import stat
from dataclasses import dataclass
from pathlib import Path

KEY_LENGTH = 50
"""Django's own threshold for a secret key, in characters."""

KNOWN_KEYS = ("django-insecure", "tests-only", "changeme", "change-me", "secret-key", "your-")
"""Fragments of keys that are printed in documentation, examples or this repository."""


@dataclass(frozen=True)
class Instance:
    """The settings that decide whether an instance may meet the world."""

    secret_key: str
    debug: bool
    hosts: list[str]
    secure_cookies: bool
    home: Path
    web_root: Path
    ledger_key: str
    demonstration: bool = False


def dangers(instance: Instance) -> list[str]:
    """Every reason not to start, each naming the variable to change; empty when safe."""
    reasons = [
        _danger_of_key(instance.secret_key),
        "HYGIE_DEBUG is on: error pages would show settings and data" if instance.debug else None,
        _danger_of_hosts(instance.hosts),
        None if instance.secure_cookies else "HYGIE_SECURE_COOKIES is off: sessions could be read on the way",
        "HYGIE_DEMO is on: the sign-in page would show second-factor codes" if instance.demonstration else None,
        _danger_of_home(instance.home, instance.web_root),
        _danger_of_ledger_key(instance.ledger_key, instance.home),
    ]
    return [reason for reason in reasons if reason]


def _danger_of_key(key: str) -> str | None:
    if not key:
        return "HYGIE_SECRET_KEY is missing (or name a file in HYGIE_SECRET_KEY_FILE)"
    if any(known in key.lower() for known in KNOWN_KEYS):
        return "HYGIE_SECRET_KEY is an example everyone knows"
    if len(key) < KEY_LENGTH or len(set(key)) < 10:
        return f"HYGIE_SECRET_KEY is too weak: give {KEY_LENGTH} random characters or more"
    return None


def _danger_of_ledger_key(path: str, home: Path) -> str | None:
    if not path:
        return "HYGIE_LEDGER_KEY is missing: name the file of the key that signs the ledger"
    if home in Path(path).parents:
        return f"HYGIE_LEDGER_KEY is inside HYGIE_HOME ({home}): whoever rewrites the ledger could sign it"
    return None


def _danger_of_hosts(hosts: list[str]) -> str | None:
    if not hosts:
        return "HYGIE_HOSTS is empty: name the addresses of this instance, separated by commas"
    if any(host.startswith("*") for host in hosts):
        return "HYGIE_HOSTS contains '*': name each address of this instance"
    return None


def _danger_of_home(home: Path, web_root: Path) -> str | None:
    if home == web_root or web_root in home.parents:
        return f"HYGIE_HOME is inside the folder that is served to everyone ({web_root})"
    if not home.is_dir():
        return f"HYGIE_HOME ({home}) is not a folder"
    if home.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH):
        return f"HYGIE_HOME ({home}) is open to every user of this machine: chmod o= {home}"
    return None
