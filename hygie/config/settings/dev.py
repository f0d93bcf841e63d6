"""A local demonstration or a developer's machine: one person, on 127.0.0.1."""

from hygie.config import environment
from hygie.config.settings.base import *  # noqa: F403
from hygie.config.settings.base import HYGIE_HOME

HYGIE_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)

# Off like in production, so that error pages are seen as everyone sees them.
DEBUG = environment.flag("HYGIE_DEBUG")
SECRET_KEY = environment.kept_secret(HYGIE_HOME / "keys" / "django.key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *environment.listed("HYGIE_HOSTS")]

# The sign-in page shows the second-factor code of the demonstration's invented people, and of nobody else.
HYGIE_DEMO = environment.flag("HYGIE_DEMO", default=True)

# A tool being written listens on this machine.
HYGIE_WEBHOOKS_LOCAL = True
