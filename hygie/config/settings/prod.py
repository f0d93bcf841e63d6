"""Production: everything comes from the environment, and an unsafe instance refuses to start.

HYGIE_SECRET_KEY or HYGIE_SECRET_KEY_FILE   50 random characters or more
HYGIE_HOSTS                                 addresses of this instance, separated by commas
HYGIE_PUBLIC_URL                            https://…, where people reach it (default: the first of HYGIE_HOSTS)
HYGIE_HOME                                  private folder, closed to other users
HYGIE_DATABASE_URL                          postgresql://… as the application role, which owns no table
HYGIE_OWNER_DATABASE_URL                    postgresql://… as the owner of the tables, for `hygie migrate` only
HYGIE_MAIL_URL, HYGIE_MAIL_FROM             smtp+tls://user:password@host, and the sender
HYGIE_STATIC_ROOT                           where `hygie static` gathers the public files
HYGIE_TRUST_PROXY                           1 when a proxy of yours stands before it and ends TLS
HYGIE_LEDGER_KEY                            file of the key that signs the ledger, outside HYGIE_HOME
"""

from django.core.exceptions import ImproperlyConfigured

from hygie.config import environment, safety
from hygie.config.settings.base import *  # noqa: F403
from hygie.config.settings.base import ALLAUTH_TRUSTED_PROXY_COUNT, HYGIE_HOME

DEBUG = environment.flag("HYGIE_DEBUG")
SECRET_KEY = environment.secret("HYGIE_SECRET_KEY")
ALLOWED_HOSTS = environment.listed("HYGIE_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]
STATIC_ROOT = environment.folder("HYGIE_STATIC_ROOT", HYGIE_HOME / "static")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = environment.flag(
    "HYGIE_SECURE_COOKIES", default=True
)

_dangers = safety.dangers(
    safety.Instance(
        secret_key=SECRET_KEY,
        debug=DEBUG,
        hosts=ALLOWED_HOSTS,
        secure_cookies=SESSION_COOKIE_SECURE,
        home=HYGIE_HOME,
        web_root=STATIC_ROOT,
        demonstration=environment.flag("HYGIE_DEMO"),
        ledger_key=environment.text("HYGIE_LEDGER_KEY"),
    )
)
if _dangers:
    raise ImproperlyConfigured(f"Unsafe in production: {'; '.join(_dangers)}.")

HYGIE_PUBLIC_URL = environment.text("HYGIE_PUBLIC_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}")

# The prefix makes browsers refuse the cookie when it is not secure, or set by another host of the same domain.
SESSION_COOKIE_NAME = "__Host-hygie_session"
CSRF_COOKIE_NAME = "__Host-hygie_csrf"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Submitting a domain to the browsers' preload list is for its owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Names that carry a digest of the content: browsers may keep the files for ever.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

if environment.text("HYGIE_MAIL_URL"):
    globals().update(environment.mail("HYGIE_MAIL_URL"))
