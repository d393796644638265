"""Words for codes of lists, and a mark of the database."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from izote.access.models import Mark
from izote.people.listentry import REASONS

GONE: dict[str, Any] = {
    "time": _("their time was over and nobody had come"),
    "no_contact": _("they wished no contact"),
    "declined": _("they were attended and wished nothing to be kept"),
}


def is_demo() -> bool:
    """Whether this database was created for a demonstration."""
    return Mark.objects.filter(name="demo").exists()


def leaving_words(reasons: Mapping[str, Counter[str]]) -> dict[str, list[tuple[Any, int]]]:
    """Why rows were set aside or destroyed, in words, the most frequent first."""
    known = {"set_aside": REASONS, "expired": GONE}
    return {status: [(known[status].get(code, code), n) for code, n in found.most_common()] for status, found in reasons.items()}
