"""Signed figures of a municipality become signals in their first state; nothing forged, small or unsigned comes in."""

import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import User
from izote.access.signing import public_key, signed
from izote.prevention.jobs.figures import signals_of_file
from izote.prevention.models import FigureFile, FigureKey, Signal, Step

SPANISH = {"accept-language": "es"}
ROW = {
    **{"indicator": "extortion_count", "es": "Extorsiones", "en": "Extortions", "place": "0821", "within": True},
    **{"from": "2026-01-05", "to": "2026-01-11", "side": "rise", "observed": 14, "expected": 2.4, "threshold": 7.0},
    **{"detector": "farrington_flexible", "state": "new", "before": 1, "false_before": 1},
}


def envelope(*rows, number=1, office="ZAC"):
    source = {"code": "pnc", "name": "PNC", "authority": "PNC", "country": "sv"}
    content = {"format": "izote.figures/1", "kind": "alarms", "number": number, "made_on": "2026-01-12", "vintage": 3, "source": source}
    return signed(content | {"office": {"code": office, "name": "Zacatecoluca", "place": "0821"}, "rows": list(rows or [ROW])})


def file(data):
    return SimpleUploadedFile("x.json", data if isinstance(data, bytes) else json.dumps(data).encode())


@pytest.fixture
def keyed(cast, client):
    """The municipality's key, registered by Noemí and confirmed by Raúl, through the pages."""
    client.force_login(cast.noemi)
    told = {"office_code": "zac", "office_name": "Zacatecoluca", "public_key": " ".join([public_key()[:32], public_key()[32:]])}
    client.post(reverse("figure_key_new"), told)
    with acting_as(cast.noemi.pk):
        key = FigureKey.objects.get()
    refused = client.post(reverse("figure_upload"), {"file": file(envelope())}, headers=SPANISH)
    assert refused.status_code == 409 and "no ha sido confirmada" in refused.content.decode()
    assert client.post(reverse("figure_key_confirm", args=[key.pk])).status_code == 409
    client.force_login(cast.raul)
    assert client.post(reverse("figure_key_confirm", args=[key.pk])).status_code == 302
    client.force_login(cast.noemi)
    return key


def test_an_alarm_becomes_a_statistical_signal_in_its_first_state_once(cast, keyed, client):
    for _ in range(2):
        there = client.post(reverse("figure_upload"), {"file": file(envelope(ROW, ROW | {"place": "9999"}))})["Location"]
    with acting_as(cast.noemi.pk):
        assert FigureFile.objects.count() == 1
        kept = FigureFile.objects.get()
    assert signals_of_file(kept.pk) == 2 and signals_of_file(kept.pk) == 0
    with acting_as(cast.noemi.pk):
        known, unknown = Signal.objects.order_by("pk")
        assert (known.origin, known.state, known.author.username) == ("statistical", "captured", "service-prevention")
        assert known.place.code == "0821" and unknown.place is None and known.text == "" and Step.objects.count() == 0
    page = client.get(there, headers=SPANISH).content.decode()
    assert known.code in page and "Extorsiones" in page and "farrington" not in page
    page = client.get(reverse("signal_detail", args=[known.pk]), headers=SPANISH).content.decode()
    assert "La cifra que la originó" in page and "Extorsiones" in page and "Zacatecoluca" in page


def test_p02_the_service_makes_signals_and_takes_them_nowhere(cast, keyed, client):
    from izote.access.context import acting_as_service
    from izote.prevention.actions import move

    client.post(reverse("figure_upload"), {"file": file(envelope())})
    with acting_as(cast.noemi.pk):
        kept = FigureFile.objects.get()
    signals_of_file(kept.pk)
    with acting_as_service("service-prevention") as service, pytest.raises(PermissionDenied):
        move(Signal.objects.get(), "triage", by=User.objects.get(pk=service), facts={"hits": 0})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: e["content"]["rows"][0].update(observed=15), "La firma no coincide"),
        (lambda e: e.update(signature="x"), "La firma no coincide"),
        (lambda e: e.update(key="0" * 64), "nadie ha registrado"),
        (lambda e: e["content"].update(format="other"), "no es un archivo de cifras firmadas"),
        (lambda e: e["content"]["rows"][0].update(observed=3), "un conteo pequeño"),
        (lambda e: e["content"]["rows"][0].update(name="Juan Pérez"), "no tiene los campos"),
        (lambda e: e["content"]["rows"][0].update({"from": "ayer"}), "días legibles"),
    ],
)
def test_what_was_changed_or_does_not_belong_is_refused_with_a_sentence(cast, keyed, client, change, words):
    sent = envelope(dict(ROW))
    change(sent)
    answer = client.post(reverse("figure_upload"), {"file": file(sent)}, headers=SPANISH)
    assert answer.status_code in (400, 409) and words in answer.content.decode()
    with acting_as(cast.noemi.pk):
        assert not FigureFile.objects.exists()


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("row", {"es": "Amenazas a Juan Antonio Pérez López"}),
        ("row", {"within": ["Juan Antonio Pérez López"]}),
        ("row", {"before": "Juan Antonio Pérez López"}),
        ("row", {"expected": float("nan")}),
        ("row", {"threshold": float("inf")}),
        ("row", {"en": "Extor\x00tions"}),
        ("content", {"list": ["Juan Antonio Pérez López"]}),
        ("content", {"office": "ZAC"}),
        ("content", {"number": 10**12}),
        ("content", {"made_on": "hoy"}),
        ("content", {"source": {"code": "pnc", "name": "Juan Antonio Pérez López", "authority": "PNC", "country": "sv"}}),
    ],
)
def test_P01_a_file_that_a_hostile_office_signed_brings_in_no_name_and_nothing_besides_figures(cast, keyed, client, where, what):
    content = envelope(ROW | what if where == "row" else ROW)["content"]
    sent = signed(content | (what if where == "content" else {}))
    answer = client.post(reverse("figure_upload"), {"file": file(sent)}, headers=SPANISH)
    assert answer.status_code in (400, 409), answer.status_code
    with acting_as(cast.noemi.pk):
        assert not FigureFile.objects.exists()


def test_no_label_of_an_indicator_is_taken_for_a_name():
    from izote.observatory.rules.words import words
    from izote.prevention.rules.persons import hits

    labels = [text for word in words("categories").values() for text in (word.es, word.en)]
    assert len(labels) > 20 and not [text for text in labels if hits(text)]


def test_another_offices_key_another_content_under_the_same_number_and_rubbish(cast, keyed, client):
    assert client.post(reverse("figure_upload"), {"file": file(envelope(office="SMI"))}).status_code == 400
    assert client.post(reverse("figure_upload"), {"file": file(b"\x89PNG\r\n" + uuid.uuid4().bytes)}).status_code == 400
    assert client.post(reverse("figure_upload"), {"file": file(b"[" * 100_000)}).status_code == 400
    client.post(reverse("figure_upload"), {"file": file(envelope())})
    assert client.post(reverse("figure_upload"), {"file": file(envelope(ROW | {"observed": 20}))}).status_code == 409
    client.post(reverse("figure_key_revoke", args=[keyed.pk]))
    assert client.post(reverse("figure_upload"), {"file": file(envelope(number=2))}).status_code == 409
