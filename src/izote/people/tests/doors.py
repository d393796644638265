"""Who gets what at every address of the register."""

from izote.people.tests.doors_arrivals import DOORS as ARRIVALS

OUT = {"nobody": 302}
OFFICE = {**OUT, "ana": 200, "beto": 200, "rosa": 200, "carla": 200, "delia": 200, "oscar": 403, "paula": 403, "dina": 403, "irma": 403}
WRITERS = {**OFFICE, "delia": 403}
SEERS = {**OUT, "ana": 200, "beto": 200, "rosa": 200, "delia": 200, "carla": 404, "oscar": 404, "paula": 404, "dina": 404, "irma": 404}
HANDS = {**SEERS, "delia": 403}
OPENERS = {**SEERS, "rosa": 403, "delia": 403}
LEADS = {**SEERS, "ana": 403, "rosa": 403, "delia": 403}
ONLY_POST = {**OUT, **dict.fromkeys(("ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma"), 405)}
NOTHING = {**OUT, **dict.fromkeys(("ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma"), 404)}
EVERYBODY = {**OUT, **dict.fromkeys(("ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma"), 200)}
PERSON = {"code": "@person"}
ROW = {**PERSON, "pk": 1}
UUID_ROW = {**PERSON, "pk": "00000000-0000-0000-0000-000000000001"}

DOORS = [
    ("person_list", {}, OFFICE),
    ("person_create", {}, WRITERS),
    ("person_register", {}, WRITERS),
    ("other_office", {}, WRITERS),
    ("protocol_detail", {"slug": "riesgo-de-suicidio"}, OFFICE),
    ("notice_detail", {"version": "2026-11"}, EVERYBODY),
    ("breakglass_open", {}, {**OFFICE, "rosa": 403, "delia": 403}),
    (
        "breakglass_list",
        {},
        {**OUT, "beto": 200, "dina": 200, **dict.fromkeys(("ana", "rosa", "carla", "delia", "oscar", "paula", "irma"), 403)},
    ),
    ("breakglass_seen", {"pk": 1}, ONLY_POST),
    (
        "deletion_list",
        {},
        {**OUT, **dict.fromkeys(("ana", "beto", "carla", "dina"), 200), **dict.fromkeys(("rosa", "delia", "oscar", "paula", "irma"), 403)},
    ),
    ("deletion_decide", {"pk": 1}, dict.fromkeys(NOTHING, 302)),
    (
        "duplicate_list",
        {},
        {**OUT, **dict.fromkeys(("ana", "beto", "carla"), 200), **dict.fromkeys(("rosa", "delia", "oscar", "paula", "dina", "irma"), 403)},
    ),
    ("duplicate_pair", {"one": "@person", "other": "@person"}, {**SEERS, "ana": 302, "beto": 302, "rosa": 403, "delia": 403}),
    ("duplicate_separate", {"pk": 1}, NOTHING),
    ("person_detail", PERSON, SEERS),
    ("person_trail", PERSON, SEERS),
    ("person_edit", PERSON, HANDS),
    ("person_withdraw", PERSON, HANDS),
    ("person_resume", PERSON, ONLY_POST),
    ("person_file", PERSON, OPENERS),
    ("person_take", PERSON, ONLY_POST),
    ("person_assign", PERSON, LEADS),
    ("circumstances_edit", PERSON, OPENERS),
    ("journey_add", PERSON, OPENERS),
    ("journey_edit", UUID_ROW, {**OPENERS, "ana": 404, "beto": 404}),
    ("return_add", PERSON, OPENERS),
    ("return_edit", UUID_ROW, {**OPENERS, "ana": 404, "beto": 404}),
    ("contact_add", PERSON, HANDS),
    ("contact_remove", ROW, ONLY_POST),
    ("identifier_list", PERSON, SEERS),
    ("identifier_add", PERSON, HANDS),
    ("identifier_remove", ROW, ONLY_POST),
    ("relation_add", PERSON, HANDS),
    ("relation_remove", {**PERSON, "other": "@person"}, ONLY_POST),
    ("household_leave", PERSON, ONLY_POST),
    ("consent_give", PERSON, HANDS),
    ("consent_withdraw", ROW, ONLY_POST),
    ("exclusion_set", PERSON, HANDS),
    ("exclusion_lift", ROW, ONLY_POST),
    ("deletion_propose", PERSON, {**SEERS, "rosa": 403, "delia": 403}),
    *ARRIVALS,
]
