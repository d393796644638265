"""Giving the person a copy of the whole file; the copy itself is not kept."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import override

from izote.access.permissions import require
from izote.casework.actions.trace import trace
from izote.casework.models import Case
from izote.casework.queries.personcopy import Source, copy_of, opened_for, title_of
from izote.kit.print import pdf
from izote.people.models import Person
from izote.people.queries import open_file

TEMPLATE = "casework/typst/personcopy.typ"


def open_whole(case: Case, person: Person | None, *, by: Any) -> Source:
    """Open all that the office holds; only for those to whom both the case and the person's file are open."""
    require(by, "case.own", case.org_id)
    file = open_file(person) if person else None
    if person is None or file is None:
        raise PermissionDenied("person.file")
    return opened_for(person, file)


def make_copy(case: Case, source: Source, *, kind: str, language: str, without: list[str], by: Any) -> bytes:
    """The copy as PDF or JSON, in the person's language, with its line in the trail."""
    trace(by, "person.copied", case, shape=kind, language=language, without=len(without))
    with override(language):
        made = copy_of(source, without=without)
        if kind == "json":
            return json.dumps({**made, "language": language}, ensure_ascii=False, indent=1, default=str).encode()
        title = _("Copy of your file")
        return pdf(TEMPLATE, _printed(made), language=language, title=title, office=made["office"], by=str(by), mark=made["person"])


def _printed(made: dict[str, Any]) -> dict[str, Any]:
    """The copy as its print wants it: titles and words."""
    definitions, data = made["definitions"], made["data"]
    plain = [(key, data[key]) for key in definitions if key not in ("answers", "shared", "texts", "opened_by")]
    return {
        "lead": _("This is all that the office holds about you. It is yours. Keep it where nobody reads it who should not."),
        "not_in_it": {"title": _("What is not in it"), "lines": made["not_in_it"]},
        "sections": [
            {"title": title_of(key), "rows": [_pairs(definitions[key]["fields"], row) for row in rows]} for key, rows in plain if rows
        ],
        "answers": {"title": title_of("answers"), "rows": [_instrument(row) for row in data["answers"]]},
        "shared": {"title": title_of("shared"), "rows": [_sheet(row) for row in data["shared"]]},
        "texts": {"title": title_of("texts"), "rows": [_text(row) for row in data["texts"]]},
        "trail": {
            "title": title_of("opened_by"),
            "head": [_("When"), _("Who"), _("What")],
            "rows": [[row["at"].replace("T", " ")[:16], row["who"], row["what"]] for row in data["opened_by"]],
        },
        "rights": _(
            "You may ask that something be corrected, that it no longer be used, or that it be deleted, and you may take back any consent."
            " Ask at this office or its data protection delegate."
        ),
    }


def _pairs(fields: dict[str, Any], row: dict[str, Any]) -> list[tuple[str, str]]:
    named = {name: about["label"] for name, about in fields.items()} | {"name": _("Name")}
    said = [(named[name], cell.get("said") or cell["value"]) for name, cell in row.items() if cell["value"] is not None]
    return [(word[:1].upper() + word[1:], str(value)) for word, value in said]


def _instrument(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": f"{row['title']} ({row['case']})",
        "about": row.get("about", ""),
        "answers": [(one.get("question", one["code"]), one.get("said") or str(one["value"] or "")) for one in row["answers"]],
        "scores": [(one["name"], _number(one)) for one in row["scores"]],
    }


def _number(one: dict[str, Any]) -> str:
    if one["value"] is None:
        return _("not enough answers")
    return f"{float(one['value']):.2f}" + (f" · {one['said']}" if one["said"] else "")


def _sheet(row: dict[str, Any]) -> dict[str, Any]:
    return {"title": f"{row['referral']} · {row['to']}", "pairs": [(line["title"], line["said"]) for line in row["lines"]]}


def _text(row: dict[str, Any]) -> dict[str, str]:
    return {"title": f"{row['title']} · {row['written_at'][:10]} · {row['case']}", "body": row["body"]}
