"""Every change to governance is one of these functions; nothing else writes."""

from .accreditations import add_system, change_system, decide, withdraw_accreditation
from .appointments import appoint, change_appointment, end_appointment
from .filings import file_indicators
from .readings import acknowledge, close_reading, open_reading
from .security_policies import (
    approve,
    change_draft,
    comment,
    digest_of,
    handle_comment,
    move,
    review,
    start_policy,
    withdraw,
)

__all__ = [
    "acknowledge",
    "add_system",
    "appoint",
    "approve",
    "change_appointment",
    "change_draft",
    "change_system",
    "close_reading",
    "comment",
    "decide",
    "digest_of",
    "end_appointment",
    "file_indicators",
    "handle_comment",
    "move",
    "open_reading",
    "review",
    "start_policy",
    "withdraw",
    "withdraw_accreditation",
]
