"""While everything is shut in an emergency, no address of prevention or of seminars gives out a file."""

import re

import pytest
from django.urls import get_resolver, reverse

from izote.access.context import acting_as
from izote.prevention.models import KeptFile, ProposalAnswer
from izote.prevention.tests import builders_recommendations as asking
from izote.prevention.tests.builders_proposals import proposal
from izote.seminars.tests import builders as seminars
from izote.vault import actions as vault

# what the public has already stays with the public
PUBLIC = {"public_warning_pdf", "public_monthly_pdf"}
HERE = {"answer_letter_pdf", "kept_file", "workshop_pdf", "memory_ics", "library_export", "answer_file"}
SEMINARS = {"attendance_pdf", "questions_pdf", "certificates_pdf", "material_file"}
ELSEWHERE = {
    "risk_assessment_document_file", "evidence_file", "followup_csv", "followup_pdf", "paper_file", "rung_letter", "signal_counts_file",
    "yearly_file",
}  # fmt: skip
FILE = re.compile(r"\.(pdf|csv|ics)$|\.<str:form>$|pdf/$|<slug:form>/$|(evidencia|archivos|materiales)/<int:\w+>/$")


def addresses(resolver, before=""):
    """Every name of an address of the two rooms, with its path."""
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from addresses(one, path)
        elif one.callback.__module__.split(".")[1:2] in (["prevention"], ["seminars"]):
            yield one.name, path


def test_P17_every_address_that_gives_out_a_file_is_known_here():
    found = {name for name, path in addresses(get_resolver()) if FILE.search(path)}
    assert found == PUBLIC | HERE | SEMINARS | ELSEWHERE


def shut(cast):
    with acting_as(cast.hugo.pk):
        vault.lock_down(cast.PDD, by=cast.hugo)


def test_P17_papers_of_proposals_dates_and_references_stay_in(committed_cast, client):
    cast = committed_cast
    row = proposal(cast, "postponed", workshop="TALLER-1")
    with acting_as(cast.tere.pk):
        letter = ProposalAnswer.objects.filter(proposal=row).first()
        kept = KeptFile.objects.create(org=cast.PDD, name="guia.txt", mime="text/plain", size=1, sha256="0" * 64, data=b"x", by=cast.tere)
    there = {
        "answer_letter_pdf": [letter.pk, "es"], "kept_file": [kept.pk], "workshop_pdf": ["TALLER-1", "es"], "memory_ics": [],
        "library_export": ["bib"],
    }  # fmt: skip
    shut(cast)
    client.force_login(cast.tere)
    assert {name: client.get(reverse(name, args=args)).status_code for name, args in there.items()} == dict.fromkeys(there, 409)


def test_P17_an_institution_takes_no_file_out_either(committed_cast, client, superuser):
    cast = committed_cast
    issued = asking.stage(cast, superuser)
    asking.answered(cast, issued.rec, "accept", "report")
    with acting_as(cast.raul.pk):
        evidence = issued.rec.evidence.get()
    client.force_login(cast.ines)
    url = reverse("answer_file", args=[issued.rec.pk, evidence.pk])
    assert client.get(url).status_code == 200
    shut(cast)
    client.force_login(cast.ines)
    assert client.get(url).status_code == 409


@pytest.mark.parametrize("name", sorted(SEMINARS - {"material_file"}))
def test_P17_no_list_with_names_is_printed(committed_cast, client, name):
    cast = committed_cast
    row = seminars.held(cast)
    shut(cast)
    client.force_login(cast.tere)
    language = [] if name == "attendance_pdf" else ["es"]
    assert client.get(reverse(name, args=[row.code, *language])).status_code == 409
