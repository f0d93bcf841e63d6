"""What the cockpit writes: only what it computed beforehand, and who receives its bulletin."""

from .bulletins import ask_for_bulletin, send_bulletins, stop_bulletin
from .peers import join_peers, leave_peers
from .pictures import rebuild, record_day, record_missing
from .publication import NotYet, publish_due, publish_quarter
from .refreshing import count_indicators_everywhere, refresh

__all__ = [
    "NotYet",
    "ask_for_bulletin",
    "count_indicators_everywhere",
    "join_peers",
    "leave_peers",
    "publish_due",
    "publish_quarter",
    "rebuild",
    "record_day",
    "record_missing",
    "refresh",
    "send_bulletins",
    "stop_bulletin",
]
