"""Who gets what at proposals, workshops, tools, commitments, memory and library."""

READERS = ("paula", "noemi", "raul", "hugo", "tere", "sara")
EVERYBODY = ("ana", "beto", "oscar", "irma", "paula", "noemi", "raul", "hugo", "mina", "leo", "ines", "tere", "sara", "abel")


def door(*who: str, yes: int = 200, no: int = 403) -> dict[str, int]:
    """What everybody gets when these may come in."""
    return {"nobody": 302} | {name: yes if name in who else no for name in EVERYBODY}


READ, WRITE, LEAD = door(*READERS), door("tere", "noemi"), door("tere", "noemi", "paula", "hugo")
ANY = door("tere", "noemi", "paula", "hugo", "sara")
NOTHING, ONLY_POST = door(no=404), door(no=405)
ROW, CODE = {"pk": 999999}, {"code": "TALLER-1"}

DOORS = [
    ("proposals", {}, READ),
    ("proposal_new", {}, WRITE),
    *((name, ROW, NOTHING) for name in ("proposal_page", "proposal_edit", "proposal_screen", "proposal_merge")),
    ("proposal_credit", ROW, ONLY_POST),
    ("proposal_move", {**ROW, "to": "adopted"}, NOTHING),
    ("assistance_write", ROW, NOTHING),
    ("pilot_write", ROW, NOTHING),
    ("assistance_visit", ROW, NOTHING),
    ("evaluation_write", ROW, NOTHING),
    ("answers_to_tell", {}, READ),
    ("answer_letter", ROW, NOTHING),
    ("answer_letter_pdf", {**ROW, "language": "es"}, NOTHING),
    ("answer_told", ROW, NOTHING),
    ("allowed_names", {}, READ),
    ("allowed_name_ask", {}, ANY),
    ("allowed_name_allow", ROW, ONLY_POST),
    ("tools", {}, READ),
    ("tool_page", ROW, NOTHING),
    ("tool_version", ROW, NOTHING),
    ("tool_use", ROW, NOTHING),
    ("kept_file", ROW, NOTHING),
    ("commitments", {}, READ),
    ("commitment_new", {}, LEAD),
    ("commitment_close", ROW, NOTHING),
    ("workshops", {}, READ),
    *((name, CODE, door("tere", "noemi", yes=404)) for name in ("workshop", "workshop_merge", "workshop_vote", "workshop_assign")),
    ("workshop_undo", CODE, ONLY_POST),
    ("workshop_paper", CODE, door(*READERS, yes=404)),
    ("workshop_pdf", {**CODE, "language": "es"}, door(*READERS, yes=404)),
    ("memory", {}, READ),
    ("memory_year", {"year": 2026}, READ),
    ("memory_ics", {}, READ),
    ("memory_new", {}, WRITE),
    ("memory_page", ROW, NOTHING),
    ("memory_edit", ROW, NOTHING),
    *((name, ROW, ONLY_POST) for name in ("memory_check", "memory_retire", "library_check", "library_retire")),
    ("memory_bring", {}, ONLY_POST),
    ("library", {}, READ),
    ("library_export", {"form": "bib"}, READ),
    ("library_new", {}, WRITE),
    ("library_page", ROW, NOTHING),
    ("library_edit", ROW, NOTHING),
    ("library_bring", {}, ONLY_POST),
]
