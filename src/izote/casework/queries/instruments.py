"""Which instruments there are for whom; the restricted kind only for those who may read it."""

from pathlib import Path
from typing import Any

from django.http import Http404

from izote.access.permissions import has_somewhere, may
from izote.casework.instruments import Instrument, UnknownInstrument, catalogue, instrument
from izote.casework.instruments.reading import SHELF, versions
from izote.casework.models import Assessment, Case
from izote.casework.rules.closing import ends_calls, reason_asks

shelf: Path = SHELF
RIGHT = "instrument.restricted"
ASKED_BY_OTHERS = {"satisfaction"}
AFTERWARDS = {"rss", "monitoring", "satisfaction"}


def find(form_id: str, version: str | None = None) -> Instrument:
    """An instrument of the shelf, the latest version unless another is named; 404 when there is none."""
    try:
        return instrument(form_id, version, shelf)
    except UnknownInstrument as error:
        raise Http404 from error


def of(assessment: Assessment) -> Instrument:
    """The version of the instrument with which an assessment was begun."""
    return find(assessment.instrument, assessment.version)


def asked_by_others(instrument: Instrument) -> bool:
    """Whether it asks about the work of whoever carries the case, so that somebody else must ask it."""
    return instrument.form_id in ASKED_BY_OTHERS


def goes_on(case: Case, form_id: str) -> bool:
    """Whether a form is still held in a closed case: those that ask how it went on, as long as the person is called or was talked with."""
    if case.state != "closed" or form_id not in AFTERWARDS:
        return False
    return case.closure_reason not in ends_calls() or (form_id in ASKED_BY_OTHERS and reason_asks(case.closure_reason, "safety"))


def instruments_for(user: Any, org_id: int) -> list[Instrument]:
    """The latest version of each instrument that the user may apply in an office."""
    return catalogue(shelf, restricted=may(user, RIGHT, org_id))


def instruments_somewhere(user: Any) -> list[Instrument]:
    """The latest version of each instrument that the user may apply in some office."""
    return catalogue(shelf, restricted=has_somewhere(user, RIGHT))


def instrument_for(user: Any, org_id: int, form_id: str, version: str | None = None) -> Instrument:
    """The instrument, or 404 for those who may not know of it."""
    found = find(form_id, version)
    if found.restricted and not may(user, RIGHT, org_id):
        raise Http404
    return found


def instrument_somewhere(user: Any, form_id: str, version: str | None = None) -> Instrument:
    """The same, in whichever office the user works."""
    found = find(form_id, version)
    if found.restricted and not has_somewhere(user, RIGHT):
        raise Http404
    return found


def versions_of(form_id: str) -> list[str]:
    """Every version of an instrument that is on the shelf, newest first."""
    return list(versions(shelf).get(form_id, {}))[::-1]
