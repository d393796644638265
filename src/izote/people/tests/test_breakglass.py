"""An emergency: code and reason, three hours, told to the supervisor, shown on the file."""

from django.urls import reverse

from izote.access.context import acting_as
from izote.people.models import BreakGlass
from izote.people.tests.builders import enter, exclude, verbs
from tests.builders import person

URL = "/personas/emergencia/"
WHY = {"reason": "Está en el hospital y hay que avisar a su familia"}


def test_a_colleagues_file_opens_and_the_supervisor_is_told(cast, client):
    subject = person(cast.rosa, cast.ZAC)
    file = reverse("person_file", args=[subject.code])
    enter(client, cast.ana)
    assert client.get(file).status_code == 403
    client.post(URL, {"code": subject.code.lower(), **WHY})
    assert client.get(file).status_code == 200
    assert "person.broke_glass" in verbs(subject, cast.ana)
    enter(client, cast.beto)
    assert WHY["reason"] in client.get(reverse("breakglass_list")).content.decode()
    with acting_as(cast.beto.pk):
        opening = BreakGlass.objects.get()
    assert opening.told_id == cast.beto.pk
    seen = reverse("breakglass_seen", args=[opening.pk])
    assert [client.post(seen).status_code for _ in range(2)] == [302, 409]
    assert "Ana abrió este expediente en emergencia" in client.get(reverse("person_detail", args=[subject.code])).content.decode()


def test_the_reason_is_not_for_reception(cast, client):
    subject = person(cast.rosa, cast.ZAC)
    enter(client, cast.ana).post(URL, {"code": subject.code, **WHY})
    assert WHY["reason"] not in enter(client, cast.rosa).get(reverse("person_detail", args=[subject.code])).content.decode()
    with acting_as(cast.rosa.pk):
        assert not BreakGlass.objects.exists()


def test_a_short_reason_and_a_foreign_file_open_nothing(cast, client):
    foreign = person(cast.carla, cast.SMI)
    enter(client, cast.ana)
    assert client.post(URL, {"code": foreign.code, "reason": "ya"}).status_code == 200
    assert client.post(URL, {"code": foreign.code, **WHY}).status_code == 302
    assert client.get(reverse("person_file", args=[foreign.code])).status_code == 404
    with acting_as(cast.ana.pk):
        assert not BreakGlass.objects.exists()


def test_the_notice_goes_past_an_excluded_supervisor_to_the_data_delegate(cast, client):
    subject = person(cast.rosa, cast.ZAC)
    exclude(subject, cast.beto, by=cast.rosa)
    enter(client, cast.ana).post(URL, {"code": subject.code, **WHY})
    assert subject.code not in enter(client, cast.beto).get(reverse("breakglass_list")).content.decode()
    html = enter(client, cast.dina).get(reverse("breakglass_list")).content.decode()
    assert subject.code in html and subject.first_name not in html
    with acting_as(cast.dina.pk):
        assert client.post(reverse("breakglass_seen", args=[BreakGlass.objects.get().pk])).status_code == 302
