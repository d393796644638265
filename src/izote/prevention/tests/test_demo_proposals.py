"""The demo's proposals go through the same actions as the pages."""

from django.urls import reverse

from izote.access.context import acting_as
from izote.prevention import demo_proposals
from izote.prevention.models import Proposal, Tool
from izote.prevention.queries.proposals import answers_for, to_tell


def test_the_demo_shows_a_tool_a_postponed_proposal_and_a_workshop_with_a_tie(cast, client):
    made = demo_proposals.fill()
    assert made["proposals"] == len(demo_proposals.LINES) and made["commitments"] == 3 and made["resources"] >= 25
    assert demo_proposals.fill() == {"proposals": 0}
    with acting_as(cast.paula.pk):
        states = sorted(Proposal.objects.values_list("state", flat=True))
        assert states == ["captured", "captured", "captured", "institutional", "merged", "postponed"]
        assert Tool.objects.get().version == "1.1" and to_tell(answers_for(cast.paula)).count() == 5
    client.force_login(cast.tere)
    page = client.get(reverse("workshop_vote", args=[demo_proposals.CODE])).content.decode()
    assert "14 de 24" in page and "empate" in page
    sheet = client.get(reverse("workshop_paper", args=[demo_proposals.CODE])).content.decode()
    assert "Guía de bolsillo" in sheet and "19 de 24" in sheet, "what has gone on since stays on the sheet"
    assert client.get(reverse("workshop_pdf", args=[demo_proposals.CODE, "es"])).content.startswith(b"%PDF")
