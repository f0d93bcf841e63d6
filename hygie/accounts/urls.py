"""Addresses of the accounts, under our names (`accounts:…`) and, where allauth looks them up, under its own.

Only the pages we use exist: there is no open sign-up, and no page of allauth that we did not dress and mark.
"""

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

from hygie.accounts.views import account, entrance, second_factor

own: Final[list[URLPattern]] = [
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-in/second-factor/", entrance.sign_in_second_factor, name="sign_in_second_factor"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("password/forgotten/", entrance.forgotten_password, name="forgotten_password"),
    path("password/forgotten/sent/", entrance.forgotten_password_sent, name="forgotten_password_sent"),
    path("password/reset/<uidb64>/<token>/", entrance.reset_password, name="reset_password"),
    path("invitation/<token>/", entrance.invitation, name="invitation"),
    path("account/", account.profile, name="profile"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/sessions/", account.open_sessions, name="sessions"),
    path("account/sessions/end-others/", account.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<uuid:uid>/end/", account.end_session, name="end_session"),
    path("account/proof/", second_factor.prove_by_password, name="prove_by_password"),
    path("account/proof/code/", second_factor.prove_by_code, name="prove_by_code"),
    path("account/proof/passkey/", second_factor.prove_by_passkey, name="prove_by_passkey"),
    path("account/second-factor/", second_factor.second_factor, name="second_factor"),
    path("account/second-factor/app/", second_factor.add_app, name="add_app"),
    path("account/second-factor/app/remove/", second_factor.remove_app, name="remove_app"),
    path("account/second-factor/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path(
        "account/second-factor/recovery-codes/renew/", second_factor.renew_recovery_codes, name="renew_recovery_codes"
    ),
    path(
        "account/second-factor/recovery-codes.txt",
        second_factor.download_recovery_codes,
        name="download_recovery_codes",
    ),
    path("account/second-factor/passkey/", second_factor.add_passkey, name="add_passkey"),
    path("account/second-factor/passkey/<int:pk>/remove/", second_factor.remove_passkey, name="remove_passkey"),
]

ALLAUTH_NAMES: Final[dict[str, str]] = {
    "sign_in": "account_login",
    "sign_in_second_factor": "mfa_authenticate",
    "sign_out": "account_logout",
    "forgotten_password": "account_reset_password",
    "prove_by_password": "account_reauthenticate",
    "prove_by_code": "mfa_reauthenticate",
    "prove_by_passkey": "mfa_reauthenticate_webauthn",
    "second_factor": "mfa_index",
    "add_app": "mfa_activate_totp",
    "remove_app": "mfa_deactivate_totp",
    "recovery_codes": "mfa_view_recovery_codes",
}

urlpatterns: list[URLPattern | URLResolver] = [path("", include((own, "accounts")))]
urlpatterns += [
    path(str(page.pattern), page.callback, name=ALLAUTH_NAMES[page.name]) for page in own if page.name in ALLAUTH_NAMES
]
