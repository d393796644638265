"""Assessments made through the same actions as the pages, as far as a test needs them."""

import datetime as dt
from typing import Any

from izote.access.context import acting_as
from izote.prevention.actions import assessment_review, assessments, ratings, settling, verifying
from izote.prevention.actions.moving import begin, move
from izote.prevention.models import EvidenceItem, RiskAssessment, Settled, Signal
from izote.prevention.models.ratings import FACTORS
from izote.prevention.queries.rating import factors_for
from izote.prevention.queries.settling import waits_for
from izote.territory.models import Place

START, END = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
WHY = "Lo que vieron los liderazgos del lugar y lo que dicen las denuncias recibidas"


def signal(cast: Any, code: str = "S-1", *, place: str = "1217", upto: str = "verified", source: Any = None) -> Signal:
    """A signal of San Miguel Centro, verified by somebody who did not capture it."""
    with acting_as(cast.noemi.pk):
        row = begin(
            Signal, by=cast.noemi, org=cast.PDD, code=code, origin="community", place=Place.objects.get(code=place), groups=["returned"]
        )
        if upto == "captured":
            return row
        row = move(row, "triage", by=cast.noemi, facts={"hits": 0})
        row = move(row, "verifying", by=cast.noemi, facts={"urgency": row.urgency, "place": row.place_id, "groups": row.groups})
        paper = verifying.write_source(cast.PDD, by=cast.noemi, kind="press", reliability="B", scope="public")
        said = {"stance": "supports", "credibility": 2, "directness": "direct", "document": True, "said_on": START}
        verifying.add_statement(row, by=cast.noemi, source=source or paper, **said)
    with acting_as(cast.raul.pk):
        return move(
            row, "verified", by=cast.raul, facts={"independent": True, "sources": 2}, fields={"verified_by": cast.raul, "grade": "B"}
        )


def begun(
    cast: Any, *, by: str = "noemi", two: tuple[str, str] = ("noemi", "raul"), kind: str = "structural", **said: Any
) -> RiskAssessment:
    """A draft of San Miguel Centro and returned persons, with one document as evidence."""
    author = getattr(cast, by)
    with acting_as(author.pk):
        values = {"place": Place.objects.get(code="1217"), "groups": ["returned"], "starts_on": START, "ends_on": END, **said}
        row = assessments.begin_assessment(org=cast.PDD, by=author, kind=kind, raters=[getattr(cast, one) for one in two], **values)
        assessments.add_document(row, by=author, sort="document", title="Informe anual de la delegación", dated_on=START)
    return row


def rating(cast: Any, **said: Any) -> RiskAssessment:
    """One that its two raters have in hand."""
    row = begun(cast, **said)
    with acting_as(row.author_id):
        return assessments.open_double_rating(row, by=getattr(cast, said.get("by", "noemi")))


def rate(
    row: RiskAssessment, by: Any, values: dict[str, int | None] | None = None, *, why: str = WHY, finish: bool = True
) -> RiskAssessment:
    """Everything that a rater rates: 2 unless said otherwise; every value rests on the shared document."""
    from izote.prevention.queries.profiles import indicator_codes

    with acting_as(by.pk):
        item = EvidenceItem.objects.filter(assessment=row, shared=True).values_list("pk", flat=True).first()
        for factor in factors_for(by, row):
            value = (values or {}).get(factor, 2)
            one = {
                "indicator": indicator_codes(factor)[0],
                "presence": value and min(value, 3),
                "grade": "A",
                "confidence": "high",
                "items": [item],
            }
            seen = [] if value is None else [one]
            ratings.rate_factor(row, factor, by=by, value=value, reason=f"{why} ({factor})", confidence="high", seen=seen)
        return ratings.finish_rating(row, by=by) if finish else row


def raters(cast: Any, row: RiskAssessment) -> tuple[Any, Any]:
    """The two of the cast who rate it."""
    one, two = (next(who for who in (cast.noemi, cast.raul, cast.hugo) if who.pk == key) for key in row.raters)
    return one, two


def reconciling(cast: Any, **said: Any) -> RiskAssessment:
    """Both have finished; they differ on factors 3 and 7."""
    row = rating(cast, **said)
    one, two = raters(cast, row)
    rate(row, one, {"4": None})
    return rate(row, two, {"3": 3, "7": 4, "4": None}, why="Dos visitas a la comunidad y los registros de la ventanilla municipal")


def settled(cast: Any, **said: Any) -> RiskAssessment:
    """Everything settled by the first rater; the second dissents on 7 and goes along with 3; the scenario is told."""
    row = reconciling(cast, **said)
    one, two = raters(cast, row)
    with acting_as(one.pk):
        for factor in factors_for(one, row):
            if not Settled.objects.filter(assessment=row, factor=factor).exists():
                value = None if factor == "4" else 2
                settling.settle(row, factor, by=one, value=value, reason="Leídas las dos calificaciones lado a lado")
        scenario(row, one)
    with acting_as(two.pk):
        for factor in (code for code in FACTORS if not Settled.objects.filter(assessment=row, factor=code).exists()):
            settling.settle(row, factor, by=two, value=2, reason="La unidad nacional lo calificó")
        for factor in waits_for(two, row):
            settling.take_stance(
                row, factor, by=two, agrees=factor != "7", reason="El registro de amenazas muestra más de lo que se concilió"
            )
    return row


def scenario(row: RiskAssessment, by: Any) -> None:
    """A whole scenario."""
    said = {
        "threat": "Grupos armados cobran extorsión a hogares recién llegados",
        "vulnerability": "Hogares sin red de apoyo y con miedo a denunciar",
        "capacity": "La ventanilla atiende, pero no hay albergue",
        "protection": "El comité local avisa y acompaña",
        "threat_step": "medium",
        "vulnerability_step": "high",
        "capacity_step": "medium",
        "level": "high",
        "reason": "La amenaza es continua y nadie la ha frenado todavía",
    }
    exposed = [{"group": "returned", "least": 40, "most": 90}]
    settling.write_scenario(row, by=by, said=said, rights=["life", "integrity"], conducts=["extortion", "threats"], exposed=exposed)


def in_review(cast: Any, **said: Any) -> RiskAssessment:
    """Sent to the national review."""
    row = settled(cast, **said)
    _one, two = raters(cast, row)
    with acting_as(two.pk):
        return settling.send_to_review(row, by=two)


def approved(cast: Any, *, reviewer: str = "paula", decided_on: dt.date | None = None, **said: Any) -> RiskAssessment:
    """Approved by somebody who neither began nor rated it."""
    row = in_review(cast, **said)
    by = getattr(cast, reviewer)
    with acting_as(by.pk):
        return assessment_review.approve(row, by=by, decided_on=decided_on)
