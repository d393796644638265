"""Who gets what at the pages of figures."""

READERS = ("oscar", "elena")
EVERYBODY = ("ana", "beto", "rosa", "carla", "delia", "oscar", "elena", "paula", "dina", "irma", "pilar", "tomas")
READ = {"nobody": 302} | {name: 200 if name in READERS else 403 for name in EVERYBODY}
WRITE = {"nobody": 302} | {name: 200 if name == "oscar" else 403 for name in EVERYBODY}
NOTHING = {"nobody": 302} | {name: 404 if name in READERS else 403 for name in EVERYBODY}

DOORS = [
    ("indicator_list", {}, READ),
    ("indicator_domain", {"domain": "returns"}, READ),
    ("indicator_domain", {"domain": "persons"}, NOTHING),
    ("indicator_detail", {"code": "homicide_rate"}, READ),
    ("indicator_detail", {"code": "survey_fear"}, READ),
    ("indicator_detail", {"code": "no_such"}, NOTHING),
    ("observatory_place", {"code": "0821"}, READ),
    ("observatory_place", {"code": "sv"}, READ),
    ("observatory_place", {"code": "9999"}, NOTHING),
    ("comparison", {}, READ),
    ("claim_write", {}, WRITE),
    ("survey_value_list", {}, READ),
    ("survey_value_write", {}, WRITE),
    ("survey_value_sign", {"pk": 1}, {"nobody": 302} | dict.fromkeys(EVERYBODY, 405)),
    ("index_weight_write", {}, WRITE),
    ("indicator_detail", {"code": "competitiveness"}, READ),
]
