"""What is stored expires: after its term it is gone, and the codes remain."""

import pytest
from django.db import connection
from django.urls import reverse

from izote.access.context import acting_as, acting_as_service
from izote.casework.actions import assessments, documents, feeds, notes, paper
from izote.casework.actions.expiry import forget_care
from izote.casework.instruments import instrument
from izote.casework.models import CalendarFeed, Case, Document, PaperForm, Referral, Text
from izote.casework.queries.cases import open_case
from izote.casework.tests import builders
from izote.casework.tests.referral_builders import marta, sent
from izote.casework.tests.test_care_papers import photo
from izote.kit.attachments import accept
from izote.people.tests.builders import enter

SHARED = {
    "sheets": "select count(*) from casework_referralsheet",
    "links": "select count(*) from casework_referrallink",
    "signatures": "select count(signature) from casework_referralconsent",
}


def expire(cast):
    with acting_as(cast.ana.pk):
        assert not [n for n in forget_care(cast.SMI.pk).values() if n], "another office"
    with acting_as_service("service-care"):
        return {name: n for name, n in forget_care(cast.ZAC.pk).items() if n}


def left(superuser):
    return {name: superuser.execute(text).fetchone()[0] for name, text in SHARED.items()}


@pytest.mark.parametrize(
    ("past", "gone"),
    [
        ("update casework_referralconsent set until = current_date + 1", set()),
        ("update casework_referralconsent set until = current_date - 2", {"sheets", "links"}),
        ("update casework_referralconsent set until = current_date - 93", {"sheets", "links", "signatures"}),
        ("update casework_referral set state = 'done', ended_at = now() - interval '89 days'", set()),
        ("update casework_referral set state = 'done', ended_at = now() - interval '91 days'", {"sheets", "links", "signatures"}),
    ],
)
def test_what_a_referral_shared_goes_and_its_code_stays(committed_cast, superuser, client, past, gone):
    cast = committed_cast
    case = marta(cast)
    referral = sent(cast, case).referral
    superuser.execute(past)
    assert set(expire(cast)) == gone and left(superuser) == {name: int(name not in gone) for name in SHARED}
    assert expire(cast) == {}
    with acting_as(cast.ana.pk):
        assert Referral.objects.get(pk=referral.pk).code == referral.code
    assert enter(client, cast.ana).get(reverse("referral_detail", args=[referral.pk])).status_code == 200


def test_calendars_and_blank_forms_go_after_a_year(committed_cast, superuser):
    cast = committed_cast
    with acting_as(cast.ana.pk):
        feeds.renew_feed(by=cast.ana)
        used, _unused = paper.print_blanks(cast.ZAC, instrument("who5"), many=2, by=cast.ana)
    assert expire(cast) == {}
    superuser.execute("update casework_calendarfeed set created_at = now() - interval '13 months'")
    superuser.execute("update casework_paperform set printed_at = now() - interval '13 months'")
    superuser.execute("update casework_paperform set used_at = now() where code = %s", [used])
    assert expire(cast) == {"feeds": 1, "forms": 1}
    with acting_as(cast.ana.pk):
        assert not CalendarFeed.objects.exists() and [form.code for form in PaperForm.objects.all()] == [used]


def test_the_words_of_a_case_go_when_the_day_of_the_file_has_passed_and_nothing_of_the_person_goes_on(committed_cast, superuser, client):
    cast = committed_cast
    case, other = builders.case(cast.ana, cast.ZAC), builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        for one in (case, other):
            key = notes.write_note(one, "Palabras", by=cast.ana)
            notes.correct_note(one, key, "Otras palabras", seen=1, by=cast.ana)
            documents.keep_document(one, accept("a.jpg", photo()), kind="dui", said="Frente", by=cast.ana)
            assessments.start_assessment(one, instrument("who5"), by=cast.ana)
    words = "select count(*) from people_history where \"table\" in ('casework_text', 'casework_answers') and before ->> 'case_id' = %s"
    superuser.execute("set session_replication_role = replica")
    superuser.execute("update casework_case set state = 'closed', closed_at = now() - interval '25 months'")
    assert expire(cast) == {}, "the day of the files has not come"
    superuser.execute("update people_person set expires_on = current_date - 1 where id = %s", [case.person_id])
    superuser.execute("update casework_case set closed_at = now() - interval '23 months' where id = %s", [case.pk])
    assert expire(cast) == {}, "somebody may still call"
    superuser.execute("update casework_case set closed_at = now() - interval '25 months' where id = %s", [case.pk])
    assert expire(cast) == {"cases": 1} and expire(cast) == {}
    assert [superuser.execute(words, [str(one.pk)]).fetchone()[0] for one in (case, other)] == [0, 1]
    with acting_as(cast.ana.pk):
        opened = open_case(case, "texts", "answers", "documents")
        assert not (opened.texts or opened.answers or opened.documents) and not Document.objects.filter(case=case).exists()
        assert Case.objects.get(pk=case.pk).code == case.code and Text.objects.filter(case=other).count() == 2
    assert enter(client, cast.ana).get(reverse("case_detail", args=[case.pk])).status_code == 200
    told = "select count(*) from audit.audit_event where verb = 'case.words_expired' and key = %s"
    assert superuser.execute(told, [str(case.person_id)]).fetchone() == (1,)


@pytest.mark.parametrize("way", ["deleted", "expired"])
def test_a_caption_leaves_no_history(committed_cast, superuser, client, way):
    cast = committed_cast
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        row = documents.keep_document(case, accept("a.jpg", photo()), kind="dui", said="Frente", by=cast.ana)
        documents.change_document(row, kind="dui", said="Carta de Marta", expires_on=None, by=cast.ana)
    about = "select count(*) from people_history where before ->> 'about_id' = %s"
    assert superuser.execute(about, [str(row.pk)]).fetchone() == (1,)
    with acting_as(cast.delia.pk), connection.cursor() as cursor:
        cursor.execute("select access.delete_document(%s)", [row.pk])
        assert cursor.fetchone() == (False,)
    if way == "deleted":
        enter(client, cast.ana).post(reverse("document_delete", args=[case.pk, row.pk]))
    else:
        superuser.execute("update casework_document set expires_on = current_date - 1")
        with acting_as_service("service-care"):
            assert documents.forget_documents(cast.ZAC.pk) == 1
    assert superuser.execute(about, [str(row.pk)]).fetchone() == (0,)
    with acting_as(cast.ana.pk):
        assert not Document.objects.exists() and not Text.objects.filter(about_id=row.pk).exists()
