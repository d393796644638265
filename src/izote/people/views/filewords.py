"""An opened file in words."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from izote.people.forms.casefile import write_departure
from izote.people.rules import label, labels

Pairs = list[tuple[str, object]]


def circumstances(row: dict[str, Any]) -> list[tuple[str, Pairs]]:
    """Circumstances by group; what is empty is left out."""
    groups: list[tuple[str, Pairs]] = [
        (_("Where"), [(_("Canton or neighbourhood"), row.get("canton")), (_("Address or landmark"), row.get("address"))]),
        (
            _("Needs and health"),
            [
                (_("What is needed"), labels("needs", row.get("needs") or [])),
                (_("Health need today"), row.get("health_need")),
                (_("Difficulty seeing, hearing, walking, remembering"), label("difficulties", row.get("disability") or "")),
                (_("Pregnant or breastfeeding"), label("pregnancy", row.get("pregnancy") or "")),
            ],
        ),
        (
            _("About the person"),
            [
                (_("Marital status"), label("marital_status", row.get("marital_status") or "")),
                (_("Education"), label("education", row.get("education") or "")),
                (_("Nationalities"), labels("nationalities", row.get("nationalities") or [])),
                (_("Ethnic group, if she or he wishes to say it"), row.get("ethnicity")),
                (_("Gender identity, if she or he wishes to say it"), row.get("gender_identity")),
            ],
        ),
        (
            _("In an emergency"),
            [
                (_("Whom to call in an emergency"), row.get("emergency_name")),
                (_("Relation"), row.get("emergency_relation")),
                (_("Telephone"), row.get("emergency_phone")),
                (_("What we may tell them"), label("emergency_tell", row.get("emergency_may_tell") or "")),
            ],
        ),
    ]
    told = [(title, [pair for pair in pairs if pair[1]]) for title, pairs in groups]
    return [(title, pairs) for title, pairs in told if pairs]


def journey_line(row: dict[str, Any]) -> dict[str, Any]:
    """A departure for the file's page."""
    day = dt.date.fromisoformat(row["departed_on"]) if row["departed_on"] else None
    pairs: Pairs = [
        (_("Main reason"), label("reasons", row["main_reason"])),
        (_("Other reasons"), labels("reasons", row["reasons"])),
        (_("How she or he travelled"), label("journey_modes", row["mode"])),
        (_("How it was paid"), labels("financing", row["financing"])),
        (_("Debt still owed (USD)"), row["debt_usd"]),
        (_("Countries where she or he lived"), labels("countries", row["countries"])),
        (_("Months abroad"), row["months_abroad"]),
        (_("Work abroad"), row["work_abroad"]),
        (_("Family stayed abroad"), _("Yes") if row["family_separated"] else ""),
    ]
    title = write_departure(day, row["departed_precision"]) or _("Date not known")
    return {"pk": row["id"], "title": title, "pairs": [pair for pair in pairs if pair[1] not in ("", None)]}


def return_line(row: dict[str, Any]) -> dict[str, Any]:
    """A return for the file's page."""
    day = dt.date.fromisoformat(row["returned_on"]) if row["returned_on"] else None
    pairs: Pairs = [
        (_("Kind of return"), label("return_types", row["return_type"])),
        (_("From which country"), label("countries", row["country_from"])),
        (_("Means"), label("means", row["means"])),
        (_("Flight or bus"), row["flight"]),
        (_("Belongings, wages or documents stayed abroad"), _("Yes") if row["belongings_left"] else ""),
    ]
    title = date_format(day, "SHORT_DATE_FORMAT") if day else _("Date not known")
    return {"pk": row["id"], "title": title, "pairs": [pair for pair in pairs if pair[1]]}
