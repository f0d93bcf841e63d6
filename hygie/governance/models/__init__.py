"""What governance keeps."""

from .accreditations import Accreditation, AccreditedSystem
from .appointments import Appointment, Coverage
from .filings import IndicatorFiling, IndicatorMeasure
from .risks import Risk, RiskReview
from .security_policies import Acknowledgement, ChapterComment, PolicyVersion, ReadingRound, SecurityPolicy
from .suppliers import Engagement, Supplier

__all__ = [
    "Accreditation",
    "AccreditedSystem",
    "Acknowledgement",
    "Appointment",
    "ChapterComment",
    "Coverage",
    "Engagement",
    "IndicatorFiling",
    "IndicatorMeasure",
    "PolicyVersion",
    "ReadingRound",
    "Risk",
    "RiskReview",
    "SecurityPolicy",
    "Supplier",
]
