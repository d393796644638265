"""The system's own record: against counts made by hand, with unknown never zero, and nothing small in public."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from izote.access.context import acting_as
from izote.prevention.models import Closing
from izote.prevention.queries.record import forget, record_for
from izote.prevention.rules.record import MEASURES, NOTHING, Figure, proportion, public, withheld
from izote.prevention.rules.words import words
from izote.prevention.tests.builders_territory import ago, force, institution, recommendation, signal, warning

SPANISH = {"accept-language": "es"}
STEP = """
insert into prevention_step (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)
values (%s, %s, %s, %s, %s, %s, %s, '', (select coalesce(max(number), 0) + 1 from prevention_step), %s, 0, '', '')
"""


@pytest.fixture(autouse=True)
def anew():
    forget()
    yield
    forget()


def steps(superuser, thing, machine, *moves):
    """Steps of a thing at given moments, past the program."""
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        for source, to, at in moves:
            superuser.execute(STEP, [thing.org_id, machine, thing.pk, thing.code, source, to, thing.author_id, at])
    return thing


def looked_into(cast, superuser, result="verified", told_after=3.0, waited=1.0, at="1217", **columns):
    """A signal of forty days ago with its result, and when whoever reported was told (days; none: never)."""
    row = signal(cast, superuser, at, created_at=ago(40), state=result, **columns)
    moves = [
        ("captured", "triage", ago(40 - waited)),
        ("triage", "verifying", ago(38)),
        ("verifying", result, ago(36)),
    ]
    if told_after is not None:
        moves.append((result, "fed_back", ago(36 - told_after)))
    return steps(superuser, row, "signal", *moves)


def record(cast, delegation=""):
    with acting_as(cast.paula.pk):
        return record_for(cast.paula, delegation, fresh=True)


def test_signals_against_counts_by_hand(committed_cast, superuser):
    cast = committed_cast
    for waited in (0.5, 1.0, 2.0):
        looked_into(cast, superuser, waited=waited)
    looked_into(cast, superuser, "discarded", told_after=9.0, waited=1.0, origin="statistical")
    looked_into(cast, superuser, "unverifiable", told_after=None, waited=1.0)
    signal(cast, superuser)
    found = record(cast).of("own", None)
    assert (found["triage"].of, found["triage"].value) == (5, pytest.approx(24.0, abs=0.01))
    assert found["triage"].high == pytest.approx(24 * 1.6, abs=0.01)
    assert (found["verify"].of, found["verify"].value) == (5, pytest.approx(48.0, abs=0.01))
    assert found["yield"][:3] == (5, 3, 60.0) and found["feedback"][:3] == (5, 4, 80.0) and found["feedback_week"][:3] == (5, 3, 60.0)
    assert found["statistical"][:3] == (1, 0, 0.0)
    # Wilson's interval of 3 in 5
    assert found["yield"].low == pytest.approx(23.07, abs=0.01) and found["yield"].high == pytest.approx(88.24, abs=0.01)


def test_a_delegation_stands_beside_the_rest_and_not_inside_it(committed_cast, superuser):
    cast = committed_cast
    looked_into(cast, superuser, at="1217")
    looked_into(cast, superuser, "discarded", at="0821")
    looked_into(cast, superuser, "discarded", at="0821")
    found = record(cast, "san_miguel")
    assert found.of("own", None)["yield"][:2] == (1, 1) and found.of("rest", None)["yield"][:2] == (2, 0)
    assert record(cast).of("own", None)["yield"][:2] == (3, 1) and record(cast).of("rest", None)["yield"] == NOTHING


def closed(cast, superuser, outcome, issued, happened=None):
    of = warning(cast, superuser)
    force(superuser, of, state="closed", issued_at=issued, number=f"PAT-{of.pk:03d}-26", content="x")
    with acting_as(cast.raul.pk):
        row = Closing(org=cast.PDD, warning=of, outcome="persists", written_by=cast.raul)
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        superuser.execute(
            "insert into prevention_closing (org_id, warning_id, outcome, happened_on, evidence, worked, did_not, next_time, written_by_id,"
            " written_at) values (%s, %s, %s, %s, '', 'x', 'x', 'x', %s, now())",
            [of.org_id, of.pk, outcome, happened, row.written_by_id],
        )
    return of


def test_p15_outcomes_make_lead_time_hits_and_false_alarms_and_what_came_too_late(committed_cast, superuser):
    cast = committed_cast
    day = ago(100).date()
    for outcome, happened in (
        ("materialised", day + dt.timedelta(days=10)),
        ("materialised", day + dt.timedelta(days=30)),
        ("materialised", day - dt.timedelta(days=2)),
        ("mitigated", None),
        ("refuted", None),
        ("persists", None),
    ):
        closed(cast, superuser, outcome, ago(100), happened)
    warning(cast, superuser, state="issued", issued_at=ago(5))
    found = record(cast).of("own", None)
    assert found["lead"][:1] == (2,) and found["lead"].value == 20.0
    assert found["hits"][:2] == (6, 3) and found["false_alarms"][:2] == (6, 1) and found["late_warnings"][:2] == (3, 1)


def test_answers_and_compliance(committed_cast, superuser):
    cast = committed_cast
    of, to = warning(cast, superuser), institution(cast)
    said = {"state": "complied", "verdict": "complied", "verdict_at": ago(1)}
    recommendation(cast, superuser, of, to, **said, due_at=ago(20), answered_at=ago(25))
    recommendation(
        cast, superuser, of, to, state="not_complied", verdict="not_complied", verdict_at=ago(1), due_at=ago(20), answered_at=ago(5)
    )
    recommendation(cast, superuser, of, to, state="silent", due_at=ago(20))
    recommendation(cast, superuser, of, to, state="notified", due_at=ago(-20))
    recommendation(cast, superuser, of, to)
    found = record(cast).of("own", None)
    assert found["complied"][:2] == (2, 1) and found["answered"][:2] == (3, 1)


def test_p08_what_is_not_known_is_said_and_never_zero(committed_cast, client):
    client.force_login(committed_cast.paula)
    page = client.get(reverse("own_record"), headers=SPANISH).content.decode()
    assert page.count("no se sabe") >= len(MEASURES) and 'data-label="Valor">0' not in page
    assert "no se sabe cuántas hubo" in page


def test_the_page_compares_and_hands_out_its_tables(committed_cast, superuser, client):
    looked_into(committed_cast, superuser)
    client.force_login(committed_cast.paula)
    page = client.get(reverse("own_record"), {"delegacion": "san_miguel", "anio": str(ago(40).year)}, headers=SPANISH).content.decode()
    assert "Resto del país" in page and "1 / 1 señales con resultado" in page and "<svg" in page
    file = client.get(reverse("own_record"), {"descarga": "hxl", "tabla": "medidas"}, headers=SPANISH).content.decode("utf-8-sig")
    assert "#indicator+name" in file.splitlines()[1]
    assert client.get(reverse("own_record"), {"delegacion": "nowhere"}).status_code == 404
    assert client.get(reverse("own_record"), {"descarga": "csv", "tabla": "nothing"}).status_code == 404


def test_every_measure_has_words():
    assert tuple(words("measures")) == MEASURES


@given(st.integers(0, 40), st.integers(0, 40))
def test_nothing_small_is_ever_public(part, rest):
    figure = withheld(proportion(part, part + rest))
    if figure.known:
        assert figure.of >= 5 and (part == 0 or part >= 5) and (rest == 0 or rest >= 5)
    assert public({"a": Figure(3, None, 2.0, None, 4.0)})["a"] == NOTHING
