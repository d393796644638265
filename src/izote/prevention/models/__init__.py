"""The nouns of prevention: places, groups, institutions and words; never a person."""

from izote.prevention.models.answers import Answer, DoorKey, Evidence, EvidenceBody
from izote.prevention.models.assessment_documents import AssessmentDocument
from izote.prevention.models.assessments import Agreement, EvidenceItem, Kind, ReviewNote, RiskAssessment
from izote.prevention.models.bulletins import BulletinHarm, MonthlyBulletin, MonthlyEdition, TerritoryPhase, ToldCell
from izote.prevention.models.figures import FigureFile, FigureKey, SignalFigure
from izote.prevention.models.memory import MemoryDate, Resource
from izote.prevention.models.proposals import AllowedName, Proposal, ProposalAnswer, ProposalCredit, Screening
from izote.prevention.models.ratings import FactorRating, IndicatorEvidence, RaterSheet, RatingDraft, Settled, Stance
from izote.prevention.models.recommendations import Addressee, Recommendation, Rung, Support, Verdict
from izote.prevention.models.scenarios import Scenario
from izote.prevention.models.signals import Desk, Feedback, Signal, Verification
from izote.prevention.models.sources import Source, Statement
from izote.prevention.models.steps import Moving, Step
from izote.prevention.models.tools import Assistance, AssistanceVisit, Evaluation, KeptFile, Pilot, Tool, ToolUse, ToolVersion
from izote.prevention.models.visits import TerritoryVisit
from izote.prevention.models.warning_after import Closing, FollowUpReport, Receipt, Share
from izote.prevention.models.warning_public import PublicVersion, WarningPaper
from izote.prevention.models.warning_reviews import HarmAnswer, HarmCheck, HarmThreat, Review, Signature
from izote.prevention.models.warnings import EarlyWarning, WarningSection, WarningSignal
from izote.prevention.models.workshops import Ballot, Commitment, Vote, WorkshopAct
from izote.prevention.models.yearly import MandateWords, YearlyReport

__all__ = [
    "Addressee",
    "Agreement",
    "AllowedName",
    "Answer",
    "AssessmentDocument",
    "Assistance",
    "AssistanceVisit",
    "Ballot",
    "BulletinHarm",
    "Closing",
    "Commitment",
    "Desk",
    "DoorKey",
    "EarlyWarning",
    "Evaluation",
    "Evidence",
    "EvidenceBody",
    "EvidenceItem",
    "FactorRating",
    "Feedback",
    "FigureFile",
    "FigureKey",
    "FollowUpReport",
    "HarmAnswer",
    "HarmCheck",
    "HarmThreat",
    "IndicatorEvidence",
    "KeptFile",
    "Kind",
    "MandateWords",
    "MemoryDate",
    "MonthlyBulletin",
    "MonthlyEdition",
    "Moving",
    "Pilot",
    "Proposal",
    "ProposalAnswer",
    "ProposalCredit",
    "PublicVersion",
    "RaterSheet",
    "RatingDraft",
    "Receipt",
    "Recommendation",
    "Resource",
    "Review",
    "ReviewNote",
    "RiskAssessment",
    "Rung",
    "Scenario",
    "Screening",
    "Settled",
    "Share",
    "Signal",
    "SignalFigure",
    "Signature",
    "Source",
    "Stance",
    "Statement",
    "Step",
    "Support",
    "TerritoryPhase",
    "TerritoryVisit",
    "ToldCell",
    "Tool",
    "ToolUse",
    "ToolVersion",
    "Verdict",
    "Verification",
    "Vote",
    "WarningPaper",
    "WarningSection",
    "WarningSignal",
    "WorkshopAct",
    "YearlyReport",
]
