"""Who gets what at bulletins, inside and in public."""

READERS = ("oscar", "elena")
EVERYBODY = ("ana", "beto", "rosa", "carla", "delia", "oscar", "elena", "paula", "dina", "irma", "pilar", "tomas")
READ = {"nobody": 302} | {name: 200 if name in READERS else 403 for name in EVERYBODY}
WRITE = {"nobody": 302} | {name: 200 if name == "oscar" else 403 for name in EVERYBODY}
NOTHING = {"nobody": 302} | dict.fromkeys(EVERYBODY, 404)
ONLY_POST = {"nobody": 302} | dict.fromkeys(EVERYBODY, 405)
PUBLIC = dict.fromkeys(("nobody", *EVERYBODY), 200)
PUBLIC_NOTHING = dict.fromkeys(("nobody", *EVERYBODY), 404)
ROW, CODE = {"pk": 999999}, {"code": "OMPV-ZAC-1999-01"}

DOORS = [
    ("bulletin_list", {}, READ),
    ("bulletin_create", {}, WRITE),
    ("bulletin_detail", ROW, NOTHING),
    ("bulletin_edit", ROW, NOTHING),
    ("bulletin_publish", ROW, NOTHING),
    ("bulletin_withdraw", ROW, NOTHING),
    ("bulletin_submit", ROW, ONLY_POST),
    ("bulletin_return", ROW, ONLY_POST),
    ("bulletin_drop", ROW, ONLY_POST),
    ("public_bulletins", {}, PUBLIC),
    ("public_bulletin", CODE, PUBLIC_NOTHING),
    ("public_bulletin_file", {**CODE, "form": "csv"}, PUBLIC_NOTHING),
    ("public_bulletin_pdf", {**CODE, "language": "es"}, PUBLIC_NOTHING),
    ("returns", {}, READ),
    ("returns_places", {}, READ),
    ("care_figures", {}, READ),
]
