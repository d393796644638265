"""The cast: who appears in tests, and builders as plain functions."""

import datetime as dt
from types import SimpleNamespace

PASSWORD = "izote-demo-2026"
OFFICES = {
    "IZO": ("Izote", "platform", ""),
    "ZAC": ("Oficina de la Persona Migrante de Zacatecoluca", "municipal", "0821"),
    "SMI": ("Ventanilla de Apoyo al Migrante de San Miguel", "municipal", "1217"),
    "SON": ("Oficina Municipal del Migrante de Sonsonate", "municipal", "0315"),
}
PEOPLE = {
    "ana": ("Ana", [("ZAC", "case_worker")]),
    "beto": ("Beto", [("ZAC", "supervisor")]),
    "rosa": ("Rosa", [("ZAC", "reception")]),
    "carla": ("Carla", [("SMI", "case_worker")]),
    "delia": ("Delia", [("ZAC", "psychologist")]),
    "oscar": ("Óscar", [("ZAC", "observatory_analyst")]),
    "paula": ("Paula", [("SMI", "ombuds_delegate")]),
    "dina": ("Dina", [("ZAC", "data_delegate")]),
    "irma": ("Irma", [("IZO", "administrator")]),
}


def settle() -> None:
    """Write offices, users and memberships once, as set-up does."""
    from django.contrib.auth.hashers import make_password

    from izote.access.models import Membership, Organization, User

    orgs = {}
    for code, (name, kind, place) in OFFICES.items():
        orgs[code], _ = Organization.objects.get_or_create(code=code, defaults={"name": name, "kind": kind, "place_code": place})
    password = make_password(PASSWORD)
    for username, (name, roles) in PEOPLE.items():
        user, _ = User.objects.get_or_create(username=username, defaults={"display_name": name, "password": password})
        for org, role in roles:
            Membership.objects.get_or_create(user=user, org=orgs[org], role=role, defaults={"starts_on": dt.date(2020, 1, 1)})
    for service, role in (("lists", "list_service"), ("figures", "figures_service")):
        user, _ = User.objects.get_or_create(username=f"service-{service}", defaults={"display_name": service, "is_service": True, "password": "!"})
        for code in ("ZAC", "SMI", "SON"):
            Membership.objects.get_or_create(user=user, org=orgs[code], role=role, defaults={"starts_on": dt.date(2020, 1, 1)})


def everyone() -> SimpleNamespace:
    """The cast by name, and the offices by code."""
    from izote.access.context import DOORKEEPER, acting_as
    from izote.access.models import Organization, User

    with acting_as(DOORKEEPER):
        users = {user.username: user for user in User.objects.filter(username__in=PEOPLE)}
        orgs = {org.code: org for org in Organization.objects.all()}
    return SimpleNamespace(**users, **orgs)
