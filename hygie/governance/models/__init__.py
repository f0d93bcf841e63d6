"""What governance keeps."""

from .appointments import Appointment, Coverage
from .security_policies import Acknowledgement, ChapterComment, PolicyVersion, ReadingRound, SecurityPolicy

__all__ = [
    "Acknowledgement",
    "Appointment",
    "ChapterComment",
    "Coverage",
    "PolicyVersion",
    "ReadingRound",
    "SecurityPolicy",
]
