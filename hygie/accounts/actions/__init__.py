"""The only place of this app that writes.

`people`: accounts and invitations; `protection`: second factor and sign-in log; `personal_data`: erasing.
"""

from hygie.accounts.actions.people import (
    PASSWORD_MAX_LENGTH,
    accept_invitation,
    change_email,
    change_language,
    change_password,
    change_profile,
    check_password,
    create_person,
    deactivate,
    end_other_sessions,
    end_session,
    invite,
    own,
    reactivate,
    request_password_reset,
    require_second_factor,
    revoke_invitation,
    tell,
)
from hygie.accounts.actions.protection import (
    note_recovery_codes_renewed,
    note_second_factor_added,
    note_second_factor_removed,
    record_sign_in,
    reset_second_factor,
    use_second_factor,
)

__all__ = [
    "PASSWORD_MAX_LENGTH",
    "accept_invitation",
    "change_email",
    "change_language",
    "change_password",
    "change_profile",
    "check_password",
    "create_person",
    "deactivate",
    "end_other_sessions",
    "end_session",
    "invite",
    "note_recovery_codes_renewed",
    "note_second_factor_added",
    "note_second_factor_removed",
    "own",
    "reactivate",
    "record_sign_in",
    "request_password_reset",
    "require_second_factor",
    "reset_second_factor",
    "revoke_invitation",
    "tell",
    "use_second_factor",
]
