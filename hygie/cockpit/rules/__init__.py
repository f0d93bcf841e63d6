"""What the cockpit reckons: plain values in, plain values out."""

from .audit import exposed
from .intervals import Interval, wilson
from .needs import Reason, ReasonKind, reasons_for_help
from .suppression import suppress
from .tables import Beside, Counts, Hides, Publication, Table, nearly_same

__all__ = [
    "Beside",
    "Counts",
    "Hides",
    "Interval",
    "Publication",
    "Reason",
    "ReasonKind",
    "Table",
    "exposed",
    "nearly_same",
    "reasons_for_help",
    "suppress",
    "wilson",
]
