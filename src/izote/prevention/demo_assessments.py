"""Invented assessments of the demo: one approved with a dissent, one in double rating, one whose time is over."""

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as, acting_as_service
from izote.access.models import Organization, User
from izote.kit.vocabulary import rows
from izote.prevention.actions import assessment_review, assessments, ratings, settling
from izote.prevention.models import EvidenceItem, RiskAssessment, Settled
from izote.prevention.models.ratings import FACTORS
from izote.prevention.queries.assessments import evidence_signals
from izote.prevention.queries.rating import factors_for
from izote.prevention.queries.settling import waits_for
from izote.territory.models import Place

# what two persons rated: ratings.csv by factor, seen.csv by indicator
FOLDER = Path(__file__).parent / "demo"
DOCUMENTS = (
    ("document", "Registro de atenciones de la ventanilla municipal, primer semestre (demostración)", dt.date(2026, 6, 30)),
    ("document", "Bitácora de visitas de la delegación, primer semestre (demostración)", dt.date(2026, 6, 30)),
    ("document", "Decretos del régimen de excepción y sus prórrogas, Diario Oficial", dt.date(2022, 3, 27)),
    ("memory", "Aniversario de los Acuerdos de Paz", dt.date(1992, 1, 16)),
)


class Said(NamedTuple):
    """What one rater says of a factor: the value, why, and what was seen of its indicators."""

    value: int | None
    why: str
    seen: list[dict[str, str]]


def said_by(rater: str) -> dict[str, Said]:
    """What the first or the second rater of the demo says, by factor."""
    seen = [row for row in rows(FOLDER / "seen.csv") if row["rater"] == rater]
    return {
        row["factor"]: Said(_number(row["value"]), row["why"], [one for one in seen if one["factor"] == row["factor"]])
        for row in rows(FOLDER / "ratings.csv")
        if row["rater"] == rater
    }


def _number(text: str) -> int | None:
    return int(text) if text else None


SETTLED = {
    "2": (2, "Hay desconfianza recurrente; extendida no se pudo sostener con estas fuentes."),
    "7": (3, "El registro y la bitácora coinciden en el aumento."),
    "8": (1, "El aumento de vuelos aún no altera la vida de los barrios."),
    "9": (2, "La negativa en trámites y escuelas está documentada por la ventanilla."),
}
DISSENT = {
    "8": "El aumento ya se nota en las filas y en los cobros; esperar a que altere más es llegar tarde.",
    "2": "Que casi nadie denuncie es lo extendido: por eso faltan fuentes.",
}
SCENARIO = {
    "threat": "Grupos armados cobran y amenazan a hogares recién llegados; quien no paga puede ser atacado o tener que irse de nuevo.",
    "vulnerability": "Hogares sin red de apoyo, con documentos incompletos y miedo a denunciar; niñez que aún no entra a la escuela.",
    "capacity": "La ventanilla y la delegación responden en días; no hay albergue seguro ni patrullaje acordado con la comunidad.",
    "protection": "El comité local, la parroquia y el personal de salud, en quienes la gente confía.",
    "threat_step": "medium",
    "vulnerability_step": "high",
    "capacity_step": "medium",
    "level": "high",
    "reason": "La amenaza crece y toca a hogares sin protección; lo que hay responde tarde, aunque responde.",
}  # fmt: skip


def fill() -> dict[str, int]:
    """Make them through the acts of the room; an office that has assessments already is left alone."""
    with acting_as(DOORKEEPER):
        people = {one.username: one for one in User.objects.filter(username__in=("noemi", "raul", "hugo", "paula"))}
        org = Organization.objects.get(code="PDD")
    noemi, raul, hugo, paula = (people[name] for name in ("noemi", "raul", "hugo", "paula"))
    with acting_as(noemi.pk):
        if RiskAssessment.objects.filter(org=org).exists():
            return {}
    over = timezone.localdate() - dt.timedelta(days=200)
    _whole(org, "1420", noemi, raul, paula, decided_on=over)
    with acting_as_service("service-prevention") as service:
        assessment_review.expire_all(org, by=User.objects.get(pk=service))
    _whole(org, "1222", noemi, raul, paula)
    row = _begun(org, "0318", noemi, (raul, hugo))
    _rate(row, raul, said_by("two"))
    with acting_as(noemi.pk):
        return {"assessments": RiskAssessment.objects.filter(org=org).count()}


def _begun(org: Organization, place: str, by: Any, raters: tuple[Any, Any]) -> RiskAssessment:
    year = timezone.localdate().year
    with acting_as(by.pk):
        where = Place.objects.get(code=place)
        row = assessments.begin_assessment(
            org=org, by=by, kind="structural", place=where, groups=["returned"], raters=raters,
            starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31),
        )  # fmt: skip
        for sort, title, day in DOCUMENTS:
            assessments.add_document(row, by=by, sort=sort, title=title, dated_on=day)
        for signal in evidence_signals(org.pk, where)[:3]:
            assessments.add_signal(row, signal, by=by)
        return assessments.open_double_rating(row, by=by)


def _rate(row: RiskAssessment, by: Any, said: dict[str, Said]) -> None:
    with acting_as(by.pk):
        items = list(EvidenceItem.objects.filter(assessment=row, signal__isnull=True).order_by("pk").values_list("pk", flat=True))
        for factor in factors_for(by, row):
            one = said.get(factor, Said(None, "No se ha mirado todavía.", []))
            seen = [_seen(items, each) for each in one.seen]
            ratings.rate_factor(row, factor, by=by, value=one.value, reason=one.why, confidence="medium", seen=seen)
        ratings.finish_rating(row, by=by)


def _seen(items: list[int], said: dict[str, str]) -> dict[str, Any]:
    which = [items[int(at)] for at in said["documents"].split(";") if at]
    told = {"indicator": said["indicator"], "presence": _number(said["presence"]), "trend": said["trend"], "grade": said["grade"]}
    return {**told, "confidence": "medium", "scope": "place_group", "items": which}


def _whole(org: Organization, place: str, one: Any, two: Any, third: Any, *, decided_on: dt.date | None = None) -> None:
    """From the first line to approval: two raters who differ, what they settle, a dissent, a scenario, a third person's yes."""
    row = _begun(org, place, one, (one, two))
    _rate(row, one, said_by("one"))
    _rate(row, two, said_by("two"))
    first = said_by("one")
    with acting_as(one.pk):
        for factor in (code for code in FACTORS if not Settled.objects.filter(assessment=row, factor=code).exists()):
            value, why = SETTLED.get(factor, (first[factor].value, "Las dos calificaciones coinciden."))
            settling.settle(row, factor, by=one, value=value, reason=why)
        exposed = [{"group": "returned", "least": 120, "most": 260}]
        rights, conducts = ["life", "integrity", "movement", "childhood"], ["threats", "extortion", "forced_displacement"]
        settling.write_scenario(row, by=one, said=SCENARIO, rights=rights, conducts=conducts, exposed=exposed)
    with acting_as(two.pk):
        for factor in waits_for(two, row):
            settling.take_stance(row, factor, by=two, agrees=factor not in DISSENT, reason=DISSENT.get(factor, ""))
        settling.send_to_review(row, by=two)
    with acting_as(third.pk):
        assessment_review.note(row, by=third, words="Bien fundado; en la próxima ronda conviene entrevistar a los grupos.", factor="9")
        assessment_review.approve(row, by=third, decided_on=decided_on)
