"""What a file of signed figures must look like; figures only, none of them small."""

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput

FORMAT = "izote.figures/1"
SMALL = 5
MOST_BYTES, MOST_ROWS = 1_000_000, 2000
WORDS = {"indicator": 64, "es": 200, "en": 200, "place": 16, "side": 4, "detector": 24, "state": 10}
NUMBERS = ("observed", "expected", "threshold")
ROW = {*WORDS, *NUMBERS, "within", "from", "to", "before", "false_before"}


def read(data: bytes) -> dict[str, Any]:
    """The envelope of a file: content, key, signature; refuses what is something else, saying what."""
    if len(data) > MOST_BYTES:
        raise BadInput(_("This file is too large to be a file of signed figures."))
    try:
        envelope = json.loads(data)
        content = envelope["content"]
        known = content["format"] == FORMAT and content["kind"] == "alarms" and isinstance(content["rows"], list)
    except (ValueError, TypeError, KeyError, RecursionError):
        known = False
    if not known:
        raise BadInput(_("This is not a file of signed figures. It is fetched in the observatory, under “For the ombuds office”."))
    if len(content["rows"]) > MOST_ROWS:
        raise BadInput(_("This file has too many rows."))
    for n, row in enumerate(content["rows"], 1):
        _check(n, row)
    return dict(envelope)


def _check(n: int, row: Any) -> None:
    if not isinstance(row, dict) or set(row) != ROW or any(not isinstance(row[k], str) or len(row[k]) > most for k, most in WORDS.items()):
        raise BadInput(_("Row %(n)s of the file does not have the fields of an alarm.") % {"n": n})
    numbers = [row[name] for name in NUMBERS]
    if any(isinstance(one, bool) or not isinstance(one, (int, float, type(None))) for one in numbers):
        raise BadInput(_("Row %(n)s of the file does not have the fields of an alarm.") % {"n": n})
    if row["observed"] is not None and not SMALL <= row["observed"] < 10**7:
        raise BadInput(_("Row %(n)s of the file holds a small count, which may not cross. Ask the office for a corrected file.") % {"n": n})
    try:
        begins, ends = dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row["to"])
    except (TypeError, ValueError):
        begins, ends = dt.date.max, dt.date.min
    if begins > ends:
        raise BadInput(_("Row %(n)s of the file has no readable days.") % {"n": n})
