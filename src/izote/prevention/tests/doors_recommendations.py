"""Who gets what at recommendations, and at the door of institutions."""

MUNICIPAL = ("ana", "beto", "rosa", "carla", "delia", "oscar", "elena", "dina", "irma", "pilar", "tomas")
STAFF = ("paula", "noemi", "raul", "hugo")
OTHERS = ("mina", "leo", "tere", "sara", "abel")
EVERYBODY = (*MUNICIPAL, *STAFF, *OTHERS, "ines")
OUT = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *OTHERS, "ines"), 403)
READ = OUT | dict.fromkeys(STAFF, 200)
NOTHING = OUT | dict.fromkeys(STAFF, 404)
ANALYSE = OUT | dict.fromkeys(STAFF, 403) | {"noemi": 200}
ONLY_POST = {"nobody": 302} | dict.fromkeys(EVERYBODY, 405)
INSTITUTION = {"nobody": 302} | dict.fromkeys(EVERYBODY, 403) | {"ines": 200}
INSTITUTION_NOTHING = INSTITUTION | {"ines": 404}
LINK = dict.fromkeys(("nobody", *EVERYBODY), 404)
ROW, TOKEN, KEY = {"pk": 999999}, {"token": "x" * 32}, {"key": "00000000-0000-0000-0000-000000000000"}

DOORS = [
    ("recommendation_list", {}, READ),
    ("followup_csv", {"language": "es"}, READ),
    ("followup_pdf", {"language": "en"}, READ),
    ("warning_recommendations", ROW, NOTHING),
    ("recommendation_create", {"warning": 999999}, NOTHING),
    ("recommendation_detail", ROW, NOTHING),
    ("recommendation_edit", ROW, NOTHING),
    ("recommendation_drop", ROW, ONLY_POST),
    ("recommendation_check", ROW, ONLY_POST),
    ("recommendation_verdict", ROW, NOTHING),
    ("recommendation_close", ROW, NOTHING),
    ("recommendation_climb", ROW, NOTHING),
    ("rung_letter", {**ROW, "rung": 1}, NOTHING),
    ("recommendation_say", ROW, ONLY_POST),
    ("recommendation_paper", ROW, NOTHING),
    ("evidence_file", {**ROW, "evidence_pk": 1}, NOTHING),
    ("key_make", ROW, ONLY_POST),
    ("key_revoke", {**ROW, **KEY}, ONLY_POST),
    ("addressee_list", {}, READ),
    ("addressee_create", {}, ANALYSE),
    ("addressee_edit", ROW, NOTHING),
    ("answer_list", {}, INSTITUTION),
    ("answer_detail", ROW, INSTITUTION_NOTHING),
    ("answer_file", {**ROW, "evidence": 1}, INSTITUTION_NOTHING),
    ("door", TOKEN, LINK),
    ("door_answer", {**TOKEN, **ROW}, LINK),
]
