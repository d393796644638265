"""The counter: numbers, two clerks at once, undo, absence, exclusions, families, and those who are to be contacted."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.kit.errors import Conflict
from izote.people import actions, figures, jobs
from izote.people import queries_arrivals as queries
from izote.people.arrivalrules import age_band, country_code, suppressed
from izote.people.models import ArrivalList, ContactAttempt, Household, ListRow, Person, Ticket, TicketMember
from izote.people.tests.test_arrivals import HEADER, ROWS, ana, counts, read, rows_of, sheet_file, upload  # noqa: F401
from tests.builders import person

FAMILY = [*HEADER, "Grupo familiar", "Dirección"]
KIN = [
    ["B1", "Ana", "Mejía", "Rivas", "F", "1/2/1994", "WA-1", "15/10/2026", "F1", "Bo. El Centro"],
    ["B2", "Luis", "Mejía", "Rivas", "M", "1/2/2024", "WA-1", "15/10/2026", "F1", "Bo. El Centro"],
    ["B3", "Óscar", "Campos", "Sorto", "M", "1/2/1980", "WA-1", "15/10/2026", "", "Bo. El Centro"],
]


def number(cast, who, **more):
    with acting_as(who.pk):
        return actions.give_number(org=cast.ZAC, by=who, **more)


def test_the_small_and_the_ill_go_first_and_the_others_in_their_order(cast):
    one, two, three = number(cast, cast.rosa), number(cast, cast.rosa, first=True), number(cast, cast.rosa)
    called = []
    for _n in range(3):
        with acting_as(cast.ana.pk):
            ticket = actions.call_next(org=cast.ZAC, by=cast.ana)
            called.append(ticket.number)
            actions.end_ticket(ticket, by=cast.ana)
    assert called == [two.number, one.number, three.number]


def test_a_wrong_call_is_undone_and_the_number_keeps_its_place(cast):
    first, second = number(cast, cast.rosa), number(cast, cast.rosa)
    with acting_as(cast.ana.pk):
        ticket = actions.call_next(org=cast.ZAC, by=cast.ana)
        with pytest.raises(Conflict):
            actions.call_next(org=cast.ZAC, by=cast.ana)
        actions.put_back(ticket, by=cast.ana)
        assert actions.call_next(org=cast.ZAC, by=cast.ana).number == first.number
        actions.mark_absent(ticket, by=cast.ana)
        assert actions.call_next(org=cast.ZAC, by=cast.ana).number == second.number
        with pytest.raises(Conflict):
            actions.mark_absent(ticket, by=cast.ana)


def test_two_clerks_who_call_at_once_get_two_numbers(committed_cast):
    cast = committed_cast
    for _n in range(6):
        number(cast, cast.rosa)
    called, ready = [], threading.Barrier(3)

    def call(who):
        ready.wait()
        for _n in range(2):
            with acting_as(who.pk):
                ticket = actions.call_next(org=cast.ZAC, by=who)
                called.append(ticket.number)
            with acting_as(who.pk):
                actions.end_ticket(ticket, by=who)
        connection.close()

    threads = [threading.Thread(target=call, args=(who,)) for who in (cast.ana, cast.beto, cast.rosa)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(called) == len(set(called)) == 6


def test_whoever_must_not_know_neither_sees_nor_calls_the_number(cast, client):
    hers = person(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        ticket = actions.give_number(org=cast.ZAC, by=cast.ana)
        TicketMember.objects.filter(ticket=ticket).update(person=hers)
        actions.exclude_user(hers, user=cast.rosa, reason="asked", by=cast.ana)
    client.force_login(cast.rosa)
    assert client.get(reverse("ticket_detail", args=[ticket.pk])).status_code == 404
    assert not client.get(reverse("queue_detail")).context["waiting"]
    with acting_as(cast.rosa.pk):
        assert actions.call_next(org=cast.ZAC, by=cast.rosa) is None
        assert not TicketMember.objects.exists()
    with acting_as(cast.beto.pk):
        assert actions.call_next(org=cast.ZAC, by=cast.beto).pk == ticket.pk


def test_a_row_about_a_hidden_person_is_hidden_with_its_counts(ana, cast, client):  # noqa: F811
    hers = person(cast.ana, cast.ZAC, birth_date=dt.date(1990, 3, 12))
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    row = next(r for r in rows_of(cast, listing).values() if r.person_id == hers.pk)
    with acting_as(cast.ana.pk):
        actions.exclude_user(hers, user=cast.beto, reason="asked", by=cast.ana)
    assert counts(cast, listing, cast.beto).received == counts(cast, listing).received - 1
    client.force_login(cast.beto)
    assert client.post(reverse("row_decide", args=[row.pk]), {"answer": "new"}).status_code == 404
    for which in ("por-decidir", "enlazadas", "nuevas"):
        page = client.get(reverse("list_review", args=[listing.pk]) + f"?que={which}")
        assert row.pk not in [it.row.pk for it in page.context["shown"]]


def test_what_is_undecided_is_decided_by_a_person_and_can_be_taken_back(ana, cast):  # noqa: F811
    hers = person(cast.ana, cast.ZAC, birth_date=dt.date(1990, 3, 12))
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    row = next(r for r in rows_of(cast, listing).values() if r.person_id == hers.pk)
    with acting_as(cast.ana.pk):
        ListRow.objects.filter(pk=row.pk).update(status="undecided")
    page = ana.get(reverse("list_review", args=[listing.pk]))
    assert hers.code in page.content.decode()
    assert "fecha de nacimiento" in page.content.decode()
    ana.post(reverse("row_decide", args=[row.pk]), {"answer": "new"})
    assert (counts(cast, listing).undecided, counts(cast, listing).linked) == (0, 0)
    ana.post(reverse("row_decide", args=[row.pk]), {"answer": "reopen"})
    ana.post(reverse("row_decide", args=[row.pk]), {"answer": hers.code})
    found = counts(cast, listing)
    assert (found.linked, found.received) == (1, 4)


def test_a_confirmed_family_shares_a_number_and_a_household(ana, cast):  # noqa: F811
    listing = read(ana, cast.ana, upload(ana, sheet_file(KIN, FAMILY)))
    page = ana.get(reverse("list_families", args=[listing.pk]))
    (group,) = page.context["groups"]
    assert group.small
    assert [it.entry.first_name for it in group.members] == ["Ana", "Luis"]
    members = [str(it.row.pk) for it in group.members]
    ana.post(reverse("list_families", args=[listing.pk]), {"family": group.number, "member": members})
    ana.post(reverse("number_give"), {"row": members})
    ana.post(reverse("queue_call"))
    ticket = ana.get(reverse("queue_detail")).context["mine"]
    assert ticket.first
    for member, it in ana.get(reverse("ticket_detail", args=[ticket.pk])).context["people"]:
        sent = {"name": it.entry.full_name, "born": str(it.entry.birth_year), "sex": it.entry.sex, "agrees": "voice", "same": ""}
        assert ana.post(reverse("member_receive", args=[ticket.pk, member.pk]), sent).status_code == 302
    with acting_as(cast.ana.pk):
        assert Household.objects.get().members.count() == 2
        assert Ticket.objects.get().state == "served"


def test_one_registration_sent_twice_makes_one_person(ana, cast):  # noqa: F811
    with acting_as(cast.ana.pk):
        actions.give_number(org=cast.ZAC, by=cast.ana)
        ticket = actions.call_next(org=cast.ZAC, by=cast.ana)
        member = TicketMember.objects.get(ticket=ticket)
    sent = {"name": "Rosa Ayala", "born": "1999", "sex": "F", "agrees": "voice", "same": "", "once": "token-1"}
    for _n in range(2):
        assert ana.post(reverse("member_receive", args=[ticket.pk, member.pk]), sent).status_code == 302
    sent["once"] = "token-2"
    assert ana.post(reverse("member_receive", args=[ticket.pk, member.pk]), sent).status_code == 409
    with acting_as(cast.ana.pk):
        assert Person.objects.filter(first_name="Rosa").count() == 1


def test_who_wants_nothing_kept_is_counted_and_forgotten(ana, cast):  # noqa: F811
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    row = next(r for r in rows_of(cast, listing).values() if r.status == "new")
    ana.post(reverse("number_give"), {"row": str(row.pk)})
    ana.post(reverse("queue_call"))
    ticket = ana.get(reverse("queue_detail")).context["mine"]
    member = ana.get(reverse("ticket_detail", args=[ticket.pk])).context["people"][0][0]
    sent = {"name": "", "born": "", "sex": "", "agrees": "no", "same": ""}
    assert ana.post(reverse("member_receive", args=[ticket.pk, member.pk]), sent).status_code == 302
    found = counts(cast, listing)
    assert (found.expired, found.received) == (1, 4)
    with acting_as(cast.ana.pk):
        assert ListRow.objects.get(pk=row.pk).payload is None
        assert not Person.objects.exists()


def test_attempts_are_written_by_hand_and_a_wish_not_to_be_contacted_ends_it(ana, cast):  # noqa: F811
    header = [*HEADER, "Teléfono"]
    listing = read(
        ana, cast.ana, upload(ana, sheet_file([[*row, "7111-222" + str(n)] for n, row in enumerate(ROWS)], header), mode="contact")
    )
    page = ana.get(reverse("list_contact", args=[listing.pk]))
    it, ways = page.context["rows"][0]
    assert ways == {"phone", "visit"}
    url = reverse("attempt_log", args=[it.row.pk])
    assert ana.post(url, {"channel": "phone", "outcome": "nobody"}).status_code == 302
    assert ana.post(url, {"channel": "whatsapp", "outcome": "nobody"}).status_code == 409
    assert ana.post(reverse("row_no_contact", args=[it.row.pk])).status_code == 302
    found = counts(cast, listing)
    assert (found.expired, found.received) == (1, 4)
    with acting_as(cast.ana.pk):
        assert not ContactAttempt.objects.exists()
    again = sheet_file(
        [[*row, "7111-222" + str(n)] for n, row in enumerate([*ROWS, ["A7", "Nueva", "Persona", "", "F", "1990", "", ""]])], header
    )
    read(ana, cast.ana, upload(ana, again), is_correction="yes")
    after = counts(cast, listing)
    assert (after.expired, after.received) == (1, 5)


def test_what_nobody_confirmed_is_destroyed_in_time_and_the_counts_stay(ana, cast):  # noqa: F811
    listing = read(ana, cast.ana, upload(ana, sheet_file()))
    before = counts(cast, listing)
    with acting_as(cast.ana.pk):
        ArrivalList.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    assert ana.get(reverse("list_expiring")).context["rows"]
    with acting_as_service("service-lists") as service:
        gone = actions.expire_due(cast.ZAC, by=User.objects.get(pk=service))
    assert gone["rows"] == 4
    after = counts(cast, listing)
    assert (after.received, after.expired) == (before.received, 4)
    with acting_as(cast.ana.pk):
        assert not ListRow.objects.filter(payload__isnull=False).exists()
    assert ana.get(reverse("list_detail", args=[listing.pk])).status_code == 200


def test_the_waiting_room_shows_numbers_without_sign_in_and_nothing_else(ana, cast):  # noqa: F811
    ticket = number(cast, cast.ana)
    ana.post(reverse("queue_call"))
    address = ana.get(reverse("queue_screen")).context["address"]
    ana.logout()
    page = ana.get(address)
    assert f"<li>{ticket.number}</li>" in page.content.decode()
    assert ana.get(reverse("queue_screen") + "?p=forged").status_code == 404
    assert ana.get(reverse("queue_screen")).status_code == 404


def test_the_figures_of_the_day_agree_and_small_cells_do_not_leave(ana, cast):  # noqa: F811
    read(ana, cast.ana, upload(ana, sheet_file()))
    page = ana.get(reverse("day_figures"))
    assert page.status_code == 200
    found = page.context["figures"]
    assert found.agree
    assert sum(found.listed["sex"].values()) == 3
    with acting_as(cast.ana.pk):
        left = figures.counts_for_insight(cast.ZAC, timezone.localdate(), timezone.localdate(), by=cast.ana)
    assert left["total"] is None
    assert "Rosa" not in str(left)


def test_one_gap_cannot_be_reckoned_back():
    assert suppressed({"F": 3, "M": 40, "X": 12}) == {"F": None, "M": 40, "X": None}
    assert suppressed({"F": 30, "M": 40}) == {"F": 30, "M": 40}
    assert suppressed({"F": 0, "M": 40}) == {"F": 0, "M": 40}
    hidden = suppressed({"a": 2, "b": 3, "c": 50, "d": 60})
    assert [key for key, n in hidden.items() if n is None] == ["a", "b", "c"]


def test_countries_and_ages_are_told_as_lists_write_them():
    assert [country_code(text) for text in ("EE.UU.", "Estados Unidos de América", "MÉXICO", "Narnia", "")] == ["US", "US", "MX", "ZZ", ""]
    assert [age_band(age) for age in (None, 0, 5, 17, 18, 60, 99)] == ["", "0-5", "0-5", "12-17", "18-29", "60+", "60+"]


def test_the_job_acts_only_while_its_user_may(cast, ana):  # noqa: F811
    response = upload(ana, sheet_file())
    listing = response.context["listing"]
    with acting_as(cast.ana.pk):
        ArrivalList.objects.filter(pk=listing.pk).update(state="waiting")
    assert jobs.work(listing.pk, cast.carla.pk) == "no such list"
    assert jobs.work(listing.pk, 999_999) == "no such user"
    with acting_as(cast.ana.pk):
        assert not ListRow.objects.exists()
    assert queries.Counts({}).received == 0
