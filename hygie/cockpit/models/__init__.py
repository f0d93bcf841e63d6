"""What the cockpit keeps."""

from .sums import DaySum

__all__ = ["DaySum"]
