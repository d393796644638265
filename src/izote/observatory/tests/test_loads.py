"""A file from its upload to the figures in use, as somebody walks it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from izote.access.context import acting_as
from izote.observatory import actions
from izote.observatory.models import Load
from izote.observatory.tests.builders import source

EVENTS = (
    "Fecha;Departamento;Municipio;Delito;Sexo;Edad\n"
    "05/01/2024;La Paz;Zacatecoluca;Homicidio;M;24\n"
    "17/01/2024;La Paz;Zacatecoluca;Robo;F;31\n"
    "20/02/2024;La Paz;San Juan Nonualco;Homicidio;M;40\n"
    "28/02/2024;La Paz;Zacatecoluca;Brujería;M;40\n"
    "31/02/2024;La Paz;Zacatecoluca;Homicidio;M;40\n"
    "03/03/2024;La Paz;Zacatecoluquita;Homicidio;M;40\n"
)


def enter(client, user):
    client.logout()
    client.force_login(user)
    return client


def upload(client, where, content, name="hechos.csv", **fields):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return client.post(reverse("load_upload"), {"source": where.pk, "status": "provisional", "file": file, **fields})


def values(form):
    """What a browser would send of a form as it stands."""
    sent = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False, ""):
            sent[bound.html_name] = value
    return sent


@pytest.fixture
def pnc(cast):
    return source(cast.oscar, cast.ZAC)


def test_a_file_is_walked_from_upload_to_figures(cast, pnc, client):
    enter(client, cast.oscar)
    assert client.get(reverse("load_upload")).status_code == 200
    sent = upload(client, pnc, EVENTS)
    assert sent.status_code == 302, sent.content.decode()
    page = client.get(sent["Location"], headers={"accept-language": "es"})
    assert "¿Qué contiene cada columna?" in page.content.decode()
    load = page.context["load"]
    confirmed = client.post(sent["Location"], values(page.context["form"]))
    assert confirmed.status_code == 302 and confirmed["Location"] == reverse("load_progress", args=[load.pk])
    progress = client.get(confirmed["Location"])
    assert progress["Refresh"] == "2"
    actions.read_load(load.pk, by=cast.oscar)
    page = client.get(reverse("load_detail", args=[load.pk]), headers={"accept-language": "es"})
    text = page.content.decode()
    load = page.context["load"]
    assert (load.rows, load.kept, load.set_aside, load.events) == (6, 3, 3, 3)
    assert "Otra persona" in text or "otra persona" in text
    # words are explained and the file is read again
    words = client.get(reverse("load_words", args=[load.pk]))
    fields = {field.label: field.html_name for _kind, field, _skip, _n in words.context["rows"]}
    said = {fields["Brujería"]: "-", fields["La Paz · Zacatecoluquita"]: "Zacatecoluca"}
    assert client.post(reverse("load_words", args=[load.pk]), said).status_code == 302
    actions.read_load(load.pk, by=cast.oscar)
    # the impossible date is corrected in the page
    page = client.get(reverse("load_set_aside", args=[load.pk]), headers={"accept-language": "es"})
    text = page.content.decode()
    assert "La fecha no se puede leer" in text and "31/02/2024" in text and "Línea 6" in text
    name = re.search(r'name="(r\d+-\d+)" value="31/02/2024"', text)[1]
    assert client.post(reverse("load_set_aside", args=[load.pk]), {name: "29/02/2024", "then": "read"}).status_code == 302
    actions.read_load(load.pk, by=cast.oscar)
    load = client.get(reverse("load_detail", args=[load.pk])).context["load"]
    assert (load.kept, load.set_aside) == (5, 1)
    # who loaded it may not sign; a member of the committee may, and marks each warning
    own = client.get(reverse("load_sign", args=[load.pk]), headers={"accept-language": "es"})
    assert own.status_code == 403 and "segunda persona" in own.content.decode()
    enter(client, cast.elena)
    page = client.get(reverse("load_sign", args=[load.pk]))
    assert page.status_code == 200 and page.context["changes"].new
    warnings = [one.pk for one in page.context["findings"] if one.weight == "warning"]
    assert warnings
    refused = client.post(reverse("load_sign", args=[load.pk]), {"read": warnings[1:]}, headers={"accept-language": "es"})
    assert refused.status_code == 200 and "Lea cada advertencia" in refused.content.decode()
    assert client.post(reverse("load_sign", args=[load.pk]), {"read": warnings}).status_code == 302
    actions.make_figures(load.pk, by=cast.elena)
    page = client.get(reverse("load_detail", args=[load.pk]))
    assert page.context["load"].state == "published" and page.context["vintage"].number == 1
    shown = client.get(reverse("vintage_detail", args=[page.context["vintage"].pk]), headers={"accept-language": "es"})
    assert "febrero de 2024" in shown.content.decode().lower()


def test_the_same_file_again_leads_to_the_load_that_it_made(cast, pnc, client):
    enter(client, cast.oscar)
    first = upload(client, pnc, EVENTS)
    again = upload(client, pnc, EVENTS, name="otro nombre.csv")
    pk = int(re.search(r"/(\d+)/", first["Location"])[1])
    assert again["Location"] == reverse("load_detail", args=[pk])
    said = client.get(again["Location"], follow=True, headers={"accept-language": "es"}).content.decode()
    assert "ya se había cargado" in said


def test_columns_that_say_who_a_person_is_stop_the_file_before_anything_is_kept(cast, pnc, client):
    content = "Fecha,Municipio,Delito,Nombre de la víctima,DUI\n05/01/2024,Zacatecoluca,Homicidio,Persona Una,01234567-8\n"
    page = upload(enter(client, cast.oscar), pnc, content)
    text = client.post(reverse("load_upload"), {}, headers={"accept-language": "es"}).content.decode()
    assert page.status_code == 422
    assert [name for name, _why, _line in page.context["refused"]] == ["Nombre de la víctima", "DUI"]
    assert "Persona Una" not in page.content.decode() and text
    with acting_as(cast.oscar.pk):
        assert not Load.objects.exists()
    again = values(page.context["form"])
    sent = upload(client, pnc, content, **{name: again[name] for name in ("without", "fingerprint")})
    assert sent.status_code == 302
    with acting_as(cast.oscar.pk):
        assert Load.objects.get().plan["headings"] == ["Fecha", "Municipio", "Delito"]
    # the columns left out belong to that file alone: another file is looked at anew
    other = upload(client, pnc, content + "\n", **{name: again[name] for name in ("without", "fingerprint")})
    assert other.status_code == 422


def test_a_large_file_lies_nowhere_after_the_upload(cast, pnc, settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    seen = {}
    from izote.observatory.views import loads

    real = loads.take

    def look(path, name, **options):
        seen.update(path=path, mode=oct(path.stat().st_mode & 0o777), folder=oct(path.parent.stat().st_mode & 0o777))
        return real(path, name, **options)

    monkeypatch.setattr(loads, "take", look)
    client = enter(Client(), cast.oscar)
    upload(client, pnc, EVENTS)
    assert seen["mode"] == "0o600" and seen["folder"] == "0o700" and tmp_path in seen["path"].parents
    assert not list((tmp_path / "reading").iterdir())
    monkeypatch.setattr(loads, "take", lambda *a, **k: 1 / 0)
    client.raise_request_exception = False
    assert upload(client, pnc, EVENTS + "x").status_code == 500
    assert not list((tmp_path / "reading").iterdir())


def test_the_guard_against_forged_forms_stands_inside_the_upload(cast, pnc):
    client = Client(enforce_csrf_checks=True)
    enter(client, cast.oscar)
    assert upload(client, pnc, EVENTS).status_code == 403
    page = client.get(reverse("load_upload")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert upload(client, pnc, EVENTS, csrfmiddlewaretoken=token).status_code == 302


def test_too_large_a_file_is_refused_with_a_sentence(cast, pnc, client, monkeypatch):
    from izote.observatory.views import uploading

    monkeypatch.setattr(uploading, "MOST", 100)
    sent = upload(enter(client, cast.oscar), pnc, EVENTS)
    assert sent.status_code == 400 and "1.5 GB" in sent.content.decode()
