"""Who gets what at every address of instruments, paper and the survey over time. The case is Ana's, in her office."""

from izote.casework.tests.doors_plans import ALL, CASE, NOTHING, ONLY_POST, ROW, WORKERS

ONE = {"case": "@case", "pk": ROW}
FORM = {"form": "who5", "version": "1"}
STAFF = {"nobody": 302, **dict.fromkeys(ALL, 403), **dict.fromkeys(("ana", "beto", "carla", "delia"), 200), "pilar": 403}
READERS = {**STAFF, "tomas": 200}
LEADS = {**STAFF, **dict.fromkeys(("ana", "carla", "delia"), 403), "tomas": 200}
NO_PAPER = {**STAFF, **dict.fromkeys(("ana", "beto", "carla", "delia"), 404), "tomas": 403}
UNKNOWN_FORM = {**READERS, **dict.fromkeys(("ana", "beto", "carla", "delia", "tomas"), 404)}

DOORS = [
    ("assessment_list", CASE, WORKERS),
    ("assessment_start", {**CASE, "form": "who5"}, ONLY_POST),
    ("assessment_paper", {**CASE, "form": "who5"}, ONLY_POST),
    *((f"assessment_{name}", ONE, NOTHING) for name in ("detail", "fill", "critical", "correct", "discard", "sheet")),
    ("assessment_rescore", ONE, ONLY_POST),
    ("rss_person", CASE, WORKERS),
    ("rss_cohort", {}, LEADS),
    ("instrument_list", {}, READERS),
    ("instrument_detail", FORM, READERS),
    ("instrument_detail", {"form": "who5", "version": "99"}, UNKNOWN_FORM),
    ("instrument_detail", {"form": "none", "version": "1"}, UNKNOWN_FORM),
    ("instrument_xform", FORM, LEADS),
    ("instrument_xlsform", FORM, LEADS),
    ("instrument_blank", FORM, STAFF),
    ("paper_enter", {}, STAFF),
    ("paper_open", {"code": "22222222"}, NO_PAPER),
]
