"""First contact: nothing mandatory but some name, nothing stored that need not be."""

from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import AuditEvent
from izote.kit.models import Once
from izote.people.models import Consent, Contact, Exclusion, Identifier, Person
from izote.people.tests.builders import enter, first_contact
from tests.builders import person


def registered(user):
    with acting_as(user.pk):
        return list(Person.objects.order_by("pk"))


def test_an_alias_is_enough(cast, client):
    answer = first_contact(enter(client, cast.rosa), nicknames="La Morena")
    (only,) = registered(cast.rosa)
    assert answer["Location"] == reverse("person_detail", args=[only.code])
    assert only.nicknames == "La Morena" and only.responsible_id is None


def test_without_any_name_a_sentence_says_so(cast, client):
    answer = first_contact(enter(client, cast.rosa), born="35")
    assert "Escriba algún nombre" in answer.content.decode()
    assert registered(cast.rosa) == []


def test_everything_at_once(cast, client):
    contact = {"contact-TOTAL_FORMS": "2", "contact-0-kind": "phone", "contact-0-value": "7123-4567", "contact-0-whose": "family"}
    contact |= {"contact-0-hours": "después de las 5", "contact-1-kind": "phone", "contact-1-whose": "own", "contact-1-may_call": "on"}
    answer = first_contact(
        enter(client, cast.ana),
        first_name="Reina",
        first_surname="Ventura",
        born="unos 35",
        sex="F",
        place="Zaca",
        document_number="01234567-0",
        needs=["food", "lodging"],
        purposes=["service", "contact"],
        consent_mode="voice",
        not_known_to=[str(cast.rosa.pk)],
        **contact,
    )
    assert answer.status_code == 302, answer.context["form"].errors
    with acting_as(cast.ana.pk):
        only = Person.objects.get()
        assert (only.birth_precision, only.place.name, only.responsible_id) == ("age", "Zacatecoluca", cast.ana.pk)
        way = Contact.objects.get()
        assert (way.normalized, way.whose, way.may_call, way.hours) == ("71234567", "family", False, "después de las 5")
        assert Identifier.objects.get().kind == "dui"
        assert sorted(Consent.objects.values_list("purpose", "mode", "notice_version")) == [
            ("contact", "voice", "2026-11"),
            ("service", "voice", "2026-11"),
        ]
        assert Exclusion.objects.get().user_id == cast.rosa.pk
    warned = client.get(answer["Location"]).content.decode()
    assert "dígito verificador" in warned


def test_who_is_probably_known_is_shown_before_saving(cast, client):
    known = person(cast.ana, cast.ZAC, first_name="José", first_surname="Vásquez", second_surname="Peña", birth_year=1985)
    enter(client, cast.rosa)
    again = {"first_name": "Jose", "first_surname": "Vasquez", "second_surname": "Peña", "born": "1985"}
    asked = first_contact(client, **again)
    assert [one.person for one in asked.context["same"]] == [known] and len(registered(cast.rosa)) == 1
    assert first_contact(client, **again, new="1").status_code == 302
    assert len(registered(cast.rosa)) == 2


def test_the_question_never_shows_a_hidden_file(cast, client):
    from izote.people.tests.builders import exclude

    hidden = person(cast.ana, cast.ZAC, first_name="José", first_surname="Vásquez", second_surname="Peña", birth_year=1985)
    exclude(hidden, cast.rosa, by=cast.ana)
    answer = first_contact(enter(client, cast.rosa), first_name="José", first_surname="Vásquez", second_surname="Peña", born="1985")
    assert answer.status_code == 302


def test_the_same_form_sent_twice_makes_one_person(cast, client):
    enter(client, cast.rosa)
    first, second = (first_contact(client, first_name="Marta", once="same-token") for _ in range(2))
    assert first["Location"] == second["Location"] and len(registered(cast.rosa)) == 1


def test_when_everybody_would_be_excluded_nothing_at_all_is_stored(cast, client):
    staff = [str(user.pk) for user in (cast.ana, cast.beto, cast.delia)]
    answer = first_contact(enter(client, cast.rosa), first_name="Nadie", not_known_to=staff, once="token")
    assert "San Miguel" in answer.content.decode() and answer.templates[0].name == "people/other_office.html"
    assert registered(cast.ana) == []
    with acting_as(cast.rosa.pk):
        assert not Once.objects.exists()
    with acting_as(cast.dina.pk):
        assert not AuditEvent.objects.exists()


def test_looking_at_a_protocol_or_for_another_office_leaves_no_line(cast, client):
    enter(client, cast.rosa)
    assert "Quédese con la persona" in client.get(reverse("protocol_detail", args=["riesgo-de-suicidio"])).content.decode()
    assert "72 horas" in client.get(reverse("protocol_detail", args=["violencia-sexual-reciente"])).content.decode()
    client.get(reverse("other_office"))
    with acting_as(cast.dina.pk):
        assert not AuditEvent.objects.exists()


def test_a_child_leads_to_the_protocol_of_children_alone(cast, client):
    answer = first_contact(enter(client, cast.rosa), first_name="Kevin", born="9 años")
    assert reverse("protocol_detail", args=["ninez-sin-acompanante"]) in client.get(answer["Location"]).content.decode()


def test_hostile_names_are_cleaned_or_refused_in_words(cast, client):
    enter(client, cast.rosa)
    first_contact(client, first_name="Ma\u202erta\x00\u200b  del\tCarmen", first_surname="O")
    (only,) = registered(cast.rosa)
    assert (only.first_name, only.first_surname) == ("Marta del Carmen", "O")
    long = first_contact(client, first_name="a" * 300)
    assert long.status_code == 200 and long.context["form"].errors["first_name"]
    late = first_contact(client, first_name="Futura", born="1/1/2099")
    assert "está en el futuro" in late.content.decode()


def test_a_district_with_two_meanings_is_asked_not_guessed(cast, client):
    answer = first_contact(enter(client, cast.rosa), first_name="Marta", place="El Rosario")
    assert "¿Cuál de estos?" in answer.content.decode() and "El Rosario, La Paz" in answer.content.decode()
    assert first_contact(client, first_name="Marta", place="El Rosario, La Paz").status_code == 302


def test_what_was_searched_is_put_into_the_form(cast, client):
    page = enter(client, cast.rosa).post(reverse("person_register"), {"text": "marvin antonio zelaya quintanilla 1990"})
    shown = page.context["form"].initial
    assert (shown["first_name"], shown["middle_names"], shown["first_surname"], shown["born"]) == ("Marvin", "Antonio", "Zelaya", "1990")
