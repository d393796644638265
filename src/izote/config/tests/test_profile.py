"""Whose server this is: on a municipality's nothing of the ombuds office exists, and the other way round."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

ASK = """
import json, django; django.setup()
from izote.access.roles import ROLES, SERVICES
from izote.access.rules import grantable
from izote.config import timetable
kinds = {kind: sorted(grantable(kind)) for kind in ("municipal", "ombuds")}
jobs = [name for name in vars(timetable) if not name.startswith("_")]
print(json.dumps({"roles": sorted(ROLES), "services": sorted(SERVICES), "jobs": jobs, **kinds}))
"""


def installation(profile):
    env = {**os.environ, "IZOTE_PROFILE": profile, "PYTHONPATH": "src", "DJANGO_SETTINGS_MODULE": "izote.config.settings"}
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True, cwd=settings.ROOT, env=env)
    return json.loads(done.stdout)


def test_on_a_municipalitys_server_no_role_of_prevention_can_be_given():
    found = installation("municipal")
    assert not [role for role in found["roles"] if role.startswith(("prevention", "ombuds", "harm", "community", "seminar"))]
    assert "service-prevention" not in found["services"] and "people_jobs" in found["jobs"]
    assert {"supervisor", "administrator"} <= set(found["municipal"])


def test_on_the_ombuds_offices_server_nobody_can_be_given_persons():
    found = installation("ombuds")
    assert not {"case_worker", "supervisor", "observatory_analyst", "list_service"} & set(found["roles"])
    assert found["services"] == ["service-doors", "service-prevention"] and "people_jobs" not in found["jobs"]
    assert {"ombuds_delegate", "prevention_analyst", "administrator", "auditor"} <= set(found["ombuds"])


def test_in_the_demo_a_municipal_office_still_gives_no_role_of_prevention():
    found = installation("both")
    assert not {"ombuds_delegate", "prevention_analyst", "seminar_manager"} & set(found["municipal"])
    assert "case_worker" not in found["ombuds"]


@pytest.mark.parametrize(
    ("name", "user"), [("person_list", "ana"), ("case_list", "ana"), ("observatory", "oscar"), ("bulletin_list", "oscar")]
)
def test_the_pages_of_a_room_that_is_shut_do_not_exist(name, user, cast, client, settings):
    client.force_login(getattr(cast, user))
    assert client.get(reverse(name)).status_code == 200
    settings.PROFILE = "ombuds"
    assert client.get(reverse(name)).status_code == 404


@pytest.mark.parametrize(
    ("profile", "links"),
    [
        ("municipal", ["/boletines/"]),
        ("ombuds", ["/alertas/", "/alertas/boletin/"]),
        ("both", ["/boletines/", "/alertas/", "/alertas/boletin/"]),
    ],
)
def test_the_door_leads_to_what_this_server_publishes(db, client, settings, profile, links):
    settings.PROFILE = profile
    page = client.get(reverse("account_login"), headers={"accept-language": "en"}).content.decode()
    found = re.findall(r'href="(/[^"]+)"', page[page.index("Without an account") :])
    assert found == links and all(client.get(one).status_code == 200 for one in links)
