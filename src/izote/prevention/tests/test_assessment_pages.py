"""The pages of an assessment as its people use them, in a browser without scripts."""

import re

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.prevention.models import EvidenceItem, FactorRating, RatingDraft, RiskAssessment
from izote.prevention.queries.profiles import indicator_codes
from izote.prevention.queries.rating import factors_for
from izote.prevention.tests import assessing


def page(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return answer.content.decode()


def send(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def typed(factor, item, value="2", **more):
    code = indicator_codes(factor)[0]
    said = {"value": value, "reason": f"Lo visto en dos visitas, {factor}", "confidence": "medium"}
    return said | {f"presence-{code}": "2", f"grade-{code}": "B", f"confidence-{code}": "medium", f"items-{code}": [str(item)]} | more


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_the_path_in_pages_from_the_form_to_approval(committed_cast, client):
    cast = committed_cast
    heard = assessing.signal(cast, "S-7")
    client.force_login(cast.noemi)
    about = {"kind": "structural", "place": "1217", "groups": ["returned"], "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert "Diga" not in page(client, "risk_assessment_create")
    wrong = send(client, "risk_assessment_create", **about | {"groups": ["general"]})
    assert wrong.status_code == 200 and "necesita una razón" in wrong.content.decode() and 'value="1217"' in wrong.content.decode()
    done = send(client, "risk_assessment_create", **about, rater_one=cast.noemi.pk, rater_two=cast.raul.pk)
    code = done["Location"].strip("/").split("/")[-1]
    assert "S-7" in page(client, "risk_assessment_evidence", code)
    send(client, "risk_assessment_evidence", code, signal=heard.pk)
    send(client, "risk_assessment_evidence", code, sort="document", title="Informe de la delegación", dated_on="2026-03-01")
    assert "Informe de la delegación" in page(client, "risk_assessment_detail", code)
    assert send(client, "risk_assessment_open", code).status_code == 302
    with acting_as(cast.noemi.pk):
        row = RiskAssessment.objects.get(code=code)
        item = EvidenceItem.objects.filter(assessment=row).order_by("pk").first().pk
    for who in (cast.noemi, cast.raul):
        client.force_login(who)
        assert "unidad nacional de prevención" in page(client, "rating_page", code, "11")
        assert "por calificar" in page(client, "rating_sheet", code)
        with acting_as(who.pk):
            asked = factors_for(who, row)
        for factor in asked:
            value = "3" if who == cast.raul and factor == "5" else "na" if factor == "2" else "2"
            answer = send(client, "rating_page", code, factor, **typed(factor, item, value))
            assert answer.status_code == 302, (factor, answer.content.decode())
        assert send(client, "rating_finish", code).status_code == 302
    assert "difieren" in page(client, "risk_assessment_settle", code)
    for factor in asked:
        value = "na" if factor == "2" else "2"
        assert send(client, "risk_assessment_settle_factor", code, factor, value=value, reason="Leídas las dos").status_code == 302
    said = {"threat": "Extorsión", "vulnerability": "Sin red", "capacity": "Poca", "threat_step": "high", "vulnerability_step": "medium"}
    said |= {"capacity_step": "low", "level": "high", "reason": "Aún hay quien acompaña", "rights": ["life"], "conducts": ["extortion"]}
    assert send(client, "risk_assessment_scenario", code, **said, **{"least-returned": "30", "most-returned": "20"}).status_code == 200
    assert send(client, "risk_assessment_scenario", code, **said, **{"least-returned": "30", "most-returned": "80"}).status_code == 302
    assert send(client, "risk_assessment_send", code).status_code == 302, "raul settled what he had rated otherwise: nobody dissents"
    assert client.get(reverse("risk_assessment_review", args=[code])).status_code == 403
    client.force_login(cast.paula)
    review = page(client, "risk_assessment_review", code)
    assert "entre 30 y 80 personas" in review and "la matriz propone crítico" in review
    send(client, "risk_assessment_review", code, do="note", words="Muy claro", factor="5")
    back = send(client, "risk_assessment_review", code, do="back", reason="")
    assert back.status_code == 200
    assert send(client, "risk_assessment_review", code, do="approve").status_code == 302
    whole = page(client, "risk_assessment_detail", code)
    assert "no evaluable" in whole and "Muy claro" in whole and "aprobada" in whole and "<svg" in whole
    assert code in page(client, "risk_assessment_list")


def test_a_page_that_is_not_whole_says_where_and_keeps_what_was_typed(committed_cast, client):
    cast = committed_cast
    row = assessing.rating(cast)
    client.force_login(cast.raul)
    said = {"value": "3", "reason": "Escrito en la comunidad", "confidence": "", "presence-7.8": "2"}
    answer = send(client, "rating_page", row.code, "7", **said)
    body = answer.content.decode()
    assert answer.status_code == 200 and "Escrito en la comunidad" in body and "necesita esto" in body
    assert send(client, "rating_page", row.code, "7", **said, later="1").status_code == 302
    again = page(client, "rating_page", row.code, "7")
    assert "Escrito en la comunidad" in again and "quedó a medias" in again
    client.force_login(cast.noemi)
    assert "Escrito en la comunidad" not in page(client, "rating_page", row.code, "7")
    with acting_as(cast.noemi.pk):
        assert not RatingDraft.objects.exists()


def test_before_both_have_finished_no_page_shows_the_others_rating(committed_cast, client):
    cast = committed_cast
    row = assessing.rating(cast)
    assessing.rate(row, cast.noemi, why="Palabras de la primera persona")
    for who in (cast.raul, cast.paula, cast.hugo):
        client.force_login(who)
        for name, args in (
            ("risk_assessment_detail", ()), ("risk_assessment_list", None), ("risk_assessment_settle", ()), ("rating_sheet", ()),
            ("rating_page", ("7",)), ("risk_assessment_evidence", ()),
        ):  # fmt: skip
            answer = client.get(reverse(name, args=() if args is None else (row.code, *args)))
            assert "Palabras de la primera" not in answer.content.decode(), (who, name)
    client.force_login(cast.raul)
    assert client.get(reverse("risk_assessment_settle", args=[row.code])).status_code == 409
    client.force_login(cast.noemi)
    assert client.get(reverse("rating_page", args=[row.code, "7"])).status_code == 200
    assert send(client, "rating_page", row.code, "7", value="na", reason="x").status_code == 409


def test_indicators_that_say_most_about_returned_persons_come_first(committed_cast, client):
    cast = committed_cast
    row = assessing.rating(cast)
    client.force_login(cast.raul)
    body = page(client, "rating_page", row.code, "7")
    first, others = body.split("Otros indicadores de este factor")
    assert "presence-7.8" in first and "presence-7.8" not in others
    assert all(f"presence-{code}" in body for code in indicator_codes("7"))


def test_no_page_shows_a_percentage_or_a_total_of_risk(committed_cast, english):
    client, cast = english, committed_cast
    row = assessing.approved(cast)
    expired = assessing.approved(cast, kind="imminent")
    client.force_login(cast.paula)
    waiting, half = assessing.in_review(cast, groups=["families"]), assessing.rating(cast, groups=["defenders"])
    seen = [("risk_assessment_list",), *((name, row.code) for name in ("risk_assessment_detail", "risk_assessment_settle"))]
    seen += [("risk_assessment_settle_factor", row.code, "7"), ("risk_assessment_review", waiting.code)]
    shown = [page(client, *one) for one in seen]
    client.force_login(cast.noemi)
    shown += [page(client, *one) for one in (("rating_sheet", half.code), ("rating_page", half.code, "7"), ("risk_assessment_create",))]
    for one, body in zip((*seen, "sheet", "page", "form"), shown, strict=True):
        words = re.sub(r"<[^>]+>", " ", body)
        assert "%" not in words, one
        assert not re.search(r"\b(total|score|index|average|sum|overall|puntaje|índice|promedio)\b", words, re.I), one
    client.force_login(cast.paula)
    assert expired.code in page(client, "risk_assessment_list")


def test_the_list_counts_its_queries(committed_cast, client, django_assert_max_num_queries):
    cast = committed_cast
    for _n in range(3):
        assessing.begun(cast)
    client.force_login(cast.paula)
    page(client, "risk_assessment_list")
    with django_assert_max_num_queries(14):
        page(client, "risk_assessment_list")
    row = assessing.approved(cast)
    with django_assert_max_num_queries(45):
        page(client, "risk_assessment_detail", row.code)
    assert FactorRating._meta.db_table == "prevention_factorrating"


def test_an_expired_one_is_grey_and_says_so_and_its_successor_says_what_changed(committed_cast, client):
    import datetime as dt

    from izote.prevention.actions.moving import today

    cast = committed_cast
    old = assessing.approved(cast, decided_on=today() - dt.timedelta(days=400))
    client.force_login(cast.paula)
    body = page(client, "risk_assessment_detail", old.code)
    assert "Ya no puede sostener una alerta" in body and " muted" in body
    new = assessing.approved(cast)
    assert old.code in page(client, "risk_assessment_compare", new.code)
    assert client.get(reverse("risk_assessment_compare", args=[old.code])).status_code == 404
    assert "sustituida" in page(client, "risk_assessment_detail", old.code)
