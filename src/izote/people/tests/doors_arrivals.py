"""Who gets what at every address of arrival day; what stands on a list that exists is walked in test_arrivals_doors."""

ALL = ("ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma")
OUT = {"nobody": 302}
HANDS = {**OUT, **dict.fromkeys(ALL, 403), **dict.fromkeys(("ana", "beto", "rosa", "carla"), 200)}
UPLOADERS = {**HANDS, "rosa": 403}
NOTHING = {**OUT, **dict.fromkeys(ALL, 404)}
ONLY_POST = {**OUT, **dict.fromkeys(ALL, 405)}
ROW = {"pk": "00000000-0000-0000-0000-000000000001"}

DOORS = [
    ("arrival_day", {}, HANDS),
    ("list_upload", {}, UPLOADERS),
    ("list_expiring", {}, UPLOADERS),
    ("profile_list", {}, {**UPLOADERS, "irma": 200}),
    ("day_figures", {}, UPLOADERS),
    ("queue_screen", {}, {"nobody": 404, **dict.fromkeys(ALL, 404), **dict.fromkeys(("ana", "beto", "rosa", "carla"), 200)}),
    ("queue_detail", {}, HANDS),
    ("number_give", {}, ONLY_POST),
    ("queue_call", {}, ONLY_POST),
    ("ticket_detail", {"pk": 1}, NOTHING),
    ("ticket_move", {"pk": 1}, ONLY_POST),
    ("ticket_slip", {"pk": 1}, NOTHING),
    ("member_receive", {"pk": 1, "member": 1}, NOTHING),
    ("slip_open", {"code": "abcdefghijkl"}, NOTHING),
    *((name, {"pk": 1}, NOTHING) for name in ("list_detail", "list_columns", "list_progress", "list_cancel", "list_set_aside")),
    *((name, {"pk": 1}, NOTHING) for name in ("set_aside_download", "list_review", "list_families", "list_contact")),
    ("row_decide", ROW, ONLY_POST),
    ("attempt_log", ROW, ONLY_POST),
    ("row_no_contact", ROW, NOTHING),
    ("row_receive", ROW, NOTHING),
]
