"""Who gets what at risk assessments."""

MUNICIPAL = ("ana", "beto", "rosa", "carla", "delia", "oscar", "elena", "dina", "irma", "pilar", "tomas")
STAFF = ("paula", "noemi", "raul", "hugo")
OTHERS = ("mina", "leo", "ines", "tere", "sara", "abel")
OUT = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *OTHERS), 403)
READ = OUT | dict.fromkeys(STAFF, 200)
ANALYSE = OUT | dict.fromkeys(STAFF, 403) | {"noemi": 200}
NOTHING = OUT | dict.fromkeys(STAFF, 404)
ONLY_POST = {"nobody": 302} | dict.fromkeys((*MUNICIPAL, *OTHERS, *STAFF), 405)
ONE = {"code": "VAL-1999-001"}

DOORS = [
    ("risk_assessment_list", {}, READ),
    ("risk_assessment_create", {}, ANALYSE),
    ("risk_assessment_detail", ONE, NOTHING),
    ("risk_assessment_edit", ONE, NOTHING),
    ("risk_assessment_evidence", ONE, NOTHING),
    ("risk_assessment_evidence_drop", ONE | {"pk": 1}, ONLY_POST),
    ("risk_assessment_open", ONE, ONLY_POST),
    ("risk_assessment_rater", ONE, NOTHING),
    ("risk_assessment_compare", ONE, NOTHING),
    ("rating_sheet", ONE, NOTHING),
    ("rating_page", ONE | {"factor": "1"}, NOTHING),
    ("rating_finish", ONE, NOTHING),
    ("risk_assessment_settle", ONE, NOTHING),
    ("risk_assessment_settle_factor", ONE | {"factor": "1"}, NOTHING),
    ("risk_assessment_stance", ONE | {"factor": "1"}, ONLY_POST),
    ("risk_assessment_scenario", ONE, NOTHING),
    ("risk_assessment_send", ONE, ONLY_POST),
    ("risk_assessment_review", ONE, NOTHING),
    ("risk_assessment_document_ask", ONE, ONLY_POST),
    ("risk_assessment_document", ONE | {"pk": 1}, NOTHING),
    ("risk_assessment_document_file", ONE | {"pk": 1}, NOTHING),
]
