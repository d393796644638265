"""Who gets what at the screens of territories."""

from izote.prevention.tests.doors_figures import OUT, READ, STAFF

NOTHING = OUT | dict.fromkeys(STAFF, 404)

DOORS = [
    ("own_record", {}, READ),
    ("prevention", {}, READ),
    ("territory_screen", {"code": "12"}, READ),
    ("territory_screen", {"code": "1217"}, READ),
    ("territory_screen", {"code": "999999"}, NOTHING),
]
