"""Who gets what at every address of what happened after, closing, children, access to services and the person's copy."""

from izote.casework.tests.doors_plans import ALL, CASE, NOTHING, READERS, ROW, WORKERS

CALL = {**CASE, "call_pk": ROW}
LISTERS = {
    "nobody": 302,
    "ana": 200,
    "beto": 200,
    "carla": 200,
    "delia": 200,
    **dict.fromkeys(("rosa", "oscar", "paula", "dina", "irma"), 403),
}
OWNERS = {**LISTERS, "pilar": 403, "tomas": 403}
SEERS = {**LISTERS, "pilar": 403, "tomas": 200}
LEADS = {**OWNERS, "ana": 403, "carla": 403, "delia": 403}
ASKED_AGAIN = {"nobody": 302, **dict.fromkeys(ALL, 302)}
UNKNOWN = {**READERS, "ana": 404, "beto": 404, "tomas": 404}

DOORS = [
    ("after_detail", CASE, READERS),
    ("call_log", CALL, NOTHING),
    ("call_recorded", CALL, UNKNOWN),
    ("call_list", {}, OWNERS),
    ("never_reached", {}, SEERS),
    ("sealed_list", {}, LEADS),
    ("sealed_open", {"call_pk": ROW}, ASKED_AGAIN),
    ("sealed_take_back", {"call_pk": ROW}, ASKED_AGAIN),
    ("closure_detail", CASE, READERS),
    ("closure_request", CASE, WORKERS),
    ("case_reopen", CASE, WORKERS),
    ("child_detail", CASE, UNKNOWN),
    *((name, CASE, NOTHING) for name in ("child_care", "child_school", "child_birth", "child_danger", "child_notice")),
    ("child_fear_end", {**CASE, "row_pk": ROW}, {**NOTHING, "ana": 403, "delia": 404}),
    ("child_step", {**CASE, "step": "identification"}, NOTHING),
    ("refusal_list", CASE, READERS),
    ("access_health", CASE, READERS),
    ("refusal_add", {**CASE, "sector": "health"}, WORKERS),
    ("refusal_add", {**CASE, "sector": "none"}, NOTHING),
    ("refusal_answer", {**CASE, "row_pk": ROW}, NOTHING),
    ("person_copy", CASE, ASKED_AGAIN),
]
