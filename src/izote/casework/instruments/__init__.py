"""Instruments as data: one folder for each version, read in review; a small engine opens, checks, scores and prints them.

catalogue() -> [Instrument]                    the latest version of each, without the restricted kind
instrument(form_id, version=None)              every version ever shipped stays loadable
one.pages, one.open_pages(answers)             pages with their lines; only those that have something to ask now
one.visible(answers), one.critical(answers)    names of the relevant lines; (line, protocol) of answers that come first
one.read(request.POST)                         the answers among what was posted
check(one, answers, complete=True)             (clean, errors): what is kept, and a sentence for each wrong answer
score(one, answers, weights=None) -> Scores    unrounded; rescore(stored, answers, …) leaves what is stored alone
xlsform(one), xform(one), paper(one)           for review, for field devices, for print
"""

from izote.casework.instruments.answering import check
from izote.casework.instruments.definitions import Choice, Group, Instrument, Item, Page, Text
from izote.casework.instruments.exporting import xform, xlsform
from izote.casework.instruments.papering import Paper, PaperChoice, PaperLine, PaperSection, paper
from izote.casework.instruments.reading import BrokenInstrument, UnknownInstrument, catalogue, instrument, load
from izote.casework.instruments.scores import Band, Factor, Lack, Scores, Weights
from izote.casework.instruments.scoring import BadWeights, rescore, score, score_values, weights_of

__all__ = [
    "BadWeights",
    "Band",
    "BrokenInstrument",
    "Choice",
    "Factor",
    "Group",
    "Instrument",
    "Item",
    "Lack",
    "Page",
    "Paper",
    "PaperChoice",
    "PaperLine",
    "PaperSection",
    "Scores",
    "Text",
    "UnknownInstrument",
    "Weights",
    "catalogue",
    "check",
    "instrument",
    "load",
    "paper",
    "rescore",
    "score",
    "score_values",
    "weights_of",
    "xform",
    "xlsform",
]
