"""Sign-in: people, passwords, the lock-out, the second factor and sessions."""

from datetime import timedelta
from typing import Any

from hygie.config import environment

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    # First, so that a locked-out address never reaches a password check.
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

HYGIE_PUBLIC_URL = environment.text("HYGIE_PUBLIC_URL", "http://127.0.0.1:8000")
"""Where people reach the platform: the beginning of every link in a mail."""

HYGIE_DEMO = False
"""Shows the second-factor code of invented people on the sign-in page. Only development settings may turn it on."""

# Passwords: length and what is too common, no rule on kinds of characters (ANSSI 2021, CNIL 2022-100).
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hygie.accounts.passwords.ObviousPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

# Lock-out: five failures of one address from one network address. Never the address alone: whoever knows it could
# then keep its owner out, on the very night the owner is needed.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "email"
AXES_USERNAME_CALLABLE = "hygie.accounts.client.attempted_address"
AXES_CLIENT_IP_CALLABLE = "hygie.accounts.client.client_address"
AXES_LOCKOUT_CALLABLE = "hygie.accounts.views.locked_out"
# People mistype passwords into the address field: what was typed stays out of the logs.
AXES_SENSITIVE_PARAMETERS = ["username", "login", "email", "ip_address"]
# Our own log (accounts.SignIn) keeps what is worth keeping, and knows when to forget it.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.flag("HYGIE_TRUST_PROXY") else 0

HYGIE_KEEP_SIGN_IN_ADDRESSES = timedelta(days=90)
HYGIE_KEEP_SIGN_INS = timedelta(days=365)

ACCOUNT_ADAPTER = "hygie.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    # A whole hospital may come from one address on Monday morning.
    "login": "300/m/ip",
    # Second-factor codes and passkeys: wrong ones per person.
    "login_failed": "5/15m/key",
    "reauthenticate": "20/m/user",
}

MFA_ADAPTER = "hygie.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Hygie"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation has proved the address

# A session ends with the browser, after four idle hours, and after twelve hours whatever happens.
SESSION_ENGINE = "hygie.accounts.sessions"
SESSION_COOKIE_AGE = 4 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
HYGIE_SESSION_LIFETIME = timedelta(hours=12)
