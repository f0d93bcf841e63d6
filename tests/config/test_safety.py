"""Production refuses to start when unsafe, and says which."""

import os
import secrets
import subprocess
import sys
from dataclasses import replace

import pytest

from hygie.config.safety import Instance, dangers


@pytest.fixture
def safe(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return Instance(
        secrets.token_urlsafe(64), False, ["hygie.example"], True, home, tmp_path / "public", "/etc/hygie/ledger"
    )


def test_a_safe_instance_starts(safe):
    assert dangers(safe) == []


@pytest.mark.parametrize(
    ("unsafe", "named"),
    [
        ({"secret_key": ""}, "HYGIE_SECRET_KEY is missing"),
        ({"secret_key": "short"}, "HYGIE_SECRET_KEY is too weak"),
        ({"secret_key": "ab" * 40}, "HYGIE_SECRET_KEY is too weak"),
        ({"secret_key": "django-insecure-" + "x1y2z3w4v5" * 6}, "HYGIE_SECRET_KEY is an example"),
        ({"debug": True}, "HYGIE_DEBUG"),
        ({"hosts": []}, "HYGIE_HOSTS is empty"),
        ({"hosts": ["hygie.example", "*"]}, "HYGIE_HOSTS contains '*'"),
        ({"secure_cookies": False}, "HYGIE_SECURE_COOKIES"),
        ({"ledger_key": ""}, "HYGIE_LEDGER_KEY is missing"),
    ],
)
def test_an_unsafe_setting_is_named(safe, unsafe, named):
    (reason,) = dangers(replace(safe, **unsafe))
    assert named in reason


def test_a_private_folder_open_to_other_users_is_refused(safe):
    safe.home.chmod(0o755)
    (reason,) = dangers(safe)
    assert "HYGIE_HOME" in reason
    assert "chmod" in reason


def test_a_private_folder_that_is_absent_is_refused(safe):
    (reason,) = dangers(replace(safe, home=safe.home / "absent"))
    assert "not a folder" in reason


def test_a_private_folder_inside_the_served_one_is_refused(safe):
    (reason,) = dangers(replace(safe, web_root=safe.home.parent))
    assert "served" in reason


def test_every_danger_is_told_at_once(safe):
    assert len(dangers(replace(safe, secret_key="", debug=True, hosts=[], secure_cookies=False))) == 4


def _start(tmp_path, *words, **variables):
    tmp_path.chmod(0o700)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HYGIE_", "DJANGO_"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "hygie.config.settings.prod", "HYGIE_HOME": str(tmp_path), **variables}
    return subprocess.run([sys.executable, *words], env=environment, check=False, capture_output=True, text=True)


def test_an_unsafe_production_ends_with_one_line_that_names_each_reason(tmp_path):
    done = _start(tmp_path, "-m", "hygie", "verify", HYGIE_DEBUG="0", HYGIE_HOSTS="*")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "HYGIE_SECRET_KEY" in line
    assert "HYGIE_HOSTS" in line


def test_a_safe_production_has_nothing_to_correct_for_django(tmp_path):
    done = _start(
        tmp_path,
        *("-m", "django", "check", "--deploy", "--fail-level", "WARNING"),
        HYGIE_SECRET_KEY=secrets.token_urlsafe(64),
        HYGIE_HOSTS="hygie.example",
        HYGIE_LEDGER_KEY="/etc/hygie/ledger.key",
    )
    assert done.returncode == 0, done.stderr
