"""Offices, users and services of the demo, written at set-up."""

import datetime as dt

PASSWORD = "izote-demo-2026"  # noqa: S105
OFFICES = {
    "IZO": ("Izote", "platform", "", ""),
    "ZAC": ("Oficina de la Persona Migrante de Zacatecoluca", "municipal", "0821", "2334-0000"),
    "SMI": ("Ventanilla de Apoyo al Migrante de San Miguel", "municipal", "1217", "2661-0000"),
    "USZ": ("Unidad de Salud Zacatecoluca (demostración)", "partner", "0821", "2334-0001"),
    "PDD": ("Procuraduría para la Defensa de los Derechos Humanos (demostración)", "ombuds", "", "2259-0000"),
    "ALC": ("Alcaldía de San Miguel Centro (demostración)", "partner", "1217", "2661-0001"),
    "SON": ("Oficina Municipal del Migrante de Sonsonate", "municipal", "0315", "2451-0000"),
}
PEOPLE = {
    "ana": ("Ana", [("ZAC", "case_worker")]),
    "beto": ("Beto", [("ZAC", "supervisor")]),
    "rosa": ("Rosa", [("ZAC", "reception")]),
    "carla": ("Carla", [("SMI", "case_worker")]),
    "delia": ("Delia", [("ZAC", "psychologist")]),
    "oscar": ("Óscar", [("ZAC", "observatory_analyst")]),
    "elena": ("Elena", [("ZAC", "committee_member")]),
    "paula": ("Paula", [("PDD", "ombuds_delegate")]),
    "noemi": ("Noemí", [("PDD", "prevention_analyst")]),
    "raul": ("Raúl", [("PDD", "prevention_verifier"), ("PDD", "harm_officer"), ("PDD", "follow_up")]),
    "hugo": ("Hugo", [("PDD", "prevention_national"), ("PDD", "legal_reviewer")]),
    "mina": ("Mina", [("PDD", "community_monitor")]),
    "leo": ("Leo", [("PDD", "municipal_desk")]),
    "ines": ("Inés", [("ALC", "institution_focal")]),
    "tere": ("Tere", [("PDD", "seminar_manager")]),
    "sara": ("Sara", [("PDD", "technical_partner")]),
    "abel": ("Abel", [("PDD", "auditor")]),
    "pilar": ("Pilar", [("USZ", "partner_staff")]),
    "tomas": ("Tomás", [("ZAC", "approver")]),
    "dina": ("Dina", [("ZAC", "data_delegate")]),
    "irma": ("Irma", [("IZO", "administrator")]),
}
SERVICES = {
    "lists": "list_service",
    "figures": "figures_service",
    "care": "care_service",
    "links": "link_service",
    "observatory": "observatory_service",
    "prevention": "prevention_service",
    "doors": "door_service",
    "demo": "loading_service",
}


def settle() -> None:
    """Write offices, users and memberships once; harmless when repeated."""
    from django.contrib.auth.hashers import make_password

    from izote.access.models import Membership, Organization, User

    orgs = {}
    for code, (name, kind, place, phone) in OFFICES.items():
        values = {"name": name, "kind": kind, "place_code": place, "phone": phone}
        orgs[code], _ = Organization.objects.get_or_create(code=code, defaults=values)
    since = dt.date(2020, 1, 1)
    for username, (name, roles) in PEOPLE.items():
        user = User.objects.filter(username=username).first()
        if user is None:
            user = User.objects.create(username=username, display_name=name, password=make_password(PASSWORD))
        for org, role in roles:
            Membership.objects.get_or_create(user=user, org=orgs[org], role=role, defaults={"starts_on": since})
    for service, role in SERVICES.items():
        defaults = {"display_name": service, "is_service": True, "password": "!"}
        user, _ = User.objects.get_or_create(username=f"service-{service}", defaults=defaults)
        for code in ("PDD",) if service in ("prevention", "doors") else ("ZAC", "SMI", "SON"):
            Membership.objects.get_or_create(user=user, org=orgs[code], role=role, defaults={"starts_on": since})
