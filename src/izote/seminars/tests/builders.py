"""A programme, a seminar of two days, and people of invented names."""

import datetime as dt

from django.utils import timezone

from izote.access.context import acting_as
from izote.kit.sheets import read_sheet
from izote.partners.actions import write_institution
from izote.partners.models import Institution
from izote.seminars import actions
from izote.seminars.models import Question, Seminar
from izote.territory.models import Place

LONG_AGO = dt.timedelta(days=10)


def institution(cast, name="Policía (prueba)", short="PP", kind="government") -> Institution:
    """An institution in the directory of the ombuds office, written by Noemí."""
    found = Institution.objects.filter(org=cast.PDD, name=name).first()
    return found or write_institution(org=cast.PDD, by=cast.noemi, name=name, short_name=short, kind=kind)


def programme(cast):
    """A programme with two modules."""
    row = actions.write_programme(org=cast.PDD, by=cast.tere, title="Prevención y retorno", about="")
    actions.write_module(row, "atrocities", by=cast.tere, position=1, aim="", factors=["6", "8"])
    actions.write_module(row, "migration", by=cast.tere, position=2, aim="", factors=["9"])
    return row


def seminar(cast, *, days_ago=10, of=None, kind="seminar", title="Seminario de prueba") -> Seminar:
    """A seminar of two days with four sessions."""
    first = timezone.localdate() - dt.timedelta(days=days_ago)
    row = actions.start_seminar(
        org=cast.PDD, programme=of or programme(cast), kind=kind, starts_on=first, ends_on=first + dt.timedelta(days=1), title=title,
        place=Place.objects.get(code="1217"), by=cast.tere,
    )  # fmt: skip
    for day, hour, module in ((0, 8, "atrocities"), (0, 13, "atrocities"), (1, 8, "migration"), (1, 13, "migration")):
        actions.write_session(row, module=module, day=first + dt.timedelta(days=day), starts_at=dt.time(hour), minutes=180, by=cast.tere)
    return row


def sheet(count, *, who="Participante", place="San Miguel", kind="Institución de gobierno", role="Persona educadora"):
    """A list as an office sends it."""
    lines = [f"{who} {n:02},{kind},{place},{role}" for n in range(1, count + 1)]
    return read_sheet("\n".join(["Nombre completo,Institución,Departamento,Cargo", *lines]).encode(), "lista.csv")


def people(cast, row, count=6, **said):
    """So many participants, registered from a list."""
    return actions.join_list(row, sheet(count, **said), informed=True, by=cast.tere)


def everybody_came(cast, row) -> None:
    """Everybody at every session."""
    numbers = set(row.participants.values_list("number", flat=True))
    for session in row.sessions.all():
        session.seminar = row
        actions.note_attendance(session, numbers, by=cast.tere)


def asked(cast, row) -> list[Question]:
    """The program's own questions of the two modules, asked at the seminar."""
    for module in ("atrocities", "migration"):
        actions.take_starters(org=cast.PDD, module=module, by=cast.tere)
    questions = list(Question.objects.filter(org=cast.PDD).order_by("pk"))
    actions.choose_questions(row, questions, by=cast.tere)
    return questions


def answered(cast, row, questions, *, before=1, after=4) -> None:
    """Each participant right in so many answers before and after (varied a little by number)."""
    for one in row.participants.order_by("number"):
        one.seminar = row
        for moment, right in (("before", before + one.number % 2), ("after", after + one.number % 2)):
            choices = {q.pk: q.correct if at < right else (q.correct + 1) % len(q.options) for at, q in enumerate(questions)}
            actions.type_answers(one, moment, choices, by=cast.tere)


def held(cast, *, count=6, **said) -> Seminar:
    """A seminar that took place and was closed, six from San Miguel."""
    with acting_as(cast.noemi.pk):
        institution(cast)
    with acting_as(cast.tere.pk):
        row = seminar(cast, **said)
        people(cast, row, count)
        everybody_came(cast, row)
        answered(cast, row, asked(cast, row))
        return actions.close_seminar(row, by=cast.tere)
