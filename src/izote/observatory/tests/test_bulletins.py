"""A bulletin from the first word to the frozen copy: two persons, one domain, small counts withheld, citable for ever."""

import csv
import io
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import Membership
from izote.access.permissions import forget_memberships
from izote.kit import print as print_module
from izote.kit.errors import BadInput, Conflict
from izote.observatory import actions
from izote.observatory.models import Bulletin, Edition, PublishedCell
from izote.observatory.rules.bulletins import public_copy
from izote.observatory.tests.builders_bulletins import drafted, events, item, published, signed

YEARS = range(2023, 2025)
ES, EN = {"accept-language": "es"}, {"accept-language": "en"}


@pytest.fixture
def police(cast):
    return signed(cast, events(YEARS, 3) + events(YEARS, 4, "feminicidio", 0.15), YEARS)


def public(client, name, *args, **headers):
    client.logout()
    return client.get(reverse(name, args=args), headers=headers or ES)


def test_a_month_goes_from_draft_to_the_public_through_two_persons(cast, client, police):
    client.force_login(cast.oscar)
    begun = client.post(reverse("bulletin_create"), {"domain": "violence", "kind": "month", "period": "2024-03"}, headers=ES)
    with acting_as(cast.oscar.pk):
        row = Bulletin.objects.get()
    assert begun.url == reverse("bulletin_edit", args=[row.pk])
    form = client.get(begun.url, headers=ES).content.decode()
    assert "Tasa de homicidios" in form and "Tasa de retorn" not in form
    said = {
        "version": row.version, "use-homicide_rate": "on", "source-homicide_rate": "pnc", "tables-homicide_rate": ["places", "months"],
        "lead-es": "En marzo <b>nada</b> nuevo.", "lead-en": "Nothing new in March.",
    }  # fmt: skip
    saved = client.post(begun.url, said, headers=ES)
    assert saved.status_code == 302, saved.content.decode()[-3000:]
    seen = client.get(saved.url, headers=ES).content.decode()
    assert "Copia interna" in seen and "Copia pública" in seen and "reservado" in seen
    client.post(reverse("bulletin_submit", args=[row.pk]))
    assert client.get(reverse("bulletin_publish", args=[row.pk])).status_code == 403
    client.logout()
    client.force_login(cast.elena)
    seen = client.get(reverse("bulletin_publish", args=[row.pk]), headers=ES).content.decode()
    assert "Publicar exactamente esto" in seen and "&lt;b&gt;nada" in seen
    with acting_as(cast.elena.pk):
        row = Bulletin.objects.get()
    done = client.post(reverse("bulletin_publish", args=[row.pk]), {"version": row.version}, headers=ES)
    assert done.url == reverse("public_bulletin", args=["OMPV-ZAC-2024-03"])
    page = public(client, "public_bulletin", "OMPV-ZAC-2024-03").content.decode()
    assert "Zacatecoluca" in page and "CC BY 4.0" in page and "OMPV-ZAC-2024-03" in page and "Oscar" not in page and "Óscar" not in page
    assert "withheld" not in page
    assert "Homicide rate" in public(client, "public_bulletin", "OMPV-ZAC-2024-03", **EN).content.decode()
    assert "OMPV-ZAC-2024-03" in public(client, "public_bulletins").content.decode()


def test_the_public_copy_says_nothing_of_small_counts(cast, client, police):
    edition = published(cast, [item("homicide_rate", "places", "months", "sex", "age", "means")], "year", "2024")
    with acting_as(cast.oscar.pk):
        cells = list(PublishedCell.objects.all())
        internal = Bulletin.objects.get().composed
    assert any(one.why == "primary" for one in cells)
    assert all(one.value is None or one.value == 0 or one.value >= 5 for one in cells)
    text = json.dumps(edition.frozen)
    assert "primary" not in text and "secondary" not in text
    rows = [row for part in edition.frozen["items"] for table in part["tables"] for row in table["rows"]]
    for row in rows:
        if row["state"] == "withheld":
            assert row["count"] is None and not {"rate", "low", "high", "people", "change"} & set(row)
    assert any(row["count"] for part in internal["items"] for table in part["tables"] for row in table["rows"] if row["state"] == "primary")
    for form in ("csv", "xlsx", "hxl"):
        assert public(client, "public_bulletin_file", edition.code, form).status_code == 200
    sheet = list(csv.DictReader(io.StringIO(public(client, "public_bulletin_file", edition.code, "csv", **EN).content.decode("utf-8-sig"))))
    assert {row["State"] for row in sheet} >= {"printed", "withheld"}
    assert all(not row["Count"] and not row["Rate"] for row in sheet if row["State"] == "withheld")
    hxl = list(csv.reader(io.StringIO(public(client, "public_bulletin_file", edition.code, "hxl", **EN).content.decode("utf-8-sig"))))
    assert hxl[1][0] == "#indicator+code" and "#date+cutoff" in hxl[1]


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_can_be_printed(cast, client, police, language):
    edition = published(cast, [item("homicide_rate", "places", "months", "sex")], "year", "2024")
    answer = public(client, "public_bulletin_pdf", edition.code, language)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF") and len(answer.content) > 8000


def test_strangers_do_not_have_the_same_paper_made_again(cast, client, police, settings, tmp_path, monkeypatch):
    settings.DATA, made = tmp_path, []
    compiled = print_module._compile
    monkeypatch.setattr(print_module, "_compile", lambda *args: made.append(1) or compiled(*args))
    edition = published(cast, [item("homicide_rate")], "month", "2024-05")

    def ask(language):
        return public(client, "public_bulletin_pdf", edition.code, language).content

    first = ask("es")
    assert [ask("es") for _again in range(5)] == [first] * 5 and len(made) == 1
    assert ask("en") != first and len(made) == 2
    with acting_as(cast.elena.pk):
        actions.withdraw_bulletin(Bulletin.objects.get(), by=cast.elena, why="source")
    marked = ask("es")
    assert marked != first and ask("es") == marked and len(made) == 3


def test_a_correction_names_what_it_replaces_and_withdrawal_stays_visible(cast, client, police):
    first = published(cast, [item("homicide_rate")], "month", "2024-05")
    with acting_as(cast.oscar.pk):
        old = Bulletin.objects.get()
    second = published(cast, [item("homicide_rate", "places", "months")], "month", "2024-05", replaces=old)
    assert second.code == "OMPV-ZAC-2024-05-2"
    assert second.code in public(client, "public_bulletin", first.code).content.decode()
    assert first.code in public(client, "public_bulletin", second.code).content.decode()
    client.force_login(cast.elena)
    client.post(reverse("bulletin_withdraw", args=[old.pk]), {"why": "source"})
    page = public(client, "public_bulletin", first.code).content.decode()
    assert "Retirado" in page and "la fuente corrigió sus datos" in page and "Zacatecoluca" in page
    assert public(client, "public_bulletin_pdf", first.code, "es").content.startswith(b"%PDF")


def test_whoever_wrote_it_cannot_publish_it(cast, police):
    row = drafted(cast, [item("homicide_rate")], "month", "2024-05")
    with acting_as(cast.oscar.pk):
        row = actions.submit_bulletin(row, by=cast.oscar)
    with pytest.raises(Exception, match=r"publish"), acting_as(cast.oscar.pk):
        actions.publish_bulletin(row, by=cast.oscar, version=row.version)


def test_whoever_wrote_into_it_or_handed_it_in_does_not_publish_it(cast, client, police):
    with acting_as(cast.irma.pk):
        Membership.objects.create(user=cast.elena, org=cast.ZAC, role="observatory_analyst", starts_on="2020-01-01")
        Membership.objects.create(user=cast.dina, org=cast.ZAC, role="committee_member", starts_on="2020-01-01")
    forget_memberships(cast.elena)
    row = drafted(cast, [item("homicide_rate")], "month", "2024-05")
    with acting_as(cast.elena.pk):
        row = actions.write_bulletin(row, by=cast.elena, version=row.version, items=row.items, words={})
    with acting_as(cast.oscar.pk):
        row = actions.submit_bulletin(row, by=cast.oscar)
    client.force_login(cast.elena)
    assert client.post(reverse("bulletin_publish", args=[row.pk]), {"version": row.version}).status_code == 403
    with pytest.raises(Conflict), acting_as(cast.elena.pk):
        actions.publish_bulletin(row, by=cast.elena, version=row.version)
    assert publish_by_hand(cast.elena, row) == 0
    with acting_as(cast.elena.pk):
        row = actions.submit_bulletin(actions.return_bulletin(row, by=cast.elena), by=cast.elena)
    assert publish_by_hand(cast.elena, row) == 0
    with acting_as(cast.dina.pk):
        assert actions.publish_bulletin(row, by=cast.dina, version=row.version).code == "OMPV-ZAC-2024-05"


def publish_by_hand(by, row):
    take = "update observatory_bulletin set state = 'published', approver_id = %s, code = 'OMPV-ZAC-X', published_at = now() where id = %s"
    try:
        return raw(by, take, by.pk, row.pk)
    except DatabaseError:
        return 0


def test_the_registry_holds_what_the_edition_says_and_nothing_else(cast, police):
    row = drafted(cast, [item("homicide_rate", "places", "months", "sex")], "year", "2024")
    with acting_as(cast.oscar.pk):
        row = actions.submit_bulletin(row, by=cast.oscar)
    assert publish_by_hand(cast.elena, row) == 1
    edition = (
        "insert into observatory_edition (org_id, bulletin_id, code, domain, kind, period, frozen, published_at, withdrawn_why)"
        " values (%s, %s, 'OMPV-ZAC-X', 'violence', 'year', '2024', %s, now(), '')"
    )
    frozen = {"office": cast.ZAC.name, "words": row.words, "items": public_copy(row.composed), "licence": "", "replaces": ""}
    whole = {**frozen, "items": row.composed["items"]}
    for said in (whole, {**frozen, "items": frozen["items"][:0]}, {**frozen, "words": {}}):
        with pytest.raises(DatabaseError, match="what was handed in"):
            raw(cast.elena, edition, cast.ZAC.pk, row.pk, json.dumps(said))
    with pytest.raises(DatabaseError, match="permission denied"):
        raw(
            cast.elena,
            "insert into observatory_publishedcell (org_id, bulletin_id, vintage, categories, place, year, period, part, label, value, why)"
            " values (%s, %s, 1, 'theft', '0821', 2024, '2024', '', '', 3, '')",
            cast.ZAC.pk,
            row.pk,
        )
    assert raw(cast.elena, edition, cast.ZAC.pk, row.pk, json.dumps(frozen)) == 1
    with acting_as(cast.oscar.pk):
        cells = {(one.source_id, one.place, one.period, one.part, one.label): (one.value, one.why) for one in PublishedCell.objects.all()}
    told = {}
    for one in (one for part in row.composed["items"] for table in part["tables"] for one in table["rows"] if one["state"] != "gap"):
        fate = (one["count"], "") if one["state"] == "printed" else (None, one["state"])
        told[police.pk, one["place"], one["period"], one["part"], one["label"]] = fate
    assert cells == told and {why for _value, why in cells.values()} >= {"", "primary"}


def test_what_came_between_stops_the_publication(cast, police):
    row = drafted(cast, [item("homicide_rate")], "month", "2024-05")
    with acting_as(cast.oscar.pk):
        row = actions.submit_bulletin(row, by=cast.oscar)
    published(cast, [item("homicide_rate")], "month", "2024-06")
    with pytest.raises(Conflict), acting_as(cast.elena.pk):
        actions.publish_bulletin(row, by=cast.elena, version=row.version)
    with acting_as(cast.elena.pk):
        row = actions.return_bulletin(row, by=cast.elena)
    with acting_as(cast.oscar.pk):
        row = actions.submit_bulletin(row, by=cast.oscar)
    with pytest.raises(Conflict), acting_as(cast.elena.pk):
        actions.publish_bulletin(row, by=cast.elena, version=row.version - 1)
    with acting_as(cast.elena.pk):
        assert actions.publish_bulletin(row, by=cast.elena, version=row.version).code == "OMPV-ZAC-2024-05"


@pytest.mark.parametrize(
    ("kind", "period", "domain"), [("month", "2024-13", "violence"), ("year", "2024-01", "violence"), ("month", "2024-01", "population")]
)
def test_a_wrong_period_or_domain_is_refused(cast, kind, period, domain):
    with pytest.raises(BadInput), acting_as(cast.oscar.pk):
        actions.begin_bulletin(org=cast.ZAC, by=cast.oscar, kind=kind, domain=domain, period=period)


def test_returns_never_stand_in_a_bulletin_on_violence(cast, police):
    with pytest.raises(BadInput, match="nunca van juntas"):
        drafted(cast, [item("homicide_rate"), item("returns_count")], "month", "2024-05")


def test_both_languages_or_none(cast, police):
    row = drafted(cast, [item("homicide_rate")], "month", "2024-05")
    with pytest.raises(BadInput, match="los dos idiomas"), acting_as(cast.oscar.pk):
        row = actions.write_bulletin(row, by=cast.oscar, version=row.version, items=row.items, words={"lead": {"es": "Solo esto."}})
        actions.submit_bulletin(row, by=cast.oscar)


def raw(by, sql, *args):
    with acting_as(by.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.rowcount


def test_the_database_itself_keeps_two_persons_and_the_frozen_copy(cast, police):
    edition = published(cast, [item("homicide_rate")], "month", "2024-05")
    row = drafted(cast, [item("homicide_rate")], "month", "2024-06")
    with acting_as(cast.oscar.pk):
        actions.submit_bulletin(row, by=cast.oscar)
    take = "update observatory_bulletin set state = 'published', approver_id = %s, code = 'X', published_at = now() where id = %s"
    for who in (cast.oscar, cast.ana, cast.carla):
        try:
            assert raw(who, take, who.pk, row.pk) == 0
        except DatabaseError:
            pass
    with pytest.raises(DatabaseError):
        raw(cast.elena, "update observatory_bulletin set author_id = %s where id = %s", cast.elena.pk, row.pk)
    with pytest.raises(DatabaseError):
        raw(cast.elena, "update observatory_edition set frozen = '{}'")
    with pytest.raises(DatabaseError):
        raw(cast.elena, "delete from observatory_edition")
    with pytest.raises(DatabaseError):
        raw(cast.elena, "update observatory_publishedcell set value = 3")
    with pytest.raises(DatabaseError):
        raw(
            cast.elena,
            "insert into observatory_edition (org_id, bulletin_id, code, domain, kind, period, frozen, published_at, withdrawn_why)"
            " values (%s, %s, 'Y', 'violence', 'month', '2024-06', '{}', now(), '')",
            cast.ZAC.pk,
            row.pk,
        )
    assert raw(cast.oscar, "update observatory_edition set withdrawn_at = now(), withdrawn_why = 'other'") == 0
    assert raw(cast.carla, "select 1 from observatory_bulletin") == 0
    assert raw(cast.ana, "select 1 from observatory_publishedcell") == 0
    with connection.cursor() as cursor:
        cursor.execute("select set_config('izote.actor', '', false)")
        cursor.execute("select code from observatory_edition")
        assert cursor.fetchall() == [(edition.code,)]
        cursor.execute("select count(*) from observatory_publishedcell")
        assert cursor.fetchone() == (0,)


def test_pages_ask_the_database_little(cast, client, police, django_assert_max_num_queries):
    edition = published(cast, [item("homicide_rate")], "month", "2024-05")
    client.logout()
    with django_assert_max_num_queries(8):
        client.get(reverse("public_bulletin", args=[edition.code]))
    client.force_login(cast.oscar)
    with django_assert_max_num_queries(16):
        client.get(reverse("bulletin_list"))
    assert Edition.objects.count() == 1
