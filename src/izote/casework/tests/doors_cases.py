"""Who gets what at every address of cases, visits, the day's work, the team, approvals and settings. The case is Ana's, in her office."""

from izote.casework.tests.doors_plans import ALL, CASE, ONLY_POST, READERS, ROW, WORKERS

PERSON = {"code": "@person"}
ONE = {"pk": ROW}
NOBODY = {"nobody": 302, **dict.fromkeys(ALL, 403)}
CASES = {**NOBODY, **dict.fromkeys(("ana", "beto", "carla", "delia", "tomas"), 200)}
LEADS = {**NOBODY, "beto": 200}
TEAM = {**LEADS, "tomas": 200}
COUNTS = {**NOBODY, **dict.fromkeys(("ana", "beto", "rosa", "carla"), 200)}
OF_PERSON = {**NOBODY, "ana": 200, "beto": 200, "delia": 200, "carla": 404, "tomas": 404}
GONE = {**NOBODY, **dict.fromkeys(("ana", "beto", "carla", "delia", "tomas"), 404)}

DOORS = [
    ("today", {}, CASES),
    ("case_list", {}, CASES),
    ("case_detail", CASE, READERS),
    ("case_move", CASE, ONLY_POST),
    ("case_risk", CASE, WORKERS),
    ("case_history", CASE, READERS),
    ("case_assign", CASE, {**WORKERS, "ana": 403}),
    ("case_transfer", CASE, WORKERS),
    ("case_share", CASE, WORKERS),
    ("share_end", {**CASE, "share": ROW}, ONLY_POST),
    ("transfer_detail", ONE, GONE),
    ("case_of_person", PERSON, OF_PERSON),
    ("case_start", PERSON, {**OF_PERSON, "tomas": 403}),
    ("approval_list", {}, TEAM),
    ("approval_detail", ONE, GONE),
    ("approval_take_back", ONE, ONLY_POST),
    ("visit_list", {}, {**COUNTS, "tomas": 200}),
    ("visit_create", {}, COUNTS),
    ("visit_remove", ONE, ONLY_POST),
    ("team", {}, TEAM),
    ("cover_list", {}, LEADS),
    ("cover_end", {"pk": 1}, ONLY_POST),
    ("office_rules", {}, LEADS),
]
