"""Who gets what at the screens of territories."""

from izote.prevention.tests.doors_figures import ANALYSE, MUNICIPAL, ONLY_POST, OTHERS, OUT, READ, STAFF

NOTHING = OUT | dict.fromkeys(STAFF, 404)
EVERYBODY = (*MUNICIPAL, *OTHERS, *STAFF)
NO_SUCH = {"nobody": 302} | dict.fromkeys(EVERYBODY, 404)
PUBLISH = OUT | dict.fromkeys(STAFF, 403) | {"paula": 200, "hugo": 200}
PUBLISH_NOTHING = PUBLISH | {"paula": 404, "hugo": 404}
PUBLIC = dict.fromkeys(("nobody", *EVERYBODY), 200)
PUBLIC_NOTHING = dict.fromkeys(("nobody", *EVERYBODY), 404)
ROW, CODE = {"pk": 999999}, {"code": "BPA-PDD-1999-01"}

DOORS = [
    ("own_record", {}, READ),
    ("prevention", {}, READ),
    ("territory_screen", {"code": "12"}, READ),
    ("territory_screen", {"code": "1217"}, READ),
    ("territory_screen", {"code": "999999"}, NOTHING),
    ("yearly_list", {}, PUBLISH),
    ("mandate_write", {"year": 2025}, PUBLISH),
    ("yearly_ask", {}, ONLY_POST),
    ("yearly_detail", ROW, PUBLISH_NOTHING),
    ("yearly_file", {**ROW, "form": "pdf"}, PUBLISH_NOTHING),
    ("monthly_list", {}, READ),
    ("monthly_begin", {}, ANALYSE),
    ("phase_say", {}, ANALYSE),
    *((name, ROW, NO_SUCH) for name in ("monthly_detail", "monthly_write", "monthly_harm", "monthly_withdraw")),
    *((name, ROW, ONLY_POST) for name in ("monthly_submit", "monthly_return", "monthly_publish")),
    ("public_monthlies", {}, PUBLIC),
    ("public_monthlies_english", {}, PUBLIC),
    ("public_monthly", CODE, PUBLIC_NOTHING),
    ("public_monthly_in", {**CODE, "language": "en"}, PUBLIC_NOTHING),
    ("public_monthly_pdf", {**CODE, "language": "es"}, PUBLIC_NOTHING),
]
