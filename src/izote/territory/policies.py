"""Row-level policies: everybody signed in or not may read places; set-up loads them; administrators replace boundaries."""

SET_UP = "create policy set_up on public.{name} to izote_owner using (true) with check (true)"
ADMINISTRATOR = "cardinality((select access.orgs('org.manage'))) > 0"


def _facts(name: str) -> dict[str, object]:
    return {"name": name, "read": "true", "write": "false", "gate": True, "persons": False, "extra": (SET_UP.format(name=name),)}


TABLES = [
    _facts("territory_country"),
    _facts("territory_place"),
    _facts("territory_placename"),
    _facts("territory_placeparent"),
    _facts("territory_placecode"),
    _facts("territory_population"),
    _facts("territory_boundary") | {"write": ADMINISTRATOR, "grants": "select, insert, update, delete"},
]
