"""Settings shared by development, tests and production."""

from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from hygie.config import environment
from hygie.config.settings.accounts import *  # noqa: F403

BASE_DIR = environment.ROOT
HYGIE_HOME = environment.folder("HYGIE_HOME", BASE_DIR / "var")
"""Folder of the database and of the private files: one per instance."""

DEBUG = False
ROOT_URLCONF = "hygie.config.urls"
WSGI_APPLICATION = "hygie.config.wsgi.application"
ASGI_APPLICATION = "hygie.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Ours come first, so that our templates win over those of the libraries. Lower floors before upper ones.
    "hygie.core",
    "hygie.accounts",
    "hygie.web",
    "hygie.territory",
    "hygie.exchanges",
    "hygie.api",
    "hygie.obligations",
    "hygie.governance",
    "hygie.audits",
    "hygie.cockpit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before sessions: the open API hears no cookie.
    "hygie.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hygie.accounts.middleware.PersonLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hygie.accounts.middleware.SessionEndMiddleware",
    "hygie.accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hygie.territory.middleware.SeatMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, as its documentation asks: it turns the answer of a locked-out sign-in.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hygie.web.context.page",
                "hygie.territory.context.seats",
            ],
        },
    },
]

# No ATOMIC_REQUESTS: a transaction is opened by an action, for as short as it can be.
DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.postgres("HYGIE_DATABASE_URL")
    if environment.text("HYGIE_DATABASE_URL")
    else environment.sqlite(HYGIE_HOME / "hygie.sqlite3"),
}
if environment.text("HYGIE_OWNER_DATABASE_URL"):
    # Used by `hygie migrate` alone: the application itself connects as a role that owns no table.
    DATABASES["owner"] = environment.postgres("HYGIE_OWNER_DATABASE_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "hygie" / "locale"]
LANGUAGE_COOKIE_NAME = "hygie_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    # Only the few front-end files that pages load, taken from node_modules.
    "hygie.web.finders.NodeFilesFinder",
]
NODE_MODULES = BASE_DIR / "node_modules"
# The files are served from where they stand; production serves a collected copy instead.
WHITENOISE_USE_FINDERS = True

HYGIE_API_PER_MINUTE = 120
"""Requests that one token may make in a minute, deposits included; each web process counts its own."""
HYGIE_API_DEPOSITS_PER_MINUTE = 20
HYGIE_API_BODY = 256 * 1024
"""Bytes of a request to the open API; its documents have a bound of their own."""

HYGIE_ABSENCES_TO_CLOSE = environment.number("HYGIE_ABSENCES_TO_CLOSE", 1)
"""Reports in a row that must not show a finding before it closes as “not seen”."""

HYGIE_WEBHOOKS_LOCAL = False
"""Whether a webhook may tell http://127.0.0.1: for development and tests, where no other address is inside reach."""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

SESSION_COOKIE_NAME = "hygie_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "hygie_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hygie.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

MEDIA_ROOT = HYGIE_HOME / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Everything of a form but its files; the size of a file is bounded where it is stored.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("HYGIE_MAIL_FROM", "Hygie <hygie@localhost>")
EMAIL_SUBJECT_PREFIX = ""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "hygie": {"level": environment.text("HYGIE_LOG_LEVEL", "INFO").upper()},
        # Django's own configuration would write the same line twice.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django_tasks": {"level": "WARNING"},
        # Its warning at every end would ask for a Ctrl-C that is not needed.
        "django_tasks_db": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
    },
}
