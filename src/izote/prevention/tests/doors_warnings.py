"""Who gets what at warnings, inside and in public."""

MUNICIPAL = ("ana", "beto", "rosa", "carla", "delia", "oscar", "elena", "dina", "irma", "pilar", "tomas")
STAFF = ("paula", "noemi", "raul", "hugo")
OTHERS = ("mina", "leo", "ines", "tere", "sara", "abel")
EVERYBODY = (*MUNICIPAL, *OTHERS, *STAFF)
READ = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *OTHERS), 403) | dict.fromkeys(STAFF, 200)
ANALYSE = READ | dict.fromkeys(STAFF, 403) | {"noemi": 200}
# whether a warning exists is not said to anybody who may not read it
NOTHING = {"nobody": 302} | dict.fromkeys(EVERYBODY, 404)
ONLY_POST = {"nobody": 302} | dict.fromkeys(EVERYBODY, 405)
# asked for the password first
PROVE = {"nobody": 302} | dict.fromkeys(EVERYBODY, 302)
PUBLIC = dict.fromkeys(("nobody", *EVERYBODY), 200)
PUBLIC_NOTHING = dict.fromkeys(("nobody", *EVERYBODY), 404)
ROW, NUMBER = {"pk": 999999}, {"number": "PAT-999-99"}

DOORS = [
    ("warning_list", {}, READ),
    ("warning_begin", {}, ANALYSE),
    ("warning_detail", ROW, NOTHING),
    ("warning_section", {**ROW, "section": "context"}, NOTHING),
    ("warning_justify", {**ROW, "section": "context"}, NOTHING),
    ("warning_groups", ROW, NOTHING),
    ("warning_signals", ROW, NOTHING),
    ("warning_move", {**ROW, "to": "withdrawn"}, NOTHING),
    ("warning_reviews", ROW, NOTHING),
    ("warning_review", {**ROW, "kind": "method"}, NOTHING),
    ("warning_harm", ROW, NOTHING),
    ("warning_harm_answer", ROW, NOTHING),
    ("warning_signatures", ROW, NOTHING),
    ("warning_sign", ROW, PROVE),
    ("warning_unsign", {**ROW, "signature": 1}, ONLY_POST),
    ("warning_publication", ROW, NOTHING),
    ("warning_receipts", ROW, NOTHING),
    ("warning_copy", ROW, NOTHING),
    ("warning_send", {**ROW, "receipt": 1}, NOTHING),
    ("warning_acknowledge", {**ROW, "receipt": 1}, NOTHING),
    ("warning_followup", ROW, NOTHING),
    ("warning_report", ROW, NOTHING),
    ("warning_outcome", ROW, NOTHING),
    ("warning_materialised", ROW, NOTHING),
    ("warning_public", ROW, NOTHING),
    ("warning_public_texts", ROW, NOTHING),
    ("warning_propose", ROW, ONLY_POST),
    ("warning_approve", {**ROW, "version": 1}, ONLY_POST),
    ("warning_unpublish", {**ROW, "version": 1}, ONLY_POST),
    ("warning_closing", ROW, NOTHING),
    ("warning_lessons", ROW, NOTHING),
    ("warning_shares", ROW, NOTHING),
    ("warning_share", ROW, NOTHING),
    ("warning_paper", ROW, ONLY_POST),
    ("share_list", {}, READ),
    ("share_decide", ROW, ONLY_POST),
    ("paper_detail", ROW, NOTHING),
    ("paper_file", ROW, NOTHING),
    ("public_warnings", {}, PUBLIC),
    ("public_warnings_english", {}, PUBLIC),
    ("public_warning", NUMBER, PUBLIC_NOTHING),
    ("public_warning_in", {**NUMBER, "language": "en"}, PUBLIC_NOTHING),
    ("public_warning_pdf", {**NUMBER, "language": "es"}, PUBLIC_NOTHING),
]
