"""Who gets what at every address of services, appointments, notes, documents and the agenda. The case is Ana's, in her office."""

from izote.casework.tests.doors_plans import ALL, CASE, NOTHING, ONLY_POST, ROW, WORKERS

SERVICE, APPOINTMENT, NOTE, DOCUMENT = ({**CASE, name: ROW} for name in ("service", "appointment", "note", "document"))
OFFICE = {"nobody": 302, **dict.fromkeys(ALL, 403), **dict.fromkeys(("ana", "beto", "rosa", "carla", "delia"), 200)}
OWN = {**OFFICE, "rosa": 403}

DOORS = [
    ("care_list", CASE, WORKERS),
    ("service_add", CASE, WORKERS),
    ("service_receipt", SERVICE, NOTHING),
    ("service_pdf", SERVICE, NOTHING),
    ("service_cancel", SERVICE, NOTHING),
    ("appointment_add", CASE, WORKERS),
    ("appointment_move", APPOINTMENT, NOTHING),
    ("appointment_mark", APPOINTMENT, ONLY_POST),
    ("appointment_slip", APPOINTMENT, NOTHING),
    ("appointment_pdf", APPOINTMENT, NOTHING),
    ("note_list", CASE, WORKERS),
    ("note_edit", NOTE, NOTHING),
    ("note_history", NOTE, NOTHING),
    ("document_list", CASE, WORKERS),
    ("document_add", CASE, WORKERS),
    ("document_detail", DOCUMENT, NOTHING),
    ("document_file", DOCUMENT, NOTHING),
    ("document_preview", DOCUMENT, NOTHING),
    ("document_delete", DOCUMENT, NOTHING),
    ("agenda", {}, OFFICE),
    ("agenda_week", {}, OWN),
    ("agenda_mark", {"pk": ROW}, ONLY_POST),
    ("feed_detail", {}, OWN),
    ("feed_revoke", {}, ONLY_POST),
    ("feed_calendar", {"token": "nobody-has-this"}, {"nobody": 404, **dict.fromkeys(ALL, 404)}),
]
