"""An invented seminar in San Miguel that took place, and a workshop to come; its participants are called Participante 01 and so on."""

import datetime as dt
import random
from typing import Any

from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.kit.sheets import read_sheet
from izote.partners.actions import write_institution
from izote.partners.models import Institution
from izote.seminars import actions
from izote.seminars.models import Programme, Question, Seminar
from izote.seminars.permissions import office_of
from izote.seminars.rules.words import usual_factors, words
from izote.territory.models import Place

SEED = 20231107
INSTITUTIONS = {
    "Delegaciones de la Procuraduría (demostración)": ("DEL", "government"),
    "Alcaldía de San Miguel Centro (demostración)": ("ALC", "municipal"),
    "Unidad de Salud de San Miguel (demostración)": ("USM", "health"),
}
# how many of which institution, from which department, in which role
CAME = (
    (6, "DEL", "San Miguel", "Persona educadora"),
    (5, "DEL", "Sonsonate", "Persona educadora"),
    (3, "DEL", "La Unión", "Persona delegada"),
    (5, "ALC", "San Miguel", "Personal municipal"),
    (6, "USM", "San Miguel", "Personal de salud"),
)
GUESTS = (("organisation", "agency", 1), ("organisation", "civil", 6), ("observer", "academia", 2))
HOURS = ((0, 8, "atrocities"), (0, 10, "migration"), (0, 14, "tools"), (1, 8, "public_health"), (1, 10, "labour"), (1, 14, "memory"))
LINKS = (
    (
        "Marco de análisis para crímenes atroces",
        "Naciones Unidas, Oficina del Asesor Especial sobre la Prevención del Genocidio, 2014",
        "https://www.un.org/en/genocideprevention/",
    ),
)


def fill(by: Any) -> dict[str, int]:
    """Make them through the acts of the room; an office that has seminars already is left alone."""
    with acting_as(DOORKEEPER):
        writer = User.objects.get(username="noemi")
    with acting_as(by.pk):
        org = office_of(by, "seminars.manage")
        if org is None or Seminar.objects.filter(org=org).exists():
            return {}
    with acting_as(writer.pk):
        institutions = [_institution(org, name, by=writer) for name in INSTITUTIONS]
    with acting_as(by.pk):
        programme = _programme(org, institutions, by=by)
        row = _seminar(org, programme, by=by)
        _people(row, by=by)
        _answers(row, by=by)
        actions.close_seminar(row, by=by)
        certificates = actions.issue_certificates(row, by=by)
        _workshop(org, programme, by=by)
    return {"seminars": 2, "participants": sum(one[0] for one in CAME), "certificates": certificates}


def _institution(org: Organization, name: str, *, by: Any) -> Institution:
    short, kind = INSTITUTIONS[name]
    found = Institution.objects.filter(org=org, name=name).first()
    return found or write_institution(org=org, by=by, name=name, short_name=short, kind=kind)


def _programme(org: Organization, institutions: list[Institution], *, by: Any) -> Programme:
    about = "Para delegaciones, alcaldías y servicios que reciben a personas retornadas."
    row = actions.write_programme(org=org, by=by, title="Prevención de atrocidades en la reintegración", about=about)
    for at, module in enumerate(words("modules"), 1):
        actions.write_module(row, module, position=at, aim="", factors=usual_factors(module), by=by)
        actions.take_starters(org=org, module=module, by=by)
    for one in institutions:
        actions.set_target(row, one, wanted=10, by=by)
    return row


def _seminar(org: Organization, programme: Programme, *, by: Any) -> Seminar:
    """Two days, a Tuesday and a Wednesday, about three weeks ago: its names have some days left."""
    ago = timezone.localdate() - dt.timedelta(days=18)
    first = ago - dt.timedelta(days=(ago.weekday() - 1) % 7)
    row = actions.start_seminar(
        org=org, programme=programme, kind="seminar", starts_on=first, ends_on=first + dt.timedelta(days=1), by=by,
        title="Prevención de atrocidades y personas retornadas", place=Place.objects.get(code="1217"), venue="Sala de la delegación",
    )  # fmt: skip
    for day, hour, module in HOURS:
        actions.write_session(row, module=module, day=first + dt.timedelta(days=day), starts_at=dt.time(hour), minutes=105, by=by)
    for title, citation, url in LINKS:
        actions.add_material(row, title=title, language="en", citation=citation, url=url, by=by)
    return row


def _people(row: Seminar, *, by: Any) -> None:
    """A list of codes for names, and who came: one left before the second day."""
    each = [(short, department, role) for count, short, department, role in CAME for _n in range(count)]
    lines = [f"Participante {n:02},{short},{department},{role}" for n, (short, department, role) in enumerate(each, 1)]
    sheet = read_sheet("\n".join(["Nombre,Institución,Departamento,Función", *lines]).encode(), "lista.csv")
    actions.join_list(row, sheet, informed=True, by=by)
    for standing, kind, count in GUESTS:
        actions.count_guests(row, standing=standing, kind=kind, count=count, by=by)
    numbers = set(row.participants.values_list("number", flat=True))
    for session in row.sessions.select_related("seminar"):
        there = numbers if session.day == row.starts_on else numbers - {max(numbers)}
        actions.note_attendance(session, there, by=by)


def _answers(row: Seminar, *, by: Any) -> None:
    """Right in about half of the answers before, in four of five after; two were not asked the second time."""
    chance = random.Random(SEED)
    questions = list(Question.objects.filter(org=row.org_id).order_by("pk"))
    actions.choose_questions(row, questions, by=by)
    for one in row.participants.select_related("seminar").order_by("number"):
        for moment, share in (("before", 0.5), ("after", 0.8)):
            if moment == "after" and one.number in (4, 19):
                continue
            choices = {q.pk: q.correct if chance.random() < share else (q.correct + 1) % len(q.options) for q in questions}
            actions.type_answers(one, moment, choices, by=by)


def _workshop(org: Organization, programme: Programme, *, by: Any) -> None:
    first = timezone.localdate() + dt.timedelta(days=12)
    row = actions.start_seminar(
        org=org, programme=programme, kind="workshop", starts_on=first, ends_on=first, by=by,
        title="Propuestas para recibir mejor a quienes vuelven", place=Place.objects.get(code="1217"), venue="",
    )  # fmt: skip
    for hour, module in ((9, "tools"), (13, "migration")):
        actions.write_session(row, module=module, day=first, starts_at=dt.time(hour), minutes=120, by=by)
