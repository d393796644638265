"""Arrival day through the browser's requests: upload, columns, reading, review, families, queue, registration, slip."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from izote.access.context import acting_as
from izote.kit.sheets import read_sheet, write_xlsx
from izote.people import jobs
from izote.people import queries_arrivals as queries
from izote.people.liststaging import open_row
from izote.people.models import ArrivalCount, ArrivalList, ImportProfile, ListRow, ListStaging, Person, Ticket
from tests.builders import person

DEMO = Path(__file__).resolve().parents[4] / "demo" / "lista_llegadas.xlsx"
HEADER = ["ID", "Primer nombre", "Primer apellido", "Segundo apellido", "Sexo", "Fecha de nacimiento", "Vuelo", "Fecha de retorno"]
ROWS = [
    ["A1", "Marta", "Hernández", "López", "F", "12/03/1990", "WA-1", "15/10/2026"],
    ["A2", "Jose", "Ayala", "Cruz", "M", "1/1/1985", "WA-1", "15/10/2026"],
    ["A3", "", "", "", "M", "1/1/1985", "WA-1", "15/10/2026"],
    ["A4", "Rosa", "Ayala", "Cruz", "F", "1/2/1999", "WA-1", "15/10/2026"],
]


def sheet_file(rows=ROWS, header=HEADER, name="lista.xlsx"):
    return SimpleUploadedFile(name, write_xlsx(header, rows))


def upload(client, file, *, mode="counter", follow=True, **more):
    data = {"mode": mode, "agreement": "DEMO-1", "purpose": "Recibir", "keep_days": 60, "file": file, **more}
    return client.post(reverse("list_upload"), data, follow=follow)


def columns_sent(response, **more):
    """What the page of columns proposes, sent back as it stands."""
    form = response.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return {**sent, **more}


def read(client, who, response, **more):
    """Confirm the columns and do the worker's job."""
    listing = response.context["listing"]
    answer = client.post(reverse("list_columns", args=[listing.pk]), columns_sent(response, **more))
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    jobs.work(listing.pk, who.pk)
    return listing


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client


def counts(cast, listing, who=None):
    with acting_as((who or cast.ana).pk):
        return queries.counts_of([ArrivalList.objects.get(pk=listing.pk)])


def rows_of(cast, listing, who=None):
    with acting_as((who or cast.ana).pk):
        return {row.line: row for row in ListRow.objects.filter(list=listing)}


def test_the_demo_list_is_read_and_every_row_is_accounted_for(ana, cast):
    response = upload(ana, SimpleUploadedFile("lista.xlsx", DEMO.read_bytes()))
    assert response.redirect_chain[-1][0].endswith("/columnas/"), response.content.decode()[-3000:]
    listing = read(ana, cast.ana, response, save_as="DGME")
    page = ana.get(reverse("list_detail", args=[listing.pk]))
    found = counts(cast, listing)
    assert page.status_code == 200
    assert found.received == found.linked + found.new + found.undecided + found.repeated + found.set_aside + found.expired
    assert found.received >= 55
    assert found.set_aside >= 2
    assert found.repeated >= 1
    with acting_as(cast.ana.pk):
        assert not ListStaging.objects.exists()
        assert ImportProfile.objects.get().mapping["headers"]
        assert ArrivalCount.objects.filter(basis="listed").exists()
    assert ana.get(reverse("list_set_aside", args=[listing.pk])).status_code == 200
    assert ana.get(reverse("list_families", args=[listing.pk])).context["groups"]


def test_what_must_not_be_held_is_refused_before_anything_is_written(ana, cast):
    file = sheet_file([[*row, "MS"] for row in ROWS], [*HEADER, "Pandilla"])
    response = upload(ana, file)
    assert response.status_code == 422
    assert "Pandilla" in response.content.decode()
    with acting_as(cast.ana.pk):
        assert not ArrivalList.objects.exists()
    again = response.context["form"].initial["without"]
    response = upload(ana, sheet_file([[*row, "MS"] for row in ROWS], [*HEADER, "Pandilla"]), without=again)
    assert response.redirect_chain[-1][0].endswith("/columnas/")


def test_a_known_person_is_linked_and_the_rest_is_new(ana, cast):
    import datetime as dt

    known = person(cast.ana, cast.ZAC, birth_date=dt.date(1990, 3, 12))
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    rows = rows_of(cast, listing)
    by_key = {r.person_id: r.status for r in rows.values()}
    assert by_key[known.pk] in ("linked", "undecided")
    found = counts(cast, listing)
    assert (found.received, found.set_aside) == (4, 1)
    assert found.new == 2


def test_the_same_file_twice_changes_nothing(ana, cast):
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    before = rows_of(cast, listing)
    response = upload(ana, sheet_file())
    assert response.redirect_chain[-1][0] == reverse("list_detail", args=[listing.pk])
    after = rows_of(cast, listing)
    assert {k: bytes(v.payload) for k, v in before.items()} == {k: bytes(v.payload) for k, v in after.items()}
    with acting_as(cast.ana.pk):
        assert ArrivalList.objects.count() == 1


def test_a_corrected_file_changes_only_what_was_corrected(ana, cast):
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    before = {row.row_key: (row.pk, bytes(row.payload)) for row in rows_of(cast, listing).values()}
    better = [list(row) for row in ROWS]
    better[2][1:4] = ["Nelson", "Rivas", "Mejía"]
    response = upload(ana, sheet_file(better))
    assert response.context["corrects"].pk == listing.pk
    read(ana, cast.ana, response, is_correction="yes")
    after = {row.row_key: (row.pk, bytes(row.payload)) for row in rows_of(cast, listing).values()}
    changed = [key for key in before if before[key] != after.get(key)]
    assert set(before) == set(after)
    assert len(changed) == 1
    found = counts(cast, listing)
    assert (found.received, found.set_aside) == (4, 0)


def test_rows_set_aside_come_back_corrected_by_their_token(ana, cast):
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    data = ana.get(reverse("set_aside_download", args=[listing.pk])).content
    sheet = read_sheet(data, "apartadas.xlsx")
    header, row = sheet.rows
    row[header.index("Primer nombre")], row[header.index("Primer apellido")] = "Nelson", "Rivas"
    response = upload(ana, SimpleUploadedFile("apartadas.xlsx", write_xlsx(header, [row])))
    assert response.context["corrects"].pk == listing.pk
    read(ana, cast.ana, response, is_correction="yes")
    found = counts(cast, listing)
    assert (found.received, found.set_aside, found.new) == (4, 0, found.new)
    assert any(getattr(open_row(r.pk, r.payload), "first_name", "") == "Nelson" for r in rows_of(cast, listing).values())


def test_reading_again_doubles_nothing(ana, cast):
    response = upload(ana, sheet_file())
    listing = response.context["listing"]
    ana.post(reverse("list_columns", args=[listing.pk]), columns_sent(response))
    with acting_as(cast.ana.pk):
        plan, facts = jobs.actions.plan_list(ArrivalList.objects.get(pk=listing.pk), by=cast.ana)
        jobs.actions.write_rows(ArrivalList.objects.get(pk=listing.pk), plan.rows[:2], facts["headers"], by=cast.ana)
    jobs.work(listing.pk, cast.ana.pk)
    jobs.work(listing.pk, cast.ana.pk)
    assert counts(cast, listing).received == 4


def test_giving_a_list_up_leaves_no_half(ana, cast):
    response = upload(ana, sheet_file())
    listing = response.context["listing"]
    ana.post(reverse("list_columns", args=[listing.pk]), columns_sent(response))
    with acting_as(cast.ana.pk):
        plan, facts = jobs.actions.plan_list(ArrivalList.objects.get(pk=listing.pk), by=cast.ana)
        jobs.actions.write_rows(ArrivalList.objects.get(pk=listing.pk), plan.rows[:2], facts["headers"], by=cast.ana)
    assert ana.post(reverse("list_cancel", args=[listing.pk])).status_code == 302
    assert jobs.work(listing.pk, cast.ana.pk) == "cancelled"
    with acting_as(cast.ana.pk):
        assert not ListRow.objects.exists()
        assert not ListStaging.objects.exists()
    upload_again = upload(ana, sheet_file())
    assert upload_again.redirect_chain[-1][0].endswith("/columnas/")


def test_nothing_readable_is_stored(ana, cast, superuser):
    upload(ana, sheet_file())
    with acting_as(cast.ana.pk):
        sealed = bytes(ListStaging.objects.get().sealed)
    assert b"Marta" not in sealed
    assert b"Hern" not in sealed


def test_the_whole_counter_from_number_to_slip(ana, cast):
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    page = ana.post(reverse("queue_detail"), {"text": "roza"})
    (group,) = page.context["groups"]
    answer = ana.post(reverse("number_give"), {"row": str(group[0].row.pk)}, follow=True)
    assert answer.status_code == 200
    ana.post(reverse("queue_call"))
    page = ana.get(reverse("queue_detail"))
    ticket = page.context["mine"]
    inside = ana.get(reverse("ticket_detail", args=[ticket.pk]))
    member = inside.context["people"][0][0]
    url = reverse("member_receive", args=[ticket.pk, member.pk])
    form = ana.get(url)
    assert "Rosa" in form.content.decode()
    answer = ana.post(url, {"name": "Rosa Elena Ayala Cruz", "born": "1999", "sex": "F", "agrees": "voice", "same": ""}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    with acting_as(cast.ana.pk):
        made = Person.objects.get(first_name="Rosa")
        row = ListRow.objects.get(pk=group[0].row.pk)
        assert (row.person_id, row.status) == (made.pk, "new")
        assert row.came_at
        assert Ticket.objects.get().state == "served"
        assert made.consents.get().purpose == "service"
        assert ArrivalCount.objects.get(basis="came").count == 1
    slip = ana.get(reverse("ticket_slip", args=[ticket.pk])).content.decode()
    assert str(ticket.number) in slip
    for word in ("Rosa", "Ayala", "retorn", "migra", "Oficina"):
        assert word not in re.sub(r"<title>.*?</title>", "", slip), word
    assert ana.get(reverse("slip_open", args=[ticket.code])).status_code == 302
    assert counts(cast, listing).received == 4
    ana.logout()
    assert "/cuenta/" in ana.get(reverse("slip_open", args=[ticket.code]))["Location"]


def test_a_child_alone_never_stands_in_the_queue(ana, cast):
    header = [*HEADER, "NNA no acompañado"]
    rows = [[*ROWS[0], ""], ["A9", "Kevin", "Mejía", "", "M", "9/4/2014", "WA-1", "15/10/2026", "SI"]]
    listing = read(ana, cast.ana, upload(ana, sheet_file(rows, header)))
    page = ana.get(reverse("queue_detail"))
    assert [it.entry.first_name for it in page.context["alone"]] == ["Kevin"]
    row = page.context["alone"][0].row
    answer = ana.post(reverse("number_give"), {"row": str(row.pk)})
    assert answer.status_code == 409
    assert "119" in answer.content.decode()
    answer = ana.post(reverse("number_give"), {"people": "1", "alone": "on"})
    assert answer.status_code == 409
    with acting_as(cast.ana.pk):
        assert not Ticket.objects.exists()
    assert listing


def test_another_office_sees_nothing(ana, cast, client):
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    row = next(iter(rows_of(cast, listing).values()))
    client.force_login(cast.carla)
    for name, args in (
        ("list_detail", [listing.pk]),
        ("list_review", [listing.pk]),
        ("list_columns", [listing.pk]),
        ("list_families", [listing.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    assert client.post(reverse("row_decide", args=[row.pk]), {"answer": "new"}).status_code == 404
    with acting_as(cast.carla.pk):
        assert not ListRow.objects.exists()
        assert not ArrivalList.objects.exists()
    with acting_as(cast.delia.pk):
        assert not ListRow.objects.exists()


HOSTILE = {
    "empty": b"",
    "zip": b"PK\x03\x04garbage",
    "pdf": b"%PDF-1.7 hello",
    "nul": b"\x00" * 4000,
    "text": b"no table here",
    "html": b"<html><table><tr><td>Nombre</td></tr></table></html>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_end_in_a_sentence(kind, ana, cast):
    response = upload(ana, SimpleUploadedFile("lista.xlsx", HOSTILE[kind] or b""), follow=True)
    assert response.status_code in (200, 400, 409, 422)
    assert "Traceback" not in response.content.decode()
    listing = ArrivalList.State.READY
    with acting_as(cast.ana.pk):
        assert not ListRow.objects.filter(list__state=listing).exists()


def test_formulas_stay_text_in_the_download(ana, cast):
    rows = [["A3", "", "", "", "=1+1", '=HYPERLINK("http://x")', "+WA", "@SUM(A1)"]]
    listing = read(ana, cast.ana, upload(ana, sheet_file([*ROWS, *rows])))
    data = ana.get(reverse("set_aside_download", args=[listing.pk])).content
    import zipfile

    text = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in text
    assert "'=HYPERLINK" in text or "&#x27;=HYPERLINK" in text


def test_a_file_beyond_the_limit_ends_in_a_sentence(ana, cast):
    response = upload(ana, SimpleUploadedFile("lista.csv", b"Nombre,Edad\n" + b"Ana,30\n" * 3_100_000))
    assert response.status_code in (200, 413)
    assert "20 MB" in response.content.decode()
    with acting_as(cast.ana.pk):
        assert not ArrivalList.objects.exists()


def test_on_a_demonstration_only_lists_of_the_demonstration_are_taken(ana, cast, superuser):
    superuser.execute("insert into access_mark (name, value) values ('demo', '1') on conflict do nothing")
    try:
        page = ana.get(reverse("list_upload"))
        response = upload(ana, sheet_file(), agreement="DGME-2026")
    finally:
        superuser.execute("delete from access_mark where name = 'demo'")
    assert "DEMO" in page.content.decode()
    assert response.status_code == 400
    with acting_as(cast.ana.pk):
        assert not ArrivalList.objects.exists()


def test_raw_sql_as_another_office_or_as_nobody_reaches_no_row(ana, cast):
    from django.db import connection

    from izote.access.context import forget

    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    tables = ("arrivallist", "listrow", "liststaging", "ticket", "ticketmember", "contactattempt", "arrivalcount")
    with acting_as(cast.carla.pk), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select count(*) from people_{table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("update people_listrow set payload = null where list_id = %s", [listing.pk])
        assert cursor.rowcount == 0
        forget()
        cursor.execute("select count(*) from people_listrow")
        assert cursor.fetchone() == (0,)
