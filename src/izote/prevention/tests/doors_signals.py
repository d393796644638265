"""Who gets what at signals and sources."""

MUNICIPAL = ("ana", "beto", "oscar", "irma")
STAFF = ("paula", "noemi", "raul", "hugo")
CAPTURE = ("mina", "leo")
OTHERS = ("ines", "tere", "sara", "abel")
OUT = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *CAPTURE, *OTHERS), 403)


def only(status: int, *names: str) -> dict[str, int]:
    """These get that, the rest of the workspace and everybody else 403."""
    return OUT | dict.fromkeys(STAFF, 403) | dict.fromkeys(names, status)


EVERYBODY = (*MUNICIPAL, *CAPTURE, *OTHERS, *STAFF)
CAPTURES, NOTHING_OWN = only(200, *STAFF, *CAPTURE), only(404, *STAFF, *CAPTURE)
READ, NOTHING = only(200, *STAFF), only(404, *STAFF)
ONLY_POST = {"nobody": 302} | dict.fromkeys(EVERYBODY, 405)
ROW = {"pk": 999999}

DOORS = [
    ("capture", {}, CAPTURES),
    ("capture_offline", {}, CAPTURES),
    ("capture_worker", {}, CAPTURES),
    ("capture_state", {}, dict.fromkeys(("nobody", *EVERYBODY), 200)),
    ("capture_send", {}, dict.fromkeys(("nobody", *EVERYBODY), 405)),
    ("signal_danger", {}, CAPTURES),
    ("signal_mine", {}, CAPTURES),
    ("signal_own", ROW, NOTHING_OWN),
    ("signal_list", {}, READ),
    ("signal_counts", {}, only(200, *STAFF, "leo", "sara")),
    ("signal_counts_file", {}, only(400, *STAFF, "leo", "sara")),
    ("signal_everything", {}, ONLY_POST),
    ("signal_detail", ROW, NOTHING),
    ("signal_take", ROW, ONLY_POST),
    ("signal_triage", ROW, NOTHING),
    ("signal_redact", ROW, NOTHING_OWN),
    ("signal_justify", ROW, NOTHING),
    ("signal_derive", ROW, NOTHING_OWN),
    ("signal_discard", ROW, NOTHING),
    ("signal_join", ROW, NOTHING),
    ("signal_send", ROW, ONLY_POST),
    ("statement_create", ROW, NOTHING),
    ("signal_verify", ROW, NOTHING),
    ("signal_feedback", ROW, NOTHING_OWN),
    ("signal_link", ROW, NOTHING),
    ("signal_file", ROW, ONLY_POST),
    ("desk_list", {}, only(200, "paula")),
    ("signalsource_list", {}, READ),
    ("signalsource_create", {}, only(200, "noemi", "raul")),
    ("signalsource_detail", ROW, NOTHING),
    ("signalsource_withdraw", ROW, NOTHING),
]
