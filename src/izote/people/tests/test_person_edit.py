"""Correcting a person; two at once."""

from django.urls import reverse

from izote.people.forms.persons import stored
from izote.people.tests.builders import enter, fresh
from tests.builders import person


def form_of(subject, **changes):
    return {name: value for name, value in stored(subject).items() if value is not None} | changes


def test_a_correction_keeps_what_was_not_touched(cast, client):
    subject = person(cast.ana, cast.ZAC, married_surname="de Campos", nicknames="Tita", birth_year=1991, birth_precision="age")
    enter(client, cast.rosa).post(reverse("person_edit", args=[subject.code]), form_of(subject, first_name="Martha"))
    now = fresh(subject, cast.ana)
    assert (now.first_name, now.married_surname, now.birth_year, now.birth_precision, now.version) == (
        "Martha",
        "de Campos",
        1991,
        "age",
        2,
    )


def test_two_at_once_lose_nothing(cast, client):
    subject = person(cast.ana, cast.ZAC)
    url = reverse("person_edit", args=[subject.code])
    mine = form_of(subject, first_name="Mía", nicknames="Tita")
    enter(client, cast.rosa).post(url, form_of(subject, first_name="Suya"))
    clash = enter(client, cast.ana).post(url, mine)
    html = clash.content.decode()
    assert clash.status_code == 409 and "Otra persona cambió este expediente" in html
    assert 'value="Mía"' in html and 'value="Tita"' in html and "<dd>Suya</dd>" in html
    assert fresh(subject, cast.ana).first_name == "Suya"
    again = client.post(url, mine | {"version": clash.context["form"]["version"].value()})
    assert again.status_code == 302
    now = fresh(subject, cast.ana)
    assert (now.first_name, now.nicknames) == ("Mía", "Tita")


def test_only_whoever_may_write_corrects(cast, client):
    subject = person(cast.ana, cast.ZAC)
    url = reverse("person_edit", args=[subject.code])
    assert [enter(client, user).post(url, form_of(subject)).status_code for user in (cast.delia, cast.carla)] == [403, 404]
