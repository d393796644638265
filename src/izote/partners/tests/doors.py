"""Who gets what at every address of the directory."""

NOBODY_ELSE = ("oscar", "dina", "irma", "pilar")
OUT = {"nobody": 302}
READERS = {**OUT, **dict.fromkeys(("ana", "beto", "rosa", "carla", "delia", "tomas", "paula"), 200), **dict.fromkeys(NOBODY_ELSE, 403)}
KEEPERS = {**READERS, **dict.fromkeys(("rosa", "delia", "tomas", "paula"), 403)}
EVERYBODY = tuple(READERS)
NOTHING = {**dict.fromkeys(EVERYBODY, 404), **OUT}
ONLY_POST = {**dict.fromkeys(EVERYBODY, 405), **OUT}
PUBLIC, PUBLIC_NOTHING = dict.fromkeys(EVERYBODY, 200), dict.fromkeys(EVERYBODY, 404)
ROW = {"pk": "00000000-0000-0000-0000-000000000001"}

DOORS = [
    ("service_list", {}, READERS),
    ("service_create", {}, KEEPERS),
    ("service_import", {}, KEEPERS),
    ("proposal_list", {}, READERS),
    ("stale_list", {}, READERS),
    ("service_detail", ROW, NOTHING),
    ("service_edit", ROW, NOTHING),
    ("service_verify", ROW, ONLY_POST),
    ("service_propose", ROW, ONLY_POST),
    ("service_publish", ROW, NOTHING),
    ("service_withdraw", ROW, ONLY_POST),
    ("service_unpublish", ROW, ONLY_POST),
    ("institution_list", {}, READERS),
    ("institution_create", {}, KEEPERS),
    ("institution_detail", ROW, NOTHING),
    ("institution_edit", ROW, NOTHING),
    ("contactperson_add", ROW, NOTHING),
    ("contactperson_remove", {**ROW, "contact": 1}, ONLY_POST),
    ("agreement_list", {}, READERS),
    ("agreement_create", {}, KEEPERS),
    ("agreement_detail", ROW, NOTHING),
    ("agreement_edit", ROW, NOTHING),
    ("meeting_list", {}, READERS),
    ("meeting_create", {}, KEEPERS),
    ("meeting_detail", {"pk": 999999}, NOTHING),
    ("meeting_edit", {"pk": 999999}, NOTHING),
    ("commitment_add", {"pk": 999999}, NOTHING),
    ("commitment_follow", {"pk": 999999}, NOTHING),
    ("line_list", {}, READERS),
    ("line_create", {}, KEEPERS),
    ("line_edit", {"number": "911"}, KEEPERS),
    ("line_edit", {"number": "123"}, {**KEEPERS, **dict.fromkeys(("ana", "beto", "carla"), 404)}),
    ("hsds_root", {}, PUBLIC),
    ("hsds_services", {}, PUBLIC),
    ("hsds_service", ROW, PUBLIC_NOTHING),
    ("hsds_organizations", {}, PUBLIC),
    ("hsds_organization", ROW, PUBLIC_NOTHING),
    ("hsds_taxonomies", {}, PUBLIC),
    ("hsds_taxonomy", ROW, PUBLIC_NOTHING),
    ("hsds_terms", {}, PUBLIC),
    ("hsds_term", ROW, PUBLIC_NOTHING),
]

# The same doors where there is something behind them: rows of Zacatecoluca's directory, the service proposed by Ana.
SEERS = {**READERS, **dict.fromkeys((*NOBODY_ELSE, "carla", "paula"), 404)}
HANDS = {**SEERS, **dict.fromkeys(("rosa", "delia", "tomas"), 403)}
SECOND = {**HANDS, "ana": 403}
DOORS_WITH_ROWS = [
    ("service_detail", "service", SEERS),
    ("service_edit", "service", HANDS),
    ("service_publish", "service", SECOND),
    ("institution_detail", "institution", SEERS),
    ("institution_edit", "institution", HANDS),
    ("contactperson_add", "institution", HANDS),
    ("agreement_detail", "agreement", SEERS),
    ("agreement_edit", "agreement", HANDS),
    ("meeting_detail", "meeting", SEERS),
    ("meeting_edit", "meeting", HANDS),
    ("commitment_add", "meeting", HANDS),
    ("commitment_follow", "commitment", HANDS),
]
