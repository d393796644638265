"""The demo's answers go through the same actions as the pages, once."""

from django.urls import reverse

from izote.access.context import acting_as
from izote.prevention import demo_recommendations
from izote.prevention.models import Recommendation, Verdict
from izote.prevention.tests import builders_recommendations as build


def test_the_demo_has_an_institution_that_answered_and_was_judged(committed_cast, superuser, client):
    cast = committed_cast
    assert demo_recommendations.fill() == {"answers": 0}
    build.stage(cast, superuser, accounts=False)
    assert demo_recommendations.fill()["answers"] == 6 and demo_recommendations.fill() == {"answers": 0}
    with acting_as(cast.raul.pk):
        assert list(Recommendation.objects.order_by("pk").values_list("state", flat=True)) == ["partly_complied", "acknowledged"]
        assert Verdict.objects.get().looked_at
    client.force_login(cast.ines)
    page = client.get(reverse("answer_list"), headers={"Accept-Language": "es"}).content.decode()
    assert "A-0001-R1" in page and "cumplida en parte" in page


def test_nothing_leaves_the_office_while_everything_is_shut(committed_cast, superuser, client, monkeypatch):
    from izote.kit.errors import Conflict
    from izote.prevention.actions import doors, verdicts
    from izote.prevention.views import recommendation_follow

    def shut(_org):
        raise Conflict("shut")

    cast = committed_cast
    found = build.stage(cast, superuser)
    for module in (doors, verdicts, recommendation_follow):
        monkeypatch.setattr(module, "require_open", shut)
    client.force_login(cast.raul)
    for name in ("followup_csv", "followup_pdf"):
        assert client.get(reverse(name, args=["es"])).status_code == 409
    assert client.post(reverse("key_make", args=[found.rec.pk])).status_code == 409
    assert client.post(reverse("recommendation_climb", args=[found.rec.pk]), {"rung": "reminder"}).status_code == 409
