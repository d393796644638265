"""Who gets what at every address of the vault."""

MUNICIPAL = ("ana", "beto", "oscar", "irma")
OTHERS = ("mina", "leo", "ines", "tere", "sara", "abel")
STAFF = ("paula", "noemi", "raul", "hugo")
OUT = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *OTHERS), 403)


def only(status: int, *names: str) -> dict[str, int]:
    """These get that, the rest of the workspace and everybody else 403."""
    return OUT | dict.fromkeys(STAFF, 403) | dict.fromkeys(names, status)


ONLY_POST = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *OTHERS, *STAFF), 405)
ROW, CODE = {"pk": 999999}, {"code": "F-ABCDEF"}

DOORS = [
    ("vault", {}, only(200, *STAFF)),
    ("vault_half", {}, only(200, "raul", "paula")),
    ("vault_pass", {}, only(409, "raul", "paula")),
    ("vault_lockdown", {}, only(200, *STAFF)),
    ("vault_lift", {}, ONLY_POST),
    ("vault_opening", ROW, only(404, *STAFF)),
    ("vault_show", ROW, ONLY_POST),
    ("vault_seen", ROW, ONLY_POST),
    ("vault_keep", CODE, only(200, "noemi", "raul")),
    ("vault_ask", CODE, only(404, "noemi", "raul")),
]
