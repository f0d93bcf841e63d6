"""Campaigns and audits, reports and findings, assets, plans, and what is known of vulnerabilities."""

from .acceptances import RiskAcceptance
from .assets import Asset, Product
from .campaigns import Audit, AuditorAccess, Campaign, Question
from .counts import FindingDay, FindingSummary
from .findings import Finding, FindingCve, FindingEvent, FindingFile, SavedFilter, Weakness
from .imports import ReportImport
from .knowledge import AdvisoryAlert, ClosingDay, DeadlinePolicy, EnrichmentRun, Vulnerability
from .plans import PlanAction, PlannedFinding, RemediationPlan

__all__ = [
    "AdvisoryAlert",
    "Asset",
    "Audit",
    "AuditorAccess",
    "Campaign",
    "ClosingDay",
    "DeadlinePolicy",
    "EnrichmentRun",
    "Finding",
    "FindingCve",
    "FindingDay",
    "FindingEvent",
    "FindingFile",
    "FindingSummary",
    "PlanAction",
    "PlannedFinding",
    "Product",
    "Question",
    "RemediationPlan",
    "ReportImport",
    "RiskAcceptance",
    "SavedFilter",
    "Vulnerability",
    "Weakness",
]
