"""What the cockpit keeps."""

from .sums import DaySum
from .today import HelpNeed, IndicatorDay

__all__ = ["DaySum", "HelpNeed", "IndicatorDay"]
