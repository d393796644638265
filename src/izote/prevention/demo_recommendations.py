"""What the demo's institutions answered: one carried out, reported and judged; one accepted in part; one only acknowledged."""

from typing import Any

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.partners.models import Institution
from izote.prevention.actions import answers, verdicts
from izote.prevention.models import Answer, Recommendation

COUNT = "Mes;Personas que llegaron;Atendidas el mismo día\n2026-01;34;29\n2026-02;41;38\n2026-03;37;36\n"
TOWN = "ALC"


def fill() -> dict[str, int]:
    """Answers to the recommendations of the first warning that was told; harmless when repeated."""
    with acting_as(DOORKEEPER):
        people = {one.username: one for one in User.objects.filter(username__in=("noemi", "raul", "paula", "ines"))}
        town = Organization.objects.get(code=TOWN)
    with acting_as(people["raul"].pk):
        told = list(Recommendation.objects.filter(state="notified").select_related("addressee").order_by("pk"))
        if not told or Answer.objects.exists():
            return {"answers": 0}
    with acting_as(people["noemi"].pk):
        Institution.objects.filter(pk__in=[one.addressee.institution_id for one in told if one.addressee.level == "municipal"]).update(
            account_org=town
        )
    local = [one for one in told if one.addressee.level == "municipal"]
    others = [one for one in told if one.addressee.level != "municipal"]
    if local:
        _carried_out(local[0], people)
    for one in local[1:]:
        _say(
            one,
            "accept_partly",
            people["ines"],
            "Aceptamos habilitar el espacio; los turnos de noche dependen de la asistencia que se solicita.",
        )
    for one in others[:1]:
        with acting_as(people["raul"].pk):
            answers.answer(one, "acknowledge", by=people["raul"], via="paper")
    with acting_as(people["raul"].pk):
        return {"answers": Answer.objects.count()}


def _say(rec: Recommendation, kind: str, by: Any, text: str = "", **more: Any) -> None:
    with acting_as(by.pk):
        answers.answer(rec, kind, by=by, via="account", text=text, **more)


def _carried_out(rec: Recommendation, people: dict[str, Any]) -> None:
    ines, raul, paula = people["ines"], people["raul"], people["paula"]
    _say(rec, "accept", ines)
    _say(rec, "begin", ines)
    _say(rec, "question", ines, "¿El conteo mensual se envía por distrito o por municipio?")
    with acting_as(raul.pk):
        answers.say(rec, "reply", by=raul, text="Por municipio; así ningún número queda demasiado pequeño.")
    file = answers.File("conteo mensual.txt", COUNT.encode())
    _say(rec, "report", ines, "Circular girada y conteo de tres meses.", files=[file], shows="nobody")
    with acting_as(paula.pk):
        looked_at = list(rec.evidence.values_list("pk", flat=True))
        reason = "El conteo muestra atención el mismo día en casi todos los casos; falta la visita de comprobación."
        verdicts.give_verdict(rec, "partly_complied", by=paula, reason=reason, looked_at=looked_at)
