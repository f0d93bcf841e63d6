"""What the cockpit writes: only what it computed beforehand."""

from .pictures import rebuild, record_day, record_missing
from .refreshing import refresh

__all__ = ["rebuild", "record_day", "record_missing", "refresh"]
