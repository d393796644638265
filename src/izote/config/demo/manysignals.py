"""Twenty years of prevention in any number of signals, for measuring: written by the owner of the tables, past the triggers of steps."""

import json
import os
from pathlib import Path

import psycopg

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.access.sealing_wax import seal_text

STATEMENTS = Path(__file__).with_suffix(".sql")
TABLES = (
    *("partners_institution", "prevention_addressee", "prevention_signal", "prevention_step", "prevention_riskassessment"),
    *("prevention_earlywarning", "prevention_closing", "prevention_recommendation"),
)


def load_signals(count: int, *, office: str = "PDD") -> int:
    """Bring an office of a demo database to so many signals, with all that follows from them; what was measured before is taken out."""
    with acting_as(DOORKEEPER):
        org = Organization.objects.get(code=office)
        by = User.objects.get(username="noemi")
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True, options="-c search_path=public,accounts") as admin:
        admin.execute("set role izote_owner")
        try:
            for table in TABLES:
                admin.execute(f"alter table {table} no force row level security, disable trigger user".encode())
            admin.execute("truncate prevention_step, prevention_signal, prevention_riskassessment cascade")
            given = {"org": org.pk, "by": by.pk, "count": count, "steps": 0} | sealed_words()
            for statement in STATEMENTS.read_text(encoding="utf-8").split(";\n"):
                # only statements that ask for something are given something
                asked = {name: value for name, value in given.items() if f"%({name})s" in statement}
                admin.execute(statement.encode(), asked)
        finally:
            for table in TABLES:
                admin.execute(f"alter table {table} force row level security, enable trigger user".encode())
        admin.execute("vacuum analyze")
        row = admin.execute("select count(*) from prevention_signal").fetchone()
    return int(row[0]) if row else 0


def sealed_words() -> dict[str, str]:
    """Words of warnings and of what was learned from them, as they lie in the tables: a warning holds some eight thousand letters."""
    content = json.dumps({"words": "Quienes vuelven tienen que pagar para pasar. " * 180})
    lessons = {name: seal_text("Lo que se hizo.", about=f"prevention_closing:{name}") for name in ("worked", "did_not", "next_time")}
    return lessons | {"content": seal_text(content, about="prevention_earlywarning:content")}
