"""What environment variables become, and how a wrong one is told."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from hygie.config import environment


def test_a_database_url_becomes_djangos_settings(monkeypatch):
    monkeypatch.setenv("DB", "postgresql://hygie_app:p%40ss@db.example:5433/hygie?sslmode=require&pool=10")
    database = environment.postgres("DB")
    assert (database["USER"], database["PASSWORD"], database["NAME"]) == ("hygie_app", "p@ss", "hygie")
    assert (database["HOST"], database["PORT"]) == ("db.example", "5433")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 10
    assert database["CONN_MAX_AGE"] == 0, "a pool and persistent connections exclude each other"


def test_a_database_behind_a_socket_has_a_folder_for_host(monkeypatch):
    monkeypatch.setenv("DB", "postgresql://%2Fvar%2Frun%2Fpostgresql/hygie")
    assert environment.postgres("DB")["HOST"].lower() == "/var/run/postgresql"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://somewhere/hygie",
        "postgresql://somewhere",
        "postgresql://somewhere:port/hygie",
        "postgresql://h/d?pool=x",
    ],
)
def test_a_wrong_database_url_is_told_in_one_line_that_names_the_variable(monkeypatch, url):
    monkeypatch.setenv("HYGIE_DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="HYGIE_DATABASE_URL") as told:
        environment.postgres("HYGIE_DATABASE_URL")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail", 25, False, False),
        ("smtp+tls://mail", 587, True, False),
        ("smtps://mail:1465", 1465, False, True),
    ],
)
def test_a_mail_url_says_how_the_way_is_protected(monkeypatch, url, port, tls, ssl):
    monkeypatch.setenv("MAIL", url)
    mail = environment.mail("MAIL")
    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("0", False), ("", False), (" off ", False)]
)
def test_a_flag_is_a_yes_or_a_no(monkeypatch, value, expected):
    monkeypatch.setenv("FLAG", value)
    assert environment.flag("FLAG", default=True) is expected


def test_a_flag_that_is_neither_is_refused_rather_than_guessed(monkeypatch):
    monkeypatch.setenv("FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="FLAG"):
        environment.flag("FLAG")


@pytest.mark.parametrize("value", ["-1", "two", "1.5"])
def test_a_number_is_whole_and_not_negative(monkeypatch, value):
    monkeypatch.setenv("NUMBER", value)
    with pytest.raises(ImproperlyConfigured, match="NUMBER"):
        environment.number("NUMBER")


def test_a_kept_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / "keys" / "django.key"
    key = environment.kept_secret(path)
    assert len(key) >= 64
    assert environment.kept_secret(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("SECRET", "from the environment")
    monkeypatch.setenv("SECRET_FILE", str(tmp_path / "key"))
    assert environment.secret("SECRET") == "from a file"


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="absent"):
        environment.secret("SECRET")
