"""Who gets what at every address of seminars. The codes are those of nobody: what is not seen does not exist."""

EVERYBODY = (
    "ana", "beto", "rosa", "carla", "delia", "oscar", "elena", "dina", "irma", "pilar", "tomas", "mina", "leo", "ines", "sara", "abel",
    "paula", "noemi", "raul", "hugo", "tere",
)  # fmt: skip
READERS = ("paula", "noemi", "raul", "hugo", "tere")
OUT = {"nobody": 302} | dict.fromkeys(EVERYBODY, 403)
READ = OUT | dict.fromkeys(READERS, 200)
MANAGE = OUT | {"tere": 200}
NOTHING = OUT | dict.fromkeys(READERS, 404)
ONLY_POST = {"nobody": 302} | dict.fromkeys(EVERYBODY, 405)
PUBLIC = dict.fromkeys(("nobody", *EVERYBODY), 200)
PUBLIC_NOTHING = dict.fromkeys(("nobody", *EVERYBODY), 404)
CODE, PK, PROGRAMME = {"code": "SE-1999-01"}, {"code": "SE-1999-01", "pk": 999999}, {"pk": 999999}
NUMBER, MOMENT = {"code": "SE-1999-01", "number": 7}, {"code": "SE-1999-01", "moment": "before"}
MODULE = {"module": "memory"}

DOORS = [
    ("seminar_list", {}, READ),
    ("seminar_create", {}, MANAGE),
    ("seminar_coverage", {}, READ),
    ("certificate_look", {}, PUBLIC),
    ("certificate_check", {"code": "2222-2222-2222"}, PUBLIC_NOTHING),
    ("answer_by_code", {"token": "nobody-has-this"}, PUBLIC_NOTHING),
    ("programme_list", {}, READ),
    ("programme_create", {}, MANAGE),
    ("programme_detail", PROGRAMME, NOTHING),
    ("programme_edit", PROGRAMME, NOTHING),
    ("programme_module_add", PROGRAMME, NOTHING),
    ("programme_module", {**PROGRAMME, **MODULE}, NOTHING),
    ("programme_module_drop", {**PROGRAMME, **MODULE}, ONLY_POST),
    ("programme_target", PROGRAMME, NOTHING),
    ("programme_target_drop", {**PROGRAMME, "target": 999999}, ONLY_POST),
    ("module_detail", MODULE, READ),
    ("question_create", MODULE, MANAGE),
    ("question_starters", MODULE, ONLY_POST),
    ("question_retire", PROGRAMME, NOTHING),
    ("seminar_detail", CODE, NOTHING),
    ("seminar_edit", CODE, NOTHING),
    ("seminar_close", CODE, NOTHING),
    ("seminar_reopen", CODE, NOTHING),
    ("seminar_call_off", CODE, NOTHING),
    ("session_create", CODE, NOTHING),
    ("session_edit", PK, NOTHING),
    ("session_drop", PK, NOTHING),
    ("attendance_note", PK, NOTHING),
    ("participant_list", CODE, NOTHING),
    ("participant_create", CODE, NOTHING),
    ("participant_upload", CODE, NOTHING),
    ("attendance_pdf", CODE, NOTHING),
    ("participant_edit", NUMBER, NOTHING),
    ("participant_leave", NUMBER, NOTHING),
    ("participant_forget", NUMBER, NOTHING),
    ("guests_write", CODE, NOTHING),
    ("before_after", CODE, NOTHING),
    ("questions_choose", CODE, NOTHING),
    ("questions_pdf", {**CODE, "language": "es"}, NOTHING),
    ("answers_type", {**MOMENT, "number": 7}, NOTHING),
    ("door_open", MOMENT, ONLY_POST),
    ("door_shut", MOMENT, ONLY_POST),
    ("material_list", CODE, NOTHING),
    ("material_file_add", CODE, NOTHING),
    ("material_link_add", CODE, NOTHING),
    ("material_file", PK, NOTHING),
    ("material_drop", PK, NOTHING),
    ("certificate_list", CODE, NOTHING),
    ("certificate_issue", CODE, ONLY_POST),
    ("certificates_pdf", {**CODE, "language": "es"}, NOTHING),
    ("certificate_annul", PK, NOTHING),
    ("name_erasure", CODE, NOTHING),
]
