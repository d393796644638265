"""What a file of signed figures must look like; figures only, none of them small."""

import datetime as dt
import json
import math
import re
from typing import Any

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput

FORMAT = "izote.figures/1"
SMALL = 5
MOST_BYTES, MOST_ROWS = 1_000_000, 2000
WORDS = {"indicator": 64, "es": 200, "en": 200, "place": 16, "side": 4, "detector": 24, "state": 10}
NUMBERS = ("observed", "expected", "threshold")
ROW = {*WORDS, *NUMBERS, "within", "from", "to", "before", "false_before"}
CONTENT = {"format", "kind", "number", "made_on", "office", "source", "vintage", "rows"}
PARTS = {"office": {"code", "name", "place"}, "source": {"code", "name", "authority", "country"}}
LONGEST, LARGEST = 200, 10**9
UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def read(data: bytes) -> dict[str, Any]:
    """The envelope of a file: content, key, signature; refuses what is something else, saying what."""
    if len(data) > MOST_BYTES:
        raise BadInput(_("This file is too large to be a file of signed figures."))
    try:
        envelope = json.loads(data)
        content = envelope["content"]
        known = content["format"] == FORMAT and content["kind"] == "alarms" and _is_whole(content)
    except (ValueError, TypeError, KeyError, RecursionError):
        known = False
    if not known:
        raise BadInput(_("This is not a file of signed figures. It is fetched in the observatory, under “For the ombuds office”."))
    if len(content["rows"]) > MOST_ROWS:
        raise BadInput(_("This file has too many rows."))
    for n, row in enumerate(content["rows"], 1):
        _check(n, row)
    return dict(envelope)


def _is_whole(content: dict[str, Any]) -> bool:
    """Whether a file says what such a file says, and nothing besides: no field in which something else could cross."""
    parts = all(
        isinstance(content[name], dict) and set(content[name]) == keys and all(_is_text(one, LONGEST) for one in content[name].values())
        for name, keys in PARTS.items()
    )
    numbers = all(_is_count(content[name]) for name in ("number", "vintage"))
    dt.date.fromisoformat(content["made_on"])
    return set(content) == CONTENT and parts and numbers and isinstance(content["rows"], list)


def texts(content: dict[str, Any]) -> list[str]:
    """Every text of a file that people read, each once."""
    rows = {row[language] for row in content["rows"] for language in ("es", "en")}
    return sorted({*content["source"].values(), *rows})


def _is_text(value: Any, most: int) -> bool:
    return isinstance(value, str) and len(value) <= most and not UNSEEN.search(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST


def _is_number(value: Any) -> bool:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return value is None or (known and abs(value) < LARGEST and math.isfinite(value))


def _check(n: int, row: Any) -> None:
    if (
        not isinstance(row, dict)
        or set(row) != ROW
        or not all(_is_text(row[name], most) for name, most in WORDS.items())
        or not all(_is_number(row[name]) for name in NUMBERS)
        or not (isinstance(row["within"], bool) and _is_count(row["before"]) and _is_count(row["false_before"]))
    ):
        raise BadInput(_("Row %(n)s of the file does not have the fields of an alarm.") % {"n": n})
    if row["observed"] is not None and not SMALL <= row["observed"] < 10**7:
        raise BadInput(_("Row %(n)s of the file holds a small count, which may not cross. Ask the office for a corrected file.") % {"n": n})
    try:
        begins, ends = dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row["to"])
    except (TypeError, ValueError):
        begins, ends = dt.date.max, dt.date.min
    if begins > ends:
        raise BadInput(_("Row %(n)s of the file has no readable days.") % {"n": n})
