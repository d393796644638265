"""What our own office did, as pages and bulletins tell it: ten or more, on both sides of a share, written once, two persons."""

import csv
import datetime as dt
import io

import pytest
from django.db import transaction
from django.urls import reverse

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.casework.models import CareFigure
from izote.kit.errors import BadInput
from izote.observatory import actions
from izote.observatory.models import PublishedCell
from izote.observatory.queries.composing import available
from izote.observatory.rules.bulletins import finest, may_show
from izote.observatory.rules.care import part_told
from izote.observatory.rules.indicators import of_domain
from izote.observatory.tests.builders_bulletins import drafted, item, published

ES, EN = {"accept-language": "es"}, {"accept-language": "en"}
FIRST, SECOND = (dt.date(2024, 1, 1), dt.date(2024, 3, 31)), (dt.date(2024, 4, 1), dt.date(2024, 6, 30))
FIGURES = [
    (FIRST, "persons_served", "", "", 33), (SECOND, "persons_served", "", "", 52),
    (SECOND, "persons_served", "municipality", "0821", 30), (SECOND, "persons_served", "municipality", "0614", None),
    (SECOND, "persons_served", "municipality", "0511", None), (SECOND, "persons_served", "municipality", "", 11),
    (FIRST, "referrals_sent", "", "", 40), (FIRST, "referrals_attended", "", "", 25),
    # six did not arrive: whoever reads both numbers would know it
    (SECOND, "referrals_sent", "", "", 30), (SECOND, "referrals_attended", "", "", 24),
    (SECOND, "calls_due_90", "", "", 20), (SECOND, "calls_learnt_90", "", "", None),
    ((dt.date(2024, 1, 1), dt.date(2024, 12, 31)), "survivors", "municipality", "0821", 14),
]  # fmt: skip


@pytest.fixture
def figures(cast):
    with acting_as_service("service-figures"), transaction.atomic():
        for (since, until), measure, dimension, cell, value in FIGURES:
            CareFigure.objects.create(org=cast.ZAC, since=since, until=until, measure=measure, dimension=dimension, cell=cell, value=value)
    with acting_as_service("service-observatory") as service:
        return actions.take_office_figures(cast.ZAC, dt.date(2024, 10, 20), by=User.objects.get(pk=service))


def item_of(code):
    return item(code, of="office.ZAC")


def test_pages_show_what_the_office_did_by_quarter(cast, client, figures):
    client.force_login(cast.oscar)
    cards = client.get(reverse("indicator_domain", args=["care"]), headers=ES).content.decode()
    assert "De nuestra propia oficina" in cards and "Planes acordados" in cards and "homicidio" not in cards.casefold()
    page = client.get(reverse("indicator_detail", args=["care_persons_served"]), headers=ES).content.decode()
    for said in ("52", "33", "Zacatecoluca", "reservado", "Oficina de la Persona Migrante", "Corte", "<svg"):
        assert said in page, said
    shares = client.get(reverse("indicator_detail", args=["care_referrals_attended"]), headers=ES).content.decode()
    assert "62.5 (" in shares and "80.0" not in shares
    sheet = client.get(
        reverse("indicator_detail", args=["care_persons_served"]), {"tabla": "care_persons_served-office.ZAC-quarters", "descarga": "csv"}
    )
    assert sheet.status_code == 200 and b"52" in sheet.content
    nothing = client.get(reverse("indicator_detail", args=["care_services"]), headers=ES)
    assert nothing.status_code == 200 and "Todavía" in nothing.content.decode()


def test_the_detail_of_a_quarter_speaks_in_words(cast, client):
    cells = [("", "", 80), ("sex", "F", 40), ("sex", "M", 40), ("municipality", "SV-0801", 40), ("band", "12-17", 20)]
    kinds = [("services", "", "", 60), ("services", "kind", "food", 30), ("calls_learnt", "", "", 30),
             ("calls_learnt", "outcome", "safe", 20), ("rss_pairs", "rss", "psychosocial", 12)]  # fmt: skip
    with acting_as_service("service-figures"), transaction.atomic():
        for measure, dimension, cell, value in [*(("persons_served", *one) for one in cells), *kinds]:
            facts = {"measure": measure, "dimension": dimension, "cell": cell, "value": value}
            CareFigure.objects.create(org=cast.ZAC, since=SECOND[0], until=SECOND[1], **facts)
    with acting_as_service("service-observatory") as service:
        actions.take_office_figures(cast.ZAC, dt.date(2024, 10, 20), by=User.objects.get(pk=service))
    client.force_login(cast.oscar)
    answer = client.get(reverse("care_figures"), {"tabla": "celdas", "descarga": "csv"}, headers=ES)
    told = {tuple(row[1:3]) for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert told >= {("sexo", "Mujer"), ("grupo de edad", "12 a 17 años"), ("tipo de servicio", "Alimentos"),
                    ("resultado", "Está bien y a salvo"), ("dimensión de la reintegración", "psicosocial")}  # fmt: skip


def test_a_bulletin_of_care_goes_through_two_persons_and_is_remembered(cast, client, figures):
    codes = ("care_persons_served", "care_referrals_attended", "care_follow_up_90")
    edition = published(cast, [item_of(code) for code in codes], "quarter", "2024-Q2", domain="care")
    assert edition.code == "OMPV-ZAC-2024-Q2-ATE"
    client.logout()
    page = client.get(reverse("public_bulletin", args=[edition.code]), headers=ES).content.decode()
    assert "atención" in page and "de 1 a 9" in page and "52" in page and "None" not in page
    sheet = client.get(reverse("public_bulletin_file", args=[edition.code, "csv"]), headers=EN)
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    told = {(row["Categories"], row["Place code"], row["Period"], row["Part"]): row["Count"] for row in rows if row["State"] == "printed"}
    assert told["persons_served", "0821", "2024-Q2", "residence"] == "30"
    assert ("referrals_sent", "0821", "2024-Q2", "") in told and not any(
        key[0] in ("referrals_attended", "calls_learnt_90") for key in told
    )
    assert client.get(reverse("public_bulletin_pdf", args=[edition.code, "es"])).content.startswith(b"%PDF")
    with acting_as(cast.oscar.pk):
        cells = list(PublishedCell.objects.all())
    assert len(cells) == sum(row["State"] != "gap" for row in rows) and all(one.source_id is None for one in cells)
    assert all(one.value is None or one.value == 0 or one.value >= 10 for one in cells)


def test_neither_months_nor_other_offices_places_nor_violence(cast, figures):
    for kind, period, code in (("month", "2024-05", "care_persons_served"), ("quarter", "2024-Q2", "homicide_rate")):
        with pytest.raises(BadInput):
            drafted(cast, [item_of(code)], kind, period, domain="care")
    with pytest.raises(BadInput):
        drafted(cast, [item_of("care_persons_served")], "quarter", "2024-Q2", domain="care", place="San Salvador Centro")
    with acting_as(cast.oscar.pk):
        assert {one.code for one, _own in available(cast.ZAC, "care")} == {
            "care_persons_served",
            "care_referrals_attended",
            "care_follow_up_90",
        }


def test_a_share_is_told_where_both_sides_are_many():
    assert [part_told(*pair) for pair in ((25, 40), (24, 30), (9, 40), (0, 40), (40, 40), (None, 40), (50, 40))] == [
        25,
        None,
        None,
        0,
        40,
        None,
        None,
    ]


def test_no_card_of_care_is_finer_than_its_measure():
    for one in of_domain("care"):
        assert finest(one) in (["quarter", "municipality"], ["year", "department"]) and not may_show(one, "month")
