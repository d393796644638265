"""Each user sees and writes only their own rows."""

OWN = "user_id = (select access.actor())"
TABLES = [
    {"name": "kit_once", "read": OWN, "write": OWN, "grants": "select, insert, update, delete", "persons": False},
    {"name": "kit_draftkey", "read": OWN, "write": OWN, "grants": "select, insert, delete", "persons": False},
]
