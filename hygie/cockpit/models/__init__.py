"""What the cockpit keeps."""

from .bulletins import BulletinReader
from .peers import PeerConsent
from .sums import DaySum
from .tables import PublishedTable
from .today import HelpNeed, IndicatorDay

__all__ = ["BulletinReader", "DaySum", "HelpNeed", "IndicatorDay", "PeerConsent", "PublishedTable"]
