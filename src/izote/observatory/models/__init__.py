"""Nouns of the observatory."""

from izote.observatory.models.alarms import Alarm, AlarmRevision, Analysis
from izote.observatory.models.bulletins import Bulletin, Edition, PublishedCell
from izote.observatory.models.claims import Claim
from izote.observatory.models.crossings import Crossing
from izote.observatory.models.exports import Export, ExportPiece
from izote.observatory.models.figures import Coverage, Tally, Vintage
from izote.observatory.models.loads import Chunk, Finding, Load, Piece, SetAside
from izote.observatory.models.offices import OfficeFigure
from izote.observatory.models.requests import InformationRequest, TypedTable
from izote.observatory.models.sources import Profile, Source, Term
from izote.observatory.models.values import IndexWeight, SurveyValue

__all__ = [
    "Alarm",
    "AlarmRevision",
    "Analysis",
    "Bulletin",
    "Chunk",
    "Claim",
    "Coverage",
    "Crossing",
    "Edition",
    "Export",
    "ExportPiece",
    "Finding",
    "IndexWeight",
    "InformationRequest",
    "Load",
    "OfficeFigure",
    "Piece",
    "Profile",
    "PublishedCell",
    "SetAside",
    "Source",
    "SurveyValue",
    "Tally",
    "Term",
    "TypedTable",
    "Vintage",
]
