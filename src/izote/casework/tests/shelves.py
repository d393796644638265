"""Small instruments written into a folder, for tests of the engine."""

import csv
import json

from izote.casework.instruments import load
from izote.casework.instruments.reading import EN, ES

SETTINGS = {
    "form_title": ("Prueba", "Trial"),
    "class": ("ordinary", ""),
    "licence": ("Libre", "Free"),
    "source": ("Prueba", "Trial"),
    "about": ("Prueba", "Trial"),
    "who": ("Quien prueba", "Who tries"),
    "repeat": ("any", ""),
    "modes": ("person", ""),
}
COLUMNS = ["type", "name", f"label::{ES}", f"label::{EN}", "required", "relevant", "constraint", f"constraint_message::{ES}"]
COLUMNS += [f"constraint_message::{EN}", "calculation", "choice_filter", "specials", "scale", "critical", "protocol", "sensitivity"]
YES_NO = [
    ("yes_no", "yes", "Sí", "Yes", "1", ""),
    ("yes_no", "no", "No", "No", "0", ""),
    ("yes_no", "dk", "No sabe", "Does not know", "", ""),
]


def q(kind, name, relevant="", **more):
    """A row of a survey."""
    row = {"type": kind, "name": name, f"label::{ES}": f"¿{name}?", f"label::{EN}": f"{name}?", "relevant": relevant, **more}
    if "constraint" in row:
        row |= {f"constraint_message::{ES}": "no puede ser.", f"constraint_message::{EN}": "cannot be."}
    return row


def write(shelf, *survey, name="trial", version="1", choices=YES_NO, scoring=None, settings=None):
    """Write one version of an instrument; returns its folder."""
    folder = shelf / name / f"v{version}"
    folder.mkdir(parents=True)
    said = {**SETTINGS, "form_id": (name, ""), "version": (version, ""), **(settings or {})}
    _table(folder / "settings.csv", ["setting", "es", "en"], [{"setting": k, "es": v[0], "en": v[1]} for k, v in said.items()])
    head = ["list_name", "name", f"label::{ES}", f"label::{EN}", "counts_as", "alone"]
    _table(folder / "choices.csv", head, [dict(zip(head, row, strict=True)) for row in choices])
    _table(folder / "survey.csv", COLUMNS, survey)
    (folder / "licence.txt").write_text("Free.\n")
    if scoring:
        (folder / "scoring.json").write_text(json.dumps(scoring))
    return folder


def make(shelf, *survey, **more):
    """Write an instrument and read it."""
    return load(write(shelf, *survey, **more))


def _table(path, head, rows):
    with path.open("w", encoding="utf-8", newline="") as handle:
        out = csv.DictWriter(handle, head, restval="")
        out.writeheader()
        out.writerows(rows)
