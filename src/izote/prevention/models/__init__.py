"""The nouns of prevention: places, groups, institutions and words; never a person."""

from izote.prevention.models.assessments import Kind, RiskAssessment
from izote.prevention.models.proposals import Proposal
from izote.prevention.models.recommendations import Addressee, Recommendation
from izote.prevention.models.signals import Signal
from izote.prevention.models.steps import Moving, Step
from izote.prevention.models.warnings import EarlyWarning

__all__ = ["Addressee", "EarlyWarning", "Kind", "Moving", "Proposal", "Recommendation", "RiskAssessment", "Signal", "Step"]
