"""Who gets what at the notebook door."""

from izote.observatory.tests.doors_pages import EVERYBODY, NOTHING, READ

ASKED_AGAIN = {"nobody": 302} | dict.fromkeys(EVERYBODY, 302)
ONLY_POST = {"nobody": 302} | dict.fromkeys(EVERYBODY, 405)
ROW = {"pk": 999999}

DOORS = [
    ("export_list", {}, READ),
    ("export_new", {}, ASKED_AGAIN),
    ("export_detail", ROW, NOTHING),
    ("export_ready", ROW, ASKED_AGAIN),
    ("export_file", ROW, ONLY_POST),
    ("export_drop", ROW, ONLY_POST),
]
