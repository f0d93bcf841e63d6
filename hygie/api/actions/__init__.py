"""Every change to what the open API keeps is one of these functions."""

from .keys import purge_keys, remember_key
from .tokens import create_token, note_use, revoke_token
from .webhooks import add_webhook, send_test, set_active

__all__ = [
    "add_webhook",
    "create_token",
    "note_use",
    "purge_keys",
    "remember_key",
    "revoke_token",
    "send_test",
    "set_active",
]
