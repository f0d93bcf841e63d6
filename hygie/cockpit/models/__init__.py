"""What the cockpit keeps."""

from .bulletins import BulletinReader
from .peers import PeerConsent
from .sums import DaySum
from .today import HelpNeed, IndicatorDay

__all__ = ["BulletinReader", "DaySum", "HelpNeed", "IndicatorDay", "PeerConsent"]
