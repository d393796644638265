"""The nouns of prevention: places, groups, institutions and words; never a person."""

from izote.prevention.models.assessments import Kind, RiskAssessment
from izote.prevention.models.proposals import Proposal
from izote.prevention.models.recommendations import Addressee, Recommendation
from izote.prevention.models.signals import Signal
from izote.prevention.models.steps import Moving, Step
from izote.prevention.models.warning_after import Closing, FollowUpReport, Receipt, Share
from izote.prevention.models.warning_public import PublicVersion, WarningPaper
from izote.prevention.models.warning_reviews import HarmAnswer, HarmCheck, HarmThreat, Review, Signature
from izote.prevention.models.warnings import EarlyWarning, WarningSection, WarningSignal

__all__ = [
    "Addressee",
    "Closing",
    "EarlyWarning",
    "FollowUpReport",
    "HarmAnswer",
    "HarmCheck",
    "HarmThreat",
    "Kind",
    "Moving",
    "Proposal",
    "PublicVersion",
    "Receipt",
    "Recommendation",
    "Review",
    "RiskAssessment",
    "Share",
    "Signal",
    "Signature",
    "Step",
    "WarningPaper",
    "WarningSection",
    "WarningSignal",
]
