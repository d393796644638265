"""A JSON Schema of HSDS 3.0 made of the table of facts beside it."""

from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

PLAIN = {"string": {"type": "string"}, "number": {"type": "number"}}
FORMATS = {"uuid", "email", "date"}
PATTERNS = {"uri": r"^https?://[^\s]+$", "date-time": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}


def _type(said: str) -> dict[str, Any]:
    if said in PLAIN:
        return PLAIN[said]
    if said in FORMATS:
        return {"type": "string", "format": said}
    if said in PATTERNS:
        return {"type": "string", "pattern": PATTERNS[said]}
    if "|" in said:
        return {"enum": said.replace("_", " ").split("|")}
    if said.startswith("["):
        return {"type": "array", "items": {"$ref": f"#/$defs/{said[1:-1]}"}}
    return {"$ref": f"#/$defs/{said}"}


def definitions(*, with_additions: bool) -> dict[str, Any]:
    """Every object as a schema; with what 3.1 adds when asked."""
    found: dict[str, Any] = {}
    for line in (Path(__file__).parent / "hsds-3.0.txt").read_text(encoding="utf-8").splitlines():
        name, *fields = line.split()
        if name.startswith("+") and not with_additions:
            continue
        known = found.setdefault(name.lstrip("+"), {"type": "object", "properties": {}, "required": [], "additionalProperties": False})
        for field in fields:
            key, said = field.split(":")
            known["properties"][key] = _type(said.rstrip("!"))
            known["required"] += [key] if said.endswith("!") else []
    return found


def errors(document: dict[str, Any], name: str = "service", *, with_additions: bool = True) -> list[str]:
    """What is wrong with a document."""
    schema = {"$ref": f"#/$defs/{name}", "$defs": definitions(with_additions=with_additions)}
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in checker.iter_errors(document)]
