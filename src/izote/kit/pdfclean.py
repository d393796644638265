"""A PDF without what it knows of who made it and where, and the words of its pages."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from izote.kit.errors import BadInput

WORKER = Path(__file__).with_name("pdfworker.py")
LIMITS = {"pages": 500, "memory": 1_500_000_000, "seconds": 40}
REFUSALS: dict[str, Any] = {
    "locked": _("The PDF is locked with a password. Send it without one."),
    "pages": _("The PDF has no pages, or more than 500. Send only the pages that matter."),
    "damaged": _("The PDF could not be written anew without its author and dates. Print it to PDF again and send that."),
}
REMOVED: dict[str, Any] = {
    "author": _("the author, the title and the dates of the document"),
    "notes": _("notes and links on its pages"),
    "place": _("the place and the camera of its photographs"),
}


class Clean(NamedTuple):
    """The pages alone, the words on them, and by codes what was taken out."""

    data: bytes
    words: str
    removed: tuple[str, ...]


def clean_pdf(data: bytes) -> Clean:
    """The same pages in a new file; refuses with a sentence what cannot be written anew."""
    environment = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    question = json.dumps(LIMITS).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(WORKER)],
            input=question + data, capture_output=True, env=environment, timeout=LIMITS["seconds"] + 15, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BadInput(REFUSALS["damaged"]) from None
    head, _newline, rest = done.stdout.partition(b"\n")
    facts: dict[str, Any] = json.loads(head) if done.returncode == 0 and head else {"refused": "damaged"}
    if "refused" in facts:
        raise BadInput(REFUSALS[facts["refused"]])
    length, words = facts["lengths"]
    if len(rest) != length + words:
        raise BadInput(REFUSALS["damaged"])
    return Clean(rest[:length], rest[length:].decode(), tuple(facts["removed"]))
