"""The rules of the obligations: pure functions over plain values, without database or clock."""

from .binding import not_bound
from .facts import Dossier, Member, OrganisationFacts, ProofFact, ReviewFact, WaiverFact
from .next_things import NextThing, NextWhy, next_things
from .status import judge_all, status_of
from .verdict import Explanation, Reason, Verdict, Why, explanation_from_json, explanation_to_json, stored_verdict

__all__ = [
    "Dossier",
    "Explanation",
    "Member",
    "NextThing",
    "NextWhy",
    "OrganisationFacts",
    "ProofFact",
    "Reason",
    "ReviewFact",
    "Verdict",
    "WaiverFact",
    "Why",
    "explanation_from_json",
    "explanation_to_json",
    "judge_all",
    "next_things",
    "not_bound",
    "status_of",
    "stored_verdict",
]
