"""The nouns of casework."""

from izote.casework.models.after import CallAttempt, Closure, ContactCall, Refusal, SealedOutcome
from izote.casework.models.assessments import Answers, Assessment, PaperForm, Score
from izote.casework.models.care import Appointment, CalendarFeed, Document, DocumentBody, ServiceDelivered
from izote.casework.models.cases import Approval, Case, CaseEvent, CaseShare, OfficeRules, Text, Transfer, Visit
from izote.casework.models.children import BestInterestStep, ChildFile, FearedPerson
from izote.casework.models.figures import CareFigure
from izote.casework.models.plans import Goal, Plan, PlanAction
from izote.casework.models.referrals import (
    Referral,
    ReferralConsent,
    ReferralEvent,
    ReferralLink,
    ReferralReminder,
    ReferralSheet,
)

__all__ = [
    "Answers",
    "Appointment",
    "Approval",
    "Assessment",
    "BestInterestStep",
    "CalendarFeed",
    "CallAttempt",
    "CareFigure",
    "Case",
    "CaseEvent",
    "CaseShare",
    "ChildFile",
    "Closure",
    "ContactCall",
    "Document",
    "DocumentBody",
    "FearedPerson",
    "Goal",
    "OfficeRules",
    "PaperForm",
    "Plan",
    "PlanAction",
    "Referral",
    "ReferralConsent",
    "ReferralEvent",
    "ReferralLink",
    "ReferralReminder",
    "ReferralSheet",
    "Refusal",
    "Score",
    "SealedOutcome",
    "ServiceDelivered",
    "Text",
    "Transfer",
    "Visit",
]
