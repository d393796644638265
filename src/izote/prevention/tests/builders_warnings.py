"""Warnings made through the same actions as the pages, step by step, as far as a test needs them."""

from typing import Any

from izote.access.context import acting_as
from izote.prevention.actions import warning_followup as following
from izote.prevention.actions import warning_public as publishing
from izote.prevention.actions import warning_receipts as sending
from izote.prevention.actions import warning_reviews as reviewing
from izote.prevention.actions import warnings as writing
from izote.prevention.actions.moving import move
from izote.prevention.actions.warning_moves import move_warning
from izote.prevention.models import EarlyWarning, Signal
from izote.prevention.queries.assessments import valid_for
from izote.prevention.queries.warning_content import composed
from izote.prevention.rules.warnings import digest
from izote.prevention.tests import assessing
from izote.prevention.tests import builders_recommendations as asking

WORDS = {
    "context": "El 12 de junio de 2026 llegaron 3 familias al cantón El Delirio. «Nos cobran renta», dijeron.",
    "threat": "Un grupo armado cobra extorsión a hogares recién llegados.",
    "vulnerability": "Los hogares no tienen red de apoyo.",
    "capacity": "El comité local acompaña.",
    "legal": "Constitución de la República, artículo 2.",
}


def fresh(row: EarlyWarning) -> EarlyWarning:
    """The row as it stands now."""
    return EarlyWarning.objects.select_related("org", "place", "assessment", "author").get(pk=row.pk)


def assessed(cast: Any, **said: Any) -> Any:
    """An approved assessment; the same again when there is one already."""
    with acting_as(cast.noemi.pk):
        from django.utils import timezone

        held = valid_for(cast.noemi, timezone.localdate()).filter(kind=said.get("kind", "structural")).first()
    return held or assessing.approved(cast, **said)


def begun(cast: Any, *, author: str = "noemi", kind: str = "structural", updates: EarlyWarning | None = None) -> EarlyWarning:
    """A draft on an approved assessment."""
    behind = assessed(cast, kind=kind)
    by = getattr(cast, author)
    with acting_as(by.pk):
        return writing.begin_warning(behind, by=by, updates=updates)


def written(
    cast: Any, *, to: Any = None, words: dict[str, str] | None = None, signals: bool = True, source: Any = None, **said: Any
) -> EarlyWarning:
    """A draft with its words, a verified signal and one whole recommendation."""
    row = begun(cast, **said)
    with acting_as(cast.noemi.pk):
        for code, text in (words or WORDS).items():
            writing.write_section(row, code, by=cast.noemi, es=text)
    if signals:
        with acting_as(cast.noemi.pk):
            number = Signal.objects.count() + 1
        one = assessing.signal(cast, f"SIG-2026-{number:03d}", source=source)
        with acting_as(cast.noemi.pk):
            writing.choose_signals(row, [one], by=cast.noemi)
    asking.whole(cast, row, to or asking.addressee(cast, "Alcaldía de San Miguel Centro"))
    return fresh_as(cast, row)


def fresh_as(cast: Any, row: EarlyWarning) -> EarlyWarning:
    """The row as the analyst sees it now."""
    with acting_as(cast.noemi.pk):
        return fresh(row)


def in_method(cast: Any, **said: Any) -> EarlyWarning:
    """Sent to the methodological review."""
    row = written(cast, **said)
    with acting_as(cast.noemi.pk):
        move_warning(row, "method_review", by=cast.noemi)
    return fresh_as(cast, row)


def in_legal(cast: Any, **said: Any) -> EarlyWarning:
    """Raul found that the method holds."""
    row = in_method(cast, **said)
    with acting_as(cast.raul.pk):
        reviewing.review_warning(row, "method", by=cast.raul, holds=True)
    return fresh_as(cast, row)


def in_harm(cast: Any, *, lawyer: str = "paula", **said: Any) -> EarlyWarning:
    """Paula found that the law holds."""
    row = in_legal(cast, **said)
    by = getattr(cast, lawyer)
    with acting_as(by.pk):
        reviewing.review_warning(row, "legal", by=by, holds=True)
    return fresh_as(cast, row)


def ten(**danger: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Ten answers; `q4={...}` says what differs."""
    plain = {"danger": False, "words": "Se miró con la delegación y no se ve.", "mitigation": "", "carrier": ""}
    return {number: plain | danger.get(f"q{number}", {}) for number in range(1, 11)}


DANGER = {"danger": True, "words": "Puede ser.", "mitigation": "Se avisa al nivel superior.", "carrier": "harm_officer"}


def answered(cast: Any, row: EarlyWarning, *, threats: Any = ()) -> None:
    """Raul answers the ten questions."""
    with acting_as(cast.raul.pk):
        said = ten(q4=DANGER) if threats else ten()
        reviewing.answer_harm(row, said, by=cast.raul, threats=threats)


def to_sign(cast: Any, *, threats: Any = (), **said: Any) -> EarlyWarning:
    """It does no harm, and waits for its signatures; publication is decided."""
    row = in_harm(cast, **said)
    answered(cast, row, threats=threats)
    with acting_as(cast.raul.pk):
        move_warning(row, "to_sign", by=cast.raul)
    with acting_as(cast.paula.pk):
        writing.decide_publication(row, by=cast.paula, publication="publish")
    return fresh_as(cast, row)


def sign(cast: Any, row: EarlyWarning, *who: str) -> EarlyWarning:
    """These sign what it says now."""
    for name in who:
        by = getattr(cast, name)
        with acting_as(by.pk):
            reviewing.sign_warning(row, by=by, seen=digest(composed(fresh(row), by)))
    return fresh_as(cast, row)


def issued(cast: Any, **said: Any) -> EarlyWarning:
    """Signed by noemi and paula, and issued."""
    row = sign(cast, to_sign(cast, **said), "noemi", "paula")
    with acting_as(cast.paula.pk):
        reviewing.issue_warning(row, by=cast.paula)
    return fresh_as(cast, row)


def notified(cast: Any, **said: Any) -> EarlyWarning:
    """Every copy was sent, and the institutions were told."""
    row = issued(cast, **said)
    with acting_as(cast.raul.pk):
        for number, one in enumerate(row.receipts.all(), 1):
            sending.send_receipt(one, by=cast.raul, channel="hand", on=following.timezone.localdate(), letter=f"OF-{number}")
        sending.call_notified(fresh(row), by=cast.raul)
    return fresh_as(cast, row)


def followed(cast: Any, *, visit: bool = True, **said: Any) -> EarlyWarning:
    """The answers are open and the first report is made, with a visit in the field."""
    row = notified(cast, **said)
    with acting_as(cast.raul.pk):
        following.open_answers(row, by=cast.raul)
        on = following.timezone.localdate() if visit else None
        following.report_followup(row, by=cast.raul, risk="lower", why="Bajaron las amenazas registradas.", field_visit_on=on)
    return fresh_as(cast, row)


def learned(cast: Any, row: EarlyWarning) -> None:
    """Raul writes the three lessons."""
    with acting_as(cast.raul.pk):
        following.write_lessons(
            row, by=cast.raul, worked="El albergue abrió a tiempo.", did_not="La respuesta tardó.", next_time="Avisar antes a la alcaldía."
        )


def told_back(cast: Any, row: EarlyWarning) -> None:
    """Whoever reported the signals behind it is told what was done."""
    with acting_as(cast.noemi.pk):
        for one in row.stands_on.select_related("signal"):
            move(one.signal, "fed_back", by=cast.noemi, facts={"told": True})


def published(cast: Any, **said: Any) -> EarlyWarning:
    """Issued, its public version proposed by noemi and let go by hugo."""
    row = issued(cast, **said)
    with acting_as(cast.noemi.pk):
        version = publishing.propose_public(row, by=cast.noemi)
    with acting_as(cast.hugo.pk):
        publishing.approve_public(version, by=cast.hugo, difference=version.difference)
    return fresh_as(cast, row)
