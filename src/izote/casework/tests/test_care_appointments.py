"""Appointments: a time and a room for people who see codes; what for, for those who open the case."""

import datetime as dt

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Membership
from izote.casework.actions import appointments as actions
from izote.casework.actions.feeds import renew_feed, revoke_feed
from izote.casework.models import Appointment, Case
from izote.casework.queries import appointments as queries
from izote.casework.queries.cases import open_case
from izote.casework.rules.agenda import LOCAL, bounds, is_unusual, moment, monday, new_code, read_day
from izote.casework.tests import builders
from izote.kit.errors import Conflict
from izote.people.actions import exclude_user

SOON = dt.datetime(2030, 3, 4, 9, 0, tzinfo=LOCAL)


def booked(case, by, at=SOON, *, room="Sala 2", who=None, minutes=30, said="Hablar del curso"):
    with acting_as(by.pk):
        return actions.book(case, starts_at=at, minutes=minutes, room=room, with_user=who or by, said=said, by=by)


def now():
    return timezone.now().replace(microsecond=0) - dt.timedelta(minutes=5)


def test_reception_sees_hour_room_and_code_and_nothing_else(cast, client):
    row = booked(builders.case(cast.ana, cast.ZAC), cast.ana)
    client.force_login(cast.rosa)
    page = client.get(reverse("agenda") + "?dia=2030-03-04").content.decode()
    assert row.code in page and "Sala 2" in page and "09:00" in page
    for never in ("Hablar del curso", "Marta", "Hernández", str(row.case_id), ">Ana<"):
        assert never not in page
    with acting_as(cast.rosa.pk):
        assert not Appointment.objects.exists()


def test_reception_notes_who_came_by_code_and_the_line_says_no_more(cast, client, superuser):
    row = booked(builders.case(cast.ana, cast.ZAC), cast.ana, now())
    client.force_login(cast.rosa)
    url = reverse("agenda_mark", args=[row.pk])
    assert client.post(url, {"event": "miss"}).status_code == 302
    assert client.post(url, {"event": "attend"}).status_code == 302
    assert client.post(url, {"event": "miss"}).status_code == 409
    with acting_as(cast.ana.pk):
        assert Appointment.objects.get(pk=row.pk).state == "attended"


def test_reception_says_nobody_is_missing_before_the_hour_and_nothing_of_another_office(cast):
    row = booked(builders.case(cast.ana, cast.ZAC), cast.ana)
    other = booked(builders.case(cast.carla, cast.SMI), cast.carla, now())
    with acting_as(cast.rosa.pk):
        for pk, event in ((row.pk, "attend"), (row.pk, "miss"), (other.pk, "attend"), (other.pk, "cancel")):
            with pytest.raises(Conflict):
                actions.mark_at_reception(pk, event, by=cast.rosa)


def test_what_it_is_for_is_read_only_by_opening_the_case(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = booked(case, cast.ana)
    with acting_as(cast.ana.pk):
        assert open_case(case, "texts").said("appointment", row.pk) == "Hablar del curso"


def test_a_moved_appointment_is_a_new_one_with_its_own_code_and_the_old_one_points_to_it(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = booked(case, cast.ana)
    with acting_as(cast.ana.pk):
        new = actions.move_appointment(
            row, starts_at=SOON + dt.timedelta(days=1), minutes=60, room="Sala 1", with_user=cast.ana, said="Lo mismo", by=cast.ana
        )
        old = Appointment.objects.get(pk=row.pk)
        assert (old.state, old.moved_to_id) == ("moved", new.pk) and new.code != old.code
        with pytest.raises(Conflict):
            actions.mark(old, "attend", by=cast.ana)


def test_attending_counts_as_a_contact_and_not_coming_does_not(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = booked(case, cast.ana, now())
    with acting_as(cast.ana.pk):
        actions.mark(row, "miss", by=cast.ana)
        assert Case.objects.get(pk=case.pk).last_contact_at is None
        actions.mark(row, "attend", by=cast.ana)
        assert Case.objects.get(pk=case.pk).last_contact_at


def test_an_hour_that_is_taken_is_warned_of_even_by_a_colleagues_hidden_appointment(cast):
    booked(builders.case(cast.beto, cast.ZAC), cast.beto, room="Sala 9", who=cast.delia)
    asked = {"with_user": cast.delia.pk, "room": "sala 9"}
    with acting_as(cast.ana.pk):
        assert not Appointment.objects.exists()
        taken = queries.clash(cast.ZAC.pk, **asked, starts=SOON + dt.timedelta(minutes=29), minutes=30)
        assert taken.colleague and taken.room
        assert not queries.clash(cast.ZAC.pk, **asked, starts=SOON + dt.timedelta(minutes=30), minutes=30)
        assert not queries.clash(cast.ZAC.pk, **asked, starts=SOON - dt.timedelta(minutes=30), minutes=30)
    with acting_as(cast.carla.pk):
        assert not queries.clash(cast.ZAC.pk, **asked, starts=SOON, minutes=30)


def test_the_form_warns_once_and_books_all_the_same(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    booked(case, cast.ana)
    client.force_login(cast.ana)
    sent = {"day": "2030-03-04", "hour": "09:15", "minutes": "30", "room": "Sala 2", "with_user": str(cast.ana.pk), "said": ""}
    asked = client.post(reverse("appointment_add", args=[case.pk]), sent)
    assert asked.status_code == 200 and asked.context["clash"].colleague and 'type="checkbox" name="anyway"' in asked.content.decode()
    done = client.post(reverse("appointment_add", args=[case.pk]), {**sent, "anyway": "on"})
    slip = client.get(done["Location"]).content.decode()
    assert "2334-0000" in slip and "Sala 2" in slip
    for never in ("Marta", "Hernández", "ZAC-", "Ana"):
        assert never not in slip.split('<div class="slip">')[1].split("</div>")[0]
    pdf = client.get(done["Location"].replace("papelito/", "papelito.pdf"))
    assert pdf.content.startswith(b"%PDF")


def test_days_begin_at_midnight_in_el_salvador_also_at_the_end_of_a_month(cast):
    case = builders.case(cast.ana, cast.ZAC)
    late = booked(case, cast.ana, moment(dt.date(2030, 1, 31), dt.time(23, 30)), minutes=60)
    early = booked(case, cast.ana, moment(dt.date(2030, 2, 1), dt.time(0, 0)))
    with acting_as(cast.ana.pk):
        days = {day: [row.pk for row in rows] for day, rows in queries.calendar(cast.ana, monday(dt.date(2030, 1, 31)), 7)}
        assert days[dt.date(2030, 1, 31)] == [late.pk] and days[dt.date(2030, 2, 1)] == [early.pk]
        assert [slot.id for slot in queries.agenda_of(dt.date(2030, 1, 31))] == [late.pk]
        assert [slot.id for slot in queries.agenda_of(dt.date(2030, 2, 1))] == [early.pk]
        over_midnight = queries.clash(
            cast.ZAC.pk, with_user=cast.ana.pk, room="", starts=moment(dt.date(2030, 2, 1), dt.time(0, 15)), minutes=15, besides=early.pk
        )
        assert over_midnight.colleague and over_midnight.unusual
    assert bounds(dt.date(2030, 2, 28))[1] == moment(dt.date(2030, 3, 1), dt.time())
    assert bounds(dt.date(2030, 1, 1))[0].astimezone(dt.UTC).hour == 6


def test_hours_outside_an_office_and_codes_misread_are_noticed():
    assert not is_unusual(SOON, 30) and is_unusual(SOON.replace(hour=18, minute=45), 30) and is_unusual(SOON - dt.timedelta(days=1), 30)
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 195 and all(len(code) == 6 for code in codes)
    assert read_day("2030-02-30", dt.date(2030, 1, 1)) == read_day("9999-01-01", dt.date(2030, 1, 1)) == dt.date(2030, 1, 1)


def feed(client, token):
    return client.get(reverse("feed_calendar", args=[token]))


def test_the_calendar_feed_tells_codes_hours_and_rooms_without_a_session_and_nothing_else(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    row = booked(case, cast.ana, now() + dt.timedelta(days=3))
    with acting_as(cast.ana.pk):
        token = renew_feed(by=cast.ana)
    answer = feed(client, token)
    assert answer.status_code == 200 and not answer.cookies and answer["Content-Type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert set(event.keys()) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "LOCATION"}
    assert (event["SUMMARY"], event["LOCATION"], event.decoded("DTSTART")) == (row.code, "Sala 2", row.starts_at)
    body = answer.content.decode()
    for never in ("Marta", "Hern", "curso", "Ana", "ana", str(case.pk), str(row.pk), case.code):
        assert never not in body


def test_a_feed_ends_when_it_is_renewed_revoked_or_its_worker_leaves(cast, client):
    with acting_as(cast.ana.pk):
        old = renew_feed(by=cast.ana)
        new = renew_feed(by=cast.ana)
    assert [feed(client, token).status_code for token in (old, new, "guess")] == [404, 200, 404]
    with acting_as(cast.irma.pk):
        Membership.objects.filter(user=cast.ana).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert feed(client, new).status_code == 404
    with acting_as(cast.irma.pk):
        Membership.objects.filter(user=cast.ana).update(ends_on=None)
    with acting_as(cast.ana.pk):
        revoke_feed(by=cast.ana)
    assert feed(client, new).status_code == 404


def test_a_feed_keeps_quiet_about_persons_hidden_from_its_worker(cast, client):
    case = builders.case(cast.beto, cast.ZAC)
    booked(case, cast.beto, now() + dt.timedelta(days=3), who=cast.ana)
    with acting_as(cast.ana.pk):
        token = renew_feed(by=cast.ana)
    assert b"BEGIN:VEVENT" in feed(client, token).content
    with acting_as(cast.beto.pk):
        exclude_user(case.person, user=cast.ana, reason="conflict", by=cast.beto)
    assert b"BEGIN:VEVENT" not in feed(client, token).content


def test_the_doorkeeper_learns_nothing_but_what_a_held_address_tells(cast):
    booked(builders.case(cast.ana, cast.ZAC), cast.ana)
    with acting_as(DOORKEEPER):
        assert queries.feed_entries("") is None and not Appointment.objects.exists()
        assert queries.agenda_of(dt.date(2030, 3, 4)) == []


def test_the_secret_address_is_shown_once(cast, client):
    client.force_login(cast.ana)
    shown = client.post(reverse("feed_detail")).context["address"]
    assert shown.endswith(".ics") and shown not in client.get(reverse("feed_detail")).content.decode()


def test_the_week_and_the_day_of_the_office_ask_the_same_questions_whatever_their_size(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    booked(case, cast.ana)
    client.force_login(cast.ana)
    addresses = [reverse("agenda_week") + "?dia=2030-03-04", reverse("agenda") + "?dia=2030-03-04"]
    counts = []
    for _size in range(2):
        for address in addresses:
            client.get(address)
        with CaptureQueriesContext(connection) as asked:
            for address in addresses:
                client.get(address)
        counts.append(len(asked))
        for n in range(6):
            booked(case, cast.ana, SOON + dt.timedelta(minutes=30 * n))
    assert counts[0] == counts[1] <= 20
