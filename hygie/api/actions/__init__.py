"""Every change to what the open API keeps is one of these functions."""

from .tokens import create_token, note_use, revoke_token

__all__ = ["create_token", "note_use", "revoke_token"]
