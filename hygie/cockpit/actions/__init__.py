"""What the cockpit writes: only what it computed beforehand, and who receives its bulletin."""

from .bulletins import ask_for_bulletin, send_bulletins, stop_bulletin
from .peers import join_peers, leave_peers
from .pictures import rebuild, record_day, record_missing
from .refreshing import count_indicators_everywhere, refresh

__all__ = [
    "ask_for_bulletin",
    "count_indicators_everywhere",
    "join_peers",
    "leave_peers",
    "rebuild",
    "record_day",
    "record_missing",
    "refresh",
    "send_bulletins",
    "stop_bulletin",
]
