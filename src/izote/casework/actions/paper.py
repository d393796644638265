"""Instruments on paper: printed with a code by which they are typed in later, for a case or before anybody knows for whom."""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.casework.actions.assessments import start_assessment
from izote.casework.actions.trace import trace
from izote.casework.instruments import Instrument
from izote.casework.models import Assessment, Case, PaperForm
from izote.casework.queries import instruments
from izote.casework.rules.papercodes import MOST_BLANK, new_code
from izote.kit.errors import BadInput, Conflict


@transaction.atomic
def print_for_case(case: Case, instrument: Instrument, *, by: Any) -> Assessment:
    """Begin an instrument on paper: the printed form carries the case's code and its own, and no name."""
    begun = start_assessment(case, instrument, by=by, mode=Assessment.Mode.PAPER, paper_code=new_code(secrets.choice))
    trace(by, "assessment.paper_printed", case, assessment=str(begun.pk))
    return begun


@transaction.atomic
def print_blanks(org: Organization, instrument: Instrument, *, many: int, by: Any) -> list[str]:
    """Number blank forms for an office; who will answer them is not known yet."""
    require(by, "case.own", org)
    if instrument.restricted:
        require(by, instruments.RIGHT, org)
    if not 1 <= many <= MOST_BLANK:
        raise BadInput(_("Between one and %(most)s forms are printed at once.") % {"most": MOST_BLANK})
    about = {"org": org, "instrument": instrument.form_id, "version": instrument.version, "printed_by": by}
    forms = [PaperForm(code=new_code(secrets.choice), **about) for _n in range(many)]
    PaperForm.objects.bulk_create(forms)
    record(by, "assessment.paper_printed", org=org, kind="instrument", key=instrument.form_id, label=instrument.form_id, forms=many)
    return [form.code for form in forms]


@transaction.atomic
def take_blank(form: PaperForm, case: Case, *, by: Any) -> Assessment:
    """A blank form turns out to be of this case: it is typed in with the version that was printed."""
    row = PaperForm.objects.select_for_update().get(pk=form.pk)
    if row.used_at is not None:
        raise Conflict(_("This paper form has been typed in already."))
    if row.org_id != case.org_id:
        raise Conflict(_("This paper form was printed for another office."))
    instrument = instruments.instrument_for(by, case.org_id, row.instrument, row.version)
    begun = start_assessment(case, instrument, by=by, mode=Assessment.Mode.PAPER, paper_code=row.code)
    PaperForm.objects.filter(pk=row.pk).update(used_at=timezone.now())
    return begun
