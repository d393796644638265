"""A dozen signals around San Miguel, La Unión and Usulután, made by the actions that people use; identities are invented words."""

import datetime as dt
from typing import Any

from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.prevention.actions import signals, telling, verifying
from izote.prevention.models import Signal, Source
from izote.prevention.queries.evidence import hits_in
from izote.territory.models import Place
from izote.vault import door

# who, how it came, district, days ago, signs, groups, urgency, words, until where it goes
ROWS = (
    (
        "mina", "community", "1217", 41, ("threats",), ("returned",), "normal",
        "Cobros a quienes vuelven, en la parada de buses.", "archived",
    ),
    (
        "leo", "desk", "1217", 33, ("services_refused",), ("returned", "families"), "normal",
        "En la escuela piden papeles que no hacen falta.", "fed_back",
    ),
    (
        "mina", "community", "1203", 28, ("arrival_detention",), ("returned_young_men",), "normal",
        "Registros al bajar del bus por tatuajes.", "verified",
    ),
    (
        "noemi", "press", "1416", 25, ("speech_media",), ("returned",), "normal",
        "Dos medios repiten un mismo mensaje sobre quienes vuelven.", "partly_verified",
    ),
    (
        "leo", "desk", "1217", 21, ("new_displacement", "threats"), ("families",), "imminent",
        "Varias familias dejaron la comunidad en una semana.", "verified",
    ),
    (
        "mina", "community", "1123", 18, ("recruitment",), ("returned_children",), "normal",
        "Ofrecimientos a jóvenes a la salida de la escuela.", "verifying",
    ),
    (
        "mina", "community", "1217", 15, ("threats",), ("returned",), "normal",
        "Lo mismo de la parada, otra vez.", "duplicate",
    ),
    (
        "noemi", "complaint", "1408", 12, ("remedies_unanswered",), ("returned",), "normal",
        "Recursos presentados sin respuesta.", "triage",
    ),
    (
        "leo", "desk", "1207", 9, ("second_departure",), ("families",), "normal",
        "Salen de nuevo a las pocas semanas.", "captured",
    ),
    (
        "mina", "community", "1416", 6, (), ("returned",), "normal",
        "Prueba del formulario.", "discarded",
    ),
    (
        "mina", "community", "1103", 3, ("sudden_deployment",), ("host_communities", "returned"), "imminent",
        "Cerco en la comunidad desde la madrugada.", "captured",
    ),
    (
        "mina", "community", "1217", 1, ("threats",), ("returned",), "imminent",
        "", "derived",
    ),
)  # fmt: skip
SOURCES = (
    ("community", "B", "office", "Palabra Inventada Uno", "por la organización, los martes"),
    ("service", "A", "anonymous", "Palabra Inventada Dos", "en persona, nunca por teléfono"),
    ("witness", "C", "office", "Palabra Inventada Tres", "por quien la presentó"),
)


def fill() -> dict[str, int]:
    """Fill the demo's ombuds office; harmless when it has signals already."""
    with acting_as(DOORKEEPER):
        users = {user.username: user for user in User.objects.filter(username__in=("mina", "leo", "noemi", "raul", "paula", "hugo"))}
        org = Organization.objects.filter(code="PDD").first()
    if org is None or len(users) < 6:
        return {"signals": 0}
    with acting_as(users["noemi"].pk):
        if Signal.objects.exists():
            return {"signals": 0}
        places = {place.code: place for place in Place.objects.filter(country__code="SV", code__in={row[2] for row in ROWS})}
    sources = _sources(org, users)
    rows = [_captured(org, users, row, places) for row in ROWS]
    for row, planned in zip(rows, ROWS, strict=True):
        _walked(users, row, planned[-1], sources, rows[0])
    with acting_as(users["paula"].pk):
        telling.set_desk(org, users["leo"], places["1217"], by=users["paula"])
    return {"signals": len(rows), "sources": len(sources)}


def _sources(org: Organization, users: dict[str, Any]) -> list[Source]:
    """Sources with their identities in the vault; and one that is public, with two newspapers that repeat it."""
    by, agreed = users["raul"], timezone.localdate() - dt.timedelta(days=60)
    made = []
    with acting_as(by.pk):
        for kind, reliability, scope, who, how in SOURCES:
            row = verifying.write_source(
                org, by=by, kind=kind, reliability=reliability, scope=scope, purpose="warn", consent_on=agreed
            )  # fmt: skip
            door.keep(org, row.code, {"name": who, "contact": how}, by=by)
            made.append(row)
        made.append(verifying.write_source(org, by=by, kind="social", reliability="F", scope="public"))
        made += [verifying.write_source(org, by=by, kind="press", reliability="C", scope="public", repeats=made[3]) for _two in range(2)]
    return made


def _captured(org: Organization, users: dict[str, Any], row: tuple[Any, ...], places: dict[str, Place]) -> Signal:
    who, origin, place, ago, signs, groups, urgency, text, _until = row
    by, day = users[who], timezone.localdate() - dt.timedelta(days=ago)
    assert not hits_in(text)
    with acting_as(by.pk):
        found, _new = signals.capture(
            org, by=by, origin=origin, place=places[place], signs=signs, groups=groups, urgency=urgency, text=text,
            days=(day - dt.timedelta(days=2), day), captured_on=day,
        )  # fmt: skip
    return found


def _walked(users: dict[str, Any], row: Signal, until: str, sources: list[Source], first: Signal) -> None:
    """From captured to where the plan says."""
    if until == "captured":
        return
    noemi = users["noemi"]
    if until == "derived":
        with acting_as(users["mina"].pk):
            signals.derive(row, by=users["mina"], to="habeas_corpus")
        return
    with acting_as(noemi.pk):
        signals.take_up(row, by=noemi)
        if until == "duplicate":
            signals.join(row, by=noemi, other=first)
        elif until == "discarded":
            signals.discard(row, by=noemi, why="test", reason="Era una prueba del formulario.")
        elif until != "triage":
            signals.send_to_verify(row, by=noemi)
    if until not in ("duplicate", "discarded", "triage"):
        _verified(users["raul"], row, until, sources)
    if until in ("fed_back", "archived"):
        with acting_as(noemi.pk):
            telling.tell_back(row, by=noemi, told="in_hand", channel="page", on=timezone.localdate(), text="Se visitó el lugar.")
            if until == "archived":
                signals.file_away(row, by=noemi)


def _verified(raul: Any, row: Signal, until: str, sources: list[Source]) -> None:
    """What sources say; two newspapers that repeat one message are one."""
    papers = until == "partly_verified"
    with acting_as(raul.pk):
        fresh = Signal.objects.get(pk=row.pk)
        for source in sources[4:6] if papers else sources[:2] if until != "verifying" else sources[2:3]:
            said: Any = {"credibility": 3, "directness": "indirect"} if papers else {"credibility": 2, "directness": "direct"}
            day = timezone.localdate() - dt.timedelta(days=1)
            verifying.add_statement(fresh, by=raul, source=source, stance="supports", document=False, said_on=day, **said)
        if until != "verifying":
            result = "partly_verified" if papers else "verified"
            verifying.verify(fresh, by=raul, result=result, method="cross_check" if papers else "interview", note="")
