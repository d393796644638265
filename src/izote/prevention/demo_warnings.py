"""A structural warning of the demo: begun, reviewed, signed, issued, sent, followed once; its public version let go."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.partners.models import Institution
from izote.prevention.actions import recommendations as asking
from izote.prevention.actions import warning_followup as following
from izote.prevention.actions import warning_public as publishing
from izote.prevention.actions import warning_receipts as sending
from izote.prevention.actions import warning_reviews as reviewing
from izote.prevention.actions import warnings as writing
from izote.prevention.actions.warning_moves import move_warning
from izote.prevention.models import Addressee, EarlyWarning, RiskAssessment
from izote.prevention.queries.assessments import valid_for
from izote.prevention.queries.warning_content import composed
from izote.prevention.queries.warnings import signals_to_stand_on
from izote.prevention.rules.warnings import digest

WORDS = {
    "context": (
        "Desde el primer trimestre aumentan los retornos hacia el municipio. Llegan hogares sin red de apoyo, a veces sin documentos.",
        "Since the first quarter returns to the municipality have grown. Households arrive without support, some without documents.",
    ),
    "threat": (
        "Se presume que grupos dedicados a la extorsión exigen pagos a hogares recién llegados y les advierten que no denuncien.",
        "Groups that extort are presumed to demand payments from households that have just arrived and to warn them not to report it.",
    ),
    "vulnerability": (
        "Los hogares retornados viven dispersos, desconocen los servicios y temen ser señalados al pedir ayuda.",
        "Returned households live scattered, do not know the services and fear being singled out when they ask for help.",
    ),
    "capacity": (
        "La ventanilla municipal, la unidad de salud y el comité local ya acompañan; falta un lugar seguro para la primera noche.",
        "The municipal desk, the health unit and the local committee already accompany; a safe place for the first night is missing.",
    ),
    "legal": (
        "Constitución de la República, artículos 2, 65 y 194; Convención Americana sobre Derechos Humanos, artículos 4, 5 y 22.",
        "Constitution of the Republic, articles 2, 65 and 194; American Convention on Human Rights, articles 4, 5 and 22.",
    ),
}
MEANS: dict[str, Any] = {
    "means": "Personal ya nombrado y una partida del presupuesto del año.",
    "evidence_required": "Acta, circular o convenio, y un conteo mensual sin nombres.",
}
ASKED: tuple[dict[str, Any], ...] = (
    {
        "to": "town", "heading": "rights", "stream": "midstream", "verb": "guarantee", "days": 30,
        "action": "Garantizar atención el mismo día a toda persona retornada que acuda a la ventanilla.",
        "indicator": "Personas atendidas el mismo día, entre las que llegaron.", "legal_basis": "Código Municipal, artículo 4.",
    },
    {
        "to": "town", "heading": "humanitarian", "stream": "downstream", "verb": "guarantee", "days": 60, "above_capacity": True,
        "action": "Habilitar un lugar seguro para la primera noche de hogares retornados.",
        "indicator": "Lugar abierto y noches atendidas al mes.", "legal_basis": "Código Municipal, artículo 4.",
        "assistance": "Normas mínimas, diseño y acompañamiento durante los primeros tres meses.",
    },
    {
        "to": "ministry", "heading": "rights", "stream": "upstream", "verb": "guarantee", "days": 45,
        "action": "Asegurar que ningún establecimiento niegue atención por falta de documentos.",
        "indicator": "Quejas por negación de atención, por mes.", "legal_basis": "Constitución de la República, artículo 65.",
    },
    {
        "to": "ministry", "heading": "coordination", "stream": "upstream", "verb": "guarantee", "days": 90,
        "action": "Mantener una mesa mensual con la alcaldía sobre personas retornadas.",
        "indicator": "Actas de las sesiones celebradas.", "legal_basis": "Constitución de la República, artículo 86.",
    },
)  # fmt: skip
CALM = "Se miró con la delegación: categorías presuntas, sin lugares cercanos ni citas."
OPEN = {
    3: "Gana la población si se sabe; pierde si calla. Se publica por municipio.",
    9: "Los textos van sellados; cada copia lleva su marca.",
    10: "La delegación atiende y responde, con la ventanilla municipal.",
}


def fill() -> dict[str, int]:
    """One structural warning on the approved assessment; an office that has warnings already is left alone."""
    with acting_as(DOORKEEPER):
        people = {one.username: one for one in User.objects.filter(username__in=("noemi", "raul", "hugo", "paula"))}
    noemi = people["noemi"]
    with acting_as(noemi.pk):
        behind = valid_for(noemi, timezone.localdate()).order_by("pk").first()
        if behind is None or EarlyWarning.objects.filter(org=behind.org_id).exists():
            return {"warnings": 0}
        town = _addressed(behind.org, "Alcaldía de San Miguel Centro (demostración)", noemi, level="municipal", capacity="medium")
        ministry = _addressed(behind.org, "Ministerio de Salud (demostración)", noemi, level="national", capacity="high")
    walked(behind, town, ministry, people)
    return {"warnings": 1}


def _addressed(org: Organization, name: str, by: Any, **said: Any) -> Addressee:
    held = Addressee.objects.filter(org=org, institution__name=name).first()
    if held is not None:
        return held
    institution = Institution.objects.filter(org=org, name=name).first() or Institution.objects.create(
        org=org, name=name, kind="government"
    )
    return asking.add_addressee(institution, by=by, **said)


def walked(assessment: RiskAssessment, town: Addressee, ministry: Addressee, people: Mapping[str, Any]) -> EarlyWarning:
    """One warning from its first line to its first follow-up; `people` are noemi, raul, paula and hugo."""
    noemi, raul, paula, hugo = (people[name] for name in ("noemi", "raul", "paula", "hugo"))
    with acting_as(noemi.pk):
        row = writing.begin_warning(assessment, by=noemi)
        writing.choose_signals(row, list(signals_to_stand_on(row)), by=noemi)
        for code, (es, en) in WORDS.items():
            writing.write_section(row, code, by=noemi, es=es, en=en)
        asked = [_ask(row, one, {"town": town, "ministry": ministry}, noemi) for one in ASKED]
    with acting_as(hugo.pk):
        for one in asked:
            asking.check_basis(one, by=hugo)
    with acting_as(noemi.pk):
        row = move_warning(row, "method_review", by=noemi)
    _review(row, raul, paula)
    _sign(row, noemi, paula)
    _send(row, raul)
    with acting_as(noemi.pk):
        version = publishing.propose_public(_now(row), by=noemi)
    with acting_as(hugo.pk):
        publishing.approve_public(version, by=hugo, difference=version.difference)
    with acting_as(raul.pk):
        row = following.open_answers(_now(row), by=raul)
        said = {"risk": "same", "why": "Los avisos no bajan; la ventanilla ya atiende el mismo día."}
        following.report_followup(row, by=raul, field_visit_on=timezone.localdate(), **said)
        return _now(row)


def _now(row: EarlyWarning) -> EarlyWarning:
    return EarlyWarning.objects.select_related("org", "place", "assessment").get(pk=row.pk)


def _ask(row: EarlyWarning, one: Mapping[str, Any], to: Mapping[str, Addressee], by: Any) -> Any:
    said = {name: value for name, value in one.items() if name not in ("to", "days")}
    if one.get("above_capacity"):
        said["co_responsible"] = to["ministry"]
    due = timezone.localdate() + dt.timedelta(days=one["days"])
    return asking.write_recommendation(row, by=by, addressee=to[one["to"]], due_on=due, **MEANS, **said)


def _review(row: EarlyWarning, raul: Any, paula: Any) -> None:
    with acting_as(raul.pk):
        reviewing.review_warning(row, "method", by=raul, holds=True, words="Evidencia y disenso revisados.")
    with acting_as(paula.pk):
        reviewing.review_warning(_now(row), "legal", by=paula, holds=True, words="Base legal verificada.")
    plain = {"danger": False, "mitigation": "", "carrier": ""}
    answers = {number: plain | {"words": OPEN.get(number, CALM)} for number in range(1, 11)}
    answers[2] = {"danger": True, "words": "Podría leerse como «retornado igual a delincuente».", "carrier": "harm_officer"} | {
        "mitigation": "El texto nombra derechos y servicios; no une retorno y delito."
    }
    with acting_as(raul.pk):
        reviewing.answer_harm(_now(row), answers, by=raul)
        move_warning(_now(row), "to_sign", by=raul)


def _sign(row: EarlyWarning, noemi: Any, paula: Any) -> None:
    with acting_as(paula.pk):
        writing.decide_publication(_now(row), by=paula, publication="publish")
    for by in (noemi, paula):
        with acting_as(by.pk):
            now = _now(row)
            reviewing.sign_warning(now, by=by, seen=digest(composed(now, by)))
    with acting_as(paula.pk):
        reviewing.issue_warning(_now(row), by=paula)


def _send(row: EarlyWarning, raul: Any) -> None:
    with acting_as(raul.pk):
        for one in _now(row).receipts.order_by("copy"):
            sending.send_receipt(one, by=raul, channel="hand", on=timezone.localdate(), letter=f"PDD-{one.copy:03d}")
        sending.call_notified(_now(row), by=raul)
