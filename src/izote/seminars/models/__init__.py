"""The nouns of seminars."""

from izote.seminars.models.counts import Count, Effect
from izote.seminars.models.participants import Answer, AnswerDoor, Attendance, Certificate, Moment, Participant, ParticipantName
from izote.seminars.models.programmes import Programme, ProgrammeModule, Question, Target
from izote.seminars.models.seminars import Guests, Material, MaterialBody, Seminar, SeminarQuestion, Session

__all__ = [
    "Answer",
    "AnswerDoor",
    "Attendance",
    "Certificate",
    "Count",
    "Effect",
    "Guests",
    "Material",
    "MaterialBody",
    "Moment",
    "Participant",
    "ParticipantName",
    "Programme",
    "ProgrammeModule",
    "Question",
    "Seminar",
    "SeminarQuestion",
    "Session",
    "Target",
]
