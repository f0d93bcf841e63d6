"""Settings of the test suite. Each process has a folder of its own, removed when it ends."""

import atexit
import shutil
import tempfile
from pathlib import Path

from hygie.config import environment
from hygie.config.settings.base import *  # noqa: F403
from hygie.config.settings.base import LOGGING

HYGIE_HOME = Path(tempfile.mkdtemp(prefix="hygie-test-"))
atexit.register(shutil.rmtree, HYGIE_HOME, ignore_errors=True)
MEDIA_ROOT = HYGIE_HOME / "files"

SECRET_KEY = "tests-only-" + "0123456789abcdef" * 4
HYGIE_WEBHOOKS_LOCAL = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

if environment.text("HYGIE_TEST_DATABASE_URL"):
    DATABASES = {"default": environment.postgres("HYGIE_TEST_DATABASE_URL") | {"CONN_MAX_AGE": 0}}
else:
    # A file and not memory: the live server and its threads then see a database like the real one.
    DATABASES = {"default": environment.sqlite(HYGIE_HOME / "hygie.sqlite3")}
    DATABASES["default"]["TEST"] = {"NAME": HYGIE_HOME / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

LOGGING["root"] = {"handlers": [], "level": "WARNING"}
