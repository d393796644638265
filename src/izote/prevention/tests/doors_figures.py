"""Who gets what at signed figures."""

MUNICIPAL = ("ana", "beto", "rosa", "carla", "delia", "oscar", "elena", "dina", "irma", "pilar", "tomas")
STAFF = ("paula", "noemi", "raul", "hugo")
OTHERS = ("mina", "leo", "ines", "tere", "sara", "abel")
OUT = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *OTHERS), 403)
READ = OUT | dict.fromkeys(STAFF, 200)
ANALYSE = OUT | dict.fromkeys(STAFF, 403) | {"noemi": 200}
NOTHING = OUT | dict.fromkeys(STAFF, 404)
ONLY_POST = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *OTHERS, *STAFF), 405)

DOORS = [
    ("figure_list", {}, READ),
    ("figure_upload", {}, ANALYSE),
    ("figure_detail", {"pk": 999999}, NOTHING),
    ("figure_key_new", {}, ANALYSE),
    ("figure_key_confirm", {"pk": 999999}, ONLY_POST),
    ("figure_key_revoke", {"pk": 999999}, ONLY_POST),
]
