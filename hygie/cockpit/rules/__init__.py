"""What the cockpit reckons, without database or clock."""

from .intervals import Interval, wilson
from .needs import Reason, ReasonKind, reasons_for_help

__all__ = ["Interval", "Reason", "ReasonKind", "reasons_for_help", "wilson"]
