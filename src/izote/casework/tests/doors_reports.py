"""Who gets what at every address of the reports."""

ALL = ("ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma", "pilar", "tomas")
LEADS = {"nobody": 302, **dict.fromkeys(ALL, 403), "beto": 200}
REPORT = {"report": "iom"}

ONLY_POST = {"nobody": 302, **dict.fromkeys(ALL, 405)}

DOORS = [
    ("case_export", {}, {"nobody": 302, **dict.fromkeys(ALL, 302)}),  # asked again who sits there
    ("case_export_file", {}, ONLY_POST),
    ("report_list", {}, LEADS),
    ("report_month", REPORT, LEADS),
    ("report_pdf", REPORT, LEADS),
    ("report_sheet", REPORT, LEADS),
    ("report_rows", {"measure": "visits"}, {**LEADS, "beto": 400}),
]
