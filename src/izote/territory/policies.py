"""Row-level policies: everybody may read places; only set-up, as the owner, loads them; administrators replace boundaries."""

ADMINISTRATOR = "cardinality((select access.orgs('org.manage'))::int[]) > 0"


def _facts(name: str) -> dict[str, object]:
    return {"name": name, "read": "true", "write": "false", "gate": True, "persons": False}


TABLES = [
    _facts("territory_country"),
    _facts("territory_place"),
    _facts("territory_placename"),
    _facts("territory_placeparent"),
    _facts("territory_placecode"),
    _facts("territory_population"),
    _facts("territory_boundary") | {"write": ADMINISTRATOR, "grants": "select, insert, update, delete"},
]
