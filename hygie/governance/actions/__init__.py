"""Every change to governance is one of these functions; nothing else writes."""

from .accreditations import add_system, change_system, decide, withdraw_accreditation
from .appointments import appoint, change_appointment, end_appointment
from .filings import file_indicators
from .readings import acknowledge, close_reading, open_reading
from .risks import add_from_models, add_risk, change_risk, close_risk, review_register
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
from .suppliers import change_engagement, end_engagement, engage, review_access

__all__ = [
    "acknowledge",
    "add_from_models",
    "add_risk",
    "add_system",
    "appoint",
    "approve",
    "change_appointment",
    "change_draft",
    "change_engagement",
    "change_risk",
    "change_system",
    "close_reading",
    "close_risk",
    "comment",
    "decide",
    "digest_of",
    "end_appointment",
    "end_engagement",
    "engage",
    "file_indicators",
    "handle_comment",
    "move",
    "open_reading",
    "review",
    "review_access",
    "review_register",
    "start_policy",
    "withdraw",
    "withdraw_accreditation",
]
