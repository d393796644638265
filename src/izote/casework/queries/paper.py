"""What a code on paper stands for."""

from collections.abc import Iterable
from typing import Any

from izote.access.permissions import orgs_with
from izote.casework.models import Assessment, PaperForm
from izote.casework.queries.cases import cases_for


def assessment_by_code(user: Any, code: str) -> Assessment | None:
    """The assessment that was printed or is typed in under this code, if the user sees its case."""
    rows = Assessment.objects.filter(org__in=orgs_with(user, "case.own"), case__in=cases_for(user), paper_code=code)
    return rows.select_related("case").first()


def blank_by_code(user: Any, code: str) -> PaperForm | None:
    """The blank form of this code, of an office where the user works."""
    return PaperForm.objects.filter(org__in=orgs_with(user, "case.own"), code=code).first()


def blanks(user: Any, codes: Iterable[str], form_id: str, version: str) -> list[PaperForm]:
    """Those blank forms of one instrument, in the order given."""
    wanted = list(codes)
    rows = PaperForm.objects.filter(org__in=orgs_with(user, "case.own"), code__in=wanted, instrument=form_id, version=version)
    found = {row.code: row for row in rows}
    return [found[code] for code in wanted if code in found]
