"""One person alone puts nothing to use, and nobody rewrites what was said: tried through the actions and with raw SQL."""

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from izote.access.context import acting_as
from izote.observatory import actions
from izote.observatory.models import Load, SetAside, Tally, Vintage
from izote.observatory.rules.words import forbidden
from izote.observatory.tests.builders import read, source, used

FILE = b"Fecha,Departamento,Municipio,Delito\n" + b"".join(
    f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/2023,LA PAZ,ZACATECOLUCA,ROBO\n".encode() for n in range(60)
)


def tried(user, sql, values=()):
    """How many rows a statement moves as that user; refused by the database: None."""
    try:
        with acting_as(user.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            moved = cursor.rowcount
            transaction.set_rollback(True)
            return moved
    except Exception as error:
        assert isinstance(error.__cause__, psycopg.Error), error
        return None


def test_a_colleague_cannot_shape_a_load_and_then_sign_it(committed_cast):
    cast = committed_cast
    load = read(source(cast.oscar, cast.ZAC), cast.oscar, FILE)
    for act in (
        lambda: actions.mend_rows(load, by=cast.elena, rows={2: []}),
        lambda: actions.read_again(load, by=cast.elena),
        lambda: actions.cancel_load(load, by=cast.elena),
    ):
        with acting_as(cast.elena.pk), pytest.raises(PermissionDenied):
            act()
    assert (
        tried(
            cast.elena, "update observatory_load set state = 'signed', signed_by_id = %s, kept = 1 where id = %s", [cast.elena.pk, load.pk]
        )
        is None
    )
    assert tried(cast.elena, "update observatory_load set covers_from = '2000-01-01' where id = %s", [load.pk]) in (None, 0)
    assert (
        tried(cast.elena, "update observatory_load set state = 'published', signed_by_id = %s where id = %s", [cast.elena.pk, load.pk])
        is None
    )
    assert (
        tried(cast.oscar, "update observatory_load set state = 'signed', signed_by_id = %s where id = %s", [cast.elena.pk, load.pk]) is None
    )


def test_a_signer_rewrites_no_history_and_forges_no_version(committed_cast):
    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, FILE)
    other = source(cast.oscar, cast.ZAC, "fgr")
    with acting_as(cast.elena.pk):
        before = Tally.objects.filter(until__isnull=True).count()
    assert before
    for sql in (
        "update observatory_tally set until = 1",
        "update observatory_coverage set category = 'homicide'",
        "delete from observatory_tally",
    ):
        assert tried(cast.elena, sql) in (None, 0), sql
    waiting = read(of, cast.oscar, FILE.replace(b"ROBO", b"HURTO"), "otro.csv")
    with acting_as(cast.elena.pk):
        actions.sign_load(waiting, by=cast.elena)
    forged = (
        "insert into observatory_vintage (org_id, source_id, number, load_id, cut_off, made_at, signed_by_id)"
        " values (%s, %s, 77, %s, now(), now(), %s)"
    )
    assert tried(cast.elena, forged, [cast.ZAC.pk, other.pk, waiting.pk, cast.elena.pk]) is None
    assert tried(cast.elena, forged, [cast.ZAC.pk, of.pk, waiting.pk, cast.oscar.pk]) is None
    actions.make_figures(waiting.pk, by=cast.elena)
    with acting_as(cast.elena.pk):
        assert Vintage.objects.filter(source=of).count() == 2


def test_a_category_is_never_read_as_a_statement(committed_cast):
    """Rows are counted by a database in this process: what a category is called must not reach its language."""
    cast = committed_cast
    load = read(source(cast.oscar, cast.ZAC), cast.oscar, FILE)
    hostile = "robbery',0,1,null,1); copy (select 1) to '/tmp/izote-was-here'; --"
    with acting_as(cast.oscar.pk):
        Load.objects.filter(pk=load.pk).update(categories=["robbery", hostile])
    from izote.observatory.queries.changes import changes_of

    with acting_as(cast.oscar.pk):
        load.refresh_from_db()
        assert changes_of(load, ["country"]).total
    from pathlib import Path

    assert not Path("/tmp/izote-was-here").exists()


def test_returns_in_a_police_file_are_set_aside_and_small_print_is_not_kept_in_the_open(committed_cast):
    cast = committed_cast
    content = (
        b"Fecha,Municipio,Delito,Detalle\n01/02/2023,ZACATECOLUCA,RETORNADOS,Fulano de Tal\n"
        b"31/02/2023,ZACATECOLUCA,ROBO,Mengana\n02/02/2023,ZACATECOLUCA,ROBO,x\n"
    )
    load = read(source(cast.oscar, cast.ZAC), cast.oscar, content)
    with acting_as(cast.oscar.pk):
        rows = {row.line: row for row in SetAside.objects.filter(load=load)}
    assert rows[2].why == "other_domain" and rows[3].why == "not_a_date"
    assert "Fulano" not in str(rows[2].cells) and "Mengana" not in str(rows[3].cells)
    assert load.categories == ["robbery"]


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("Nombres y apellidos", "name"),
        ("Nombre del fallecido", "name"),
        ("DUI víctima", "document"),
        ("Teléfono de contacto", "phone"),
        ("Víctima retornada", "record"),
        ("Estatus migratorio", "record"),
        ("Observaciones", "story"),
        ("Nombre del municipio", ""),
        ("Municipio de residencia", ""),
        ("Delito", ""),
    ],
)
def test_headings_that_announce_persons_are_known_whatever_stands_around_the_word(heading, why):
    assert forbidden(heading) == why
