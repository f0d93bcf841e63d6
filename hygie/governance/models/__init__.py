"""What governance keeps."""

from .accreditations import Accreditation, AccreditedSystem
from .appointments import Appointment, Coverage
from .filings import IndicatorFiling, IndicatorMeasure
from .security_policies import Acknowledgement, ChapterComment, PolicyVersion, ReadingRound, SecurityPolicy

__all__ = [
    "Accreditation",
    "AccreditedSystem",
    "Acknowledgement",
    "Appointment",
    "ChapterComment",
    "Coverage",
    "IndicatorFiling",
    "IndicatorMeasure",
    "PolicyVersion",
    "ReadingRound",
    "SecurityPolicy",
]
