"""Who gets what at every address of plans. The case is Ana's, in her office, and has no plan yet."""

ALL = ("ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma", "pilar", "tomas")
CASE = {"pk": "@case"}
ROW = "00000000-0000-0000-0000-000000000001"
GOAL, ACTION = {**CASE, "goal": ROW}, {**CASE, "action": ROW}
OUTSIDE = {"nobody": 302, "carla": 404, "delia": 404, **dict.fromkeys(("rosa", "oscar", "paula", "dina", "irma", "pilar"), 403)}
READERS = {**OUTSIDE, "ana": 200, "beto": 200, "tomas": 200}
WORKERS = {**READERS, "tomas": 403}
NOTHING = {**WORKERS, "ana": 404, "beto": 404}
ONLY_POST = {"nobody": 302, **dict.fromkeys(ALL, 405)}

DOORS = [
    ("plan_detail", CASE, READERS),
    ("plan_version", {**CASE, "number": 1}, {**READERS, "ana": 404, "beto": 404, "tomas": 404}),
    ("plan_start", CASE, ONLY_POST),
    ("plan_edit", CASE, NOTHING),
    ("plan_submit", CASE, ONLY_POST),
    ("plan_revise", CASE, ONLY_POST),
    ("plan_goal_add", CASE, NOTHING),
    ("plan_goal_edit", GOAL, NOTHING),
    ("plan_goal_review", GOAL, NOTHING),
    ("plan_action_add", GOAL, NOTHING),
    ("plan_action_edit", ACTION, NOTHING),
    ("plan_action_result", ACTION, NOTHING),
    ("plan_print", CASE, NOTHING),
    ("plan_pdf", CASE, NOTHING),
]
