"""The demo's proposals: what a workshop in San Miguel proposed, merged, voted and promised; one became a tool, one waits, others are new.

Everything is invented and done through the same actions as on the pages, by those who may.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.prevention.actions import commitments, memory, proposals, tools, workshops
from izote.prevention.models import Commitment, MemoryDate, Proposal, ProposalAnswer, Resource
from izote.prevention.queries.proposals import credits_of
from izote.prevention.queries.workshops import Workshop
from izote.seminars import figures as seminars

CODE = "TALLER-SM-1"
LINES = (
    ("Guía de bolsillo sobre derechos al volver, en los buses y en las unidades de salud", "Mesa 1: salud"),
    ("Folleto de derechos para quien vuelve, entregado el primer día", "Mesa 2: escuelas"),
    ("Feria mensual de empleo con empresas que contratan a personas retornadas", "Mesa 3: trabajo"),
    ("Programa de radio que responda al discurso de «retornado es igual a pandillero»", "Mesa 4: comunicación"),
    ("Casa de acogida de corta estancia en cada cabecera departamental", "Mesa 1: salud"),
    ("Recorrido por los lugares de memoria con las escuelas", "Mesa 5: memoria"),
)
VOTES = (19, 14, 14, 9, 11)
TOLD = {
    "adopted": "Su propuesta fue adoptada. La delegación la prepara con las mesas que la hicieron; el primer paso ya tiene fecha.",
    "postponed": "Su propuesta queda aplazada: hoy ninguna institución tiene fondos para casas de acogida."
    " Se vuelve a ver en el próximo presupuesto.",
    "institutional": "Su propuesta es ya una herramienta de la Procuraduría. Gracias: sin su mesa no existiría.",
}


def fill(org_code: str = "PDD") -> dict[str, int]:
    """Fill the ombuds office of the demo; does nothing when a proposal stands there already."""
    with acting_as(DOORKEEPER):
        users = {user.username: user for user in User.objects.filter(username__in=("tere", "noemi", "paula", "hugo", "sara", "raul"))}
        org = Organization.objects.get(code=org_code)
    with acting_as(users["tere"].pk):
        if Proposal.objects.filter(org=org).exists():
            return {"proposals": 0}
        code = next((one.code for one in seminars.workshops_for(users["tere"]) if one.kind == "workshop"), CODE)
        rows = _workshop(Workshop(org, code, code), users["tere"])
    _guide(rows[0], users)
    _shelter(rows[4], users)
    _promises(users)
    _memory(org, users)
    with acting_as(users["tere"].pk):
        nouns: dict[str, Any] = {"proposals": Proposal, "commitments": Commitment, "dates": MemoryDate, "resources": Resource}
        return {name: noun.objects.filter(org=org).count() for name, noun in nouns.items()}


def _workshop(of: Workshop, tere: User) -> list[Proposal]:
    """Six lines on the wall, two of them merged, hands counted with a tie, three commitments."""
    rows = [workshops.propose(of, by=tere, line=line, group=group) for line, group in LINES]
    workshops.merge_on_wall(of, by=tere, keys=[rows[1].pk], into=rows[0].pk)
    workshops.begin_ballot(of, by=tere, kind="hands", voters=24)
    standing = [rows[0], *rows[2:]]
    cells: dict[workshops.Cell, tuple[int | None, int | None]] = {
        (row.pk, ""): (None, count) for row, count in zip(standing, VOTES, strict=True)
    }
    workshops.count_votes(of, by=tere, cells=cells)
    today = timezone.localdate()
    for row, who, what, days in (
        (rows[0], "Unidad de Salud de San Miguel", "Reunir a las mesas 1 y 2 para el guion de la guía", 12),
        (rows[2], "Alcaldía de San Miguel", "Invitar a diez empresas a la primera feria", 20),
        (rows[3], "Delegación de San Miguel de la Procuraduría", "Pedir espacio a dos radios comunitarias", 7),
    ):
        workshops.assign(of, by=tere, proposal=row, who=who, institution=None, what=what, due_on=today + dt.timedelta(days=days))
    return [Proposal.objects.get(pk=row.pk) for row in rows]


def _written(row: Proposal, tere: User, **said: Any) -> Proposal:
    """Refined by whoever leads the workshop, with all that the screening asks for."""
    row = proposals.write_proposal(row, by=tere, version=row.version, **said)
    row = proposals.step(row, "refined", by=tere)
    notes = {
        "rights": ("for", "Amplía el acceso a derechos de quien vuelve"),
        "harm": ("care", "Sin nombres ni fotografías; se reparte también a quien no es retornado, para no señalar"),
        "law": ("for", "La delegación tiene mandato de educación en derechos"),
        "cost": ("not_known", "Falta el presupuesto de impresión"),
    }
    proposals.screen(row, by=tere, answers=notes)
    return proposals.step(row, "screened", by=tere)


def _told(row: Proposal, decision: str) -> dict[int, str]:
    return dict.fromkeys(credits_of(row).values_list("pk", flat=True), TOLD[decision])


def _guide(row: Proposal, users: dict[str, User]) -> None:
    """The whole way: adopted, assisted, tried out, evaluated, a tool with two versions."""
    tere, paula, sara, today = users["tere"], users["paula"], users["sara"], timezone.localdate()
    with acting_as(tere.pk):
        row = _written(
            row, tere, text="Una hoja plegada con los derechos, los teléfonos y los pasos de los primeros treinta días.",
            factors=["6", "9"], stream="upstream", groups=["returned", "families"],
            measure="Ocho de cada diez personas retornadas atendidas en el mes conocen dos lugares adonde acudir",
        )  # fmt: skip
    with acting_as(paula.pk):
        row = proposals.step(row, "deliberated", by=paula)
        row = proposals.step(row, "adopted", by=paula, answers=_told(row, "adopted"))
    with acting_as(sara.pk):
        held = tools.assist(
            row, by=sara, request="Guion y diseño de lectura fácil", plan="Dos visitas y una prueba con lectoras", partner="Socio técnico"
        )
        tools.visit(held, by=sara, on=today, hours=Decimal("3.5"), what="Guion con las mesas 1 y 2")
        row = proposals.step(row, "assisted", by=sara)
        row = proposals.step(row, "designed", by=sara)
    with acting_as(tere.pk):
        pilot = tools.begin_pilot(
            row, by=tere, site="Unidad de salud y terminal de buses de San Miguel", since=today, use="Se entrega a mano"
        )
        row = proposals.step(row, "pilot", by=tere)
        tools.evaluate(pilot, by=tere, verdict="works_changed", result="Se entendió mejor con dibujos y letra más grande", on=today)
        row = proposals.step(row, "evaluated", by=tere)
    with acting_as(paula.pk):
        tool = tools.institutionalise(
            row, by=paula, name="Guía de bolsillo: mis derechos al volver", number="1.0", answers=_told(row, "institutional"),
            summary="Hoja plegada de lectura fácil para los primeros treinta días.",
        )  # fmt: skip
    with acting_as(tere.pk):
        tools.new_version(
            tool, by=tere, number="1.1", changed="Con dibujos y letra más grande", on=today, owner="Escuela de Derechos Humanos"
        )
        tools.use_tool(tool, by=tere, site="Ventanillas de San Miguel y Sonsonate", since=today)
        first = ProposalAnswer.objects.filter(proposal=row, decision="adopted").order_by("pk").first()
        if first is not None:
            proposals.tell(first, by=tere, told_on=today, channel="meeting", note_told="Reunión de mesas")


def _shelter(row: Proposal, users: dict[str, User]) -> None:
    """Postponed with its reasons; the group still has to be told."""
    tere, hugo, today = users["tere"], users["hugo"], timezone.localdate()
    with acting_as(tere.pk):
        said = {"owner": "Gobernaciones departamentales", "first_step": "Inventario de casas disponibles"}
        said |= {"stream": "midstream", "measure": "Una casa abierta por departamento en el año"}
        groups, day = ["displaced_again", "returned_women"], today + dt.timedelta(days=25)
        row = _written(row, tere, factors=["6", "7"], groups=groups, first_step_on=day, **said)
    with acting_as(hugo.pk):
        row = proposals.step(row, "deliberated", by=hugo)
        proposals.step(row, "postponed", by=hugo, reason="Sin fondos este año", answers=_told(row, "postponed"))


def _promises(users: dict[str, User]) -> None:
    """One commitment fulfilled with its evidence."""
    raul = users["raul"]
    with acting_as(raul.pk):
        first = Commitment.objects.filter(state="open").order_by("due_on", "pk").first()
        if first is not None:
            commitments.close_commitment(first, by=raul, state="done", evidence="Cartas recibidas por dos radios, con sello de entrada")


def _memory(org: Organization, users: dict[str, User]) -> None:
    """The dates and resources that are known; some checked by a second person."""
    tere, raul = users["tere"], users["raul"]
    with acting_as(tere.pk):
        memory.bring_dates(org=org, by=tere)
        memory.bring_resources(org=org, by=tere)
    with acting_as(raul.pk):
        for noun, seeds in ((MemoryDate, ("mozote_1981", "romero_1980", "disappeared_day")), (Resource, ("framework2014", "hrw2020"))):
            for row in noun.objects.filter(org=org, seed__in=seeds):
                memory.check(row, by=raul)
