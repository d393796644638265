"""Who gets what at the doors of access: offices, users, trail, invitation."""

EVERYBODY = ("ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma")


def _only(*admitted: str, otherwise: int = 403, **others: int) -> dict[str, int]:
    """Nobody is sent to the sign-in page; the admitted get the page, the rest a refusal."""
    return {"nobody": 302} | {name: 200 if name in admitted else others.get(name, otherwise) for name in EVERYBODY}


ADMINISTRATOR = _only("irma")
ASKED_AGAIN = dict.fromkeys(("nobody", *EVERYBODY), 302)
USER = {"pk": "@user"}

DOORS = [
    ("home", {}, _only(*EVERYBODY)),
    ("office_list", {}, ADMINISTRATOR),
    ("office_create", {}, ADMINISTRATOR),
    ("office_detail", {"code": "ZAC"}, ADMINISTRATOR),
    ("office_change", {"code": "ZAC"}, ADMINISTRATOR),
    ("user_list", {}, ADMINISTRATOR),
    ("user_detail", USER, ADMINISTRATOR),
    ("user_invite", {}, ASKED_AGAIN),
    ("user_reinvite", USER, ASKED_AGAIN),
    ("role_grant", USER, ASKED_AGAIN),
    ("role_end", {**USER, "membership": 1}, ASKED_AGAIN),
    ("second_factor_reset", USER, ASKED_AGAIN),
    ("user_leave", USER, ASKED_AGAIN),
    ("sessions_end", USER, _only(otherwise=405)),
    ("audit_list", {}, _only("beto", "dina")),
    ("own_email", {}, _only(*EVERYBODY)),
    ("own_explain", {}, _only(*EVERYBODY)),
    ("user_explain", {"username": "@username"}, _only("carla", "irma", otherwise=404)),
    ("user_explain", {"username": "@colleague"}, _only("rosa", "beto", "dina", "irma", otherwise=404)),
    ("invitation_accept", {"token": "no-such-token"}, dict.fromkeys(("nobody", *EVERYBODY), 404)),
]
