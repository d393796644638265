"""What is written in an assessment names nobody: words that could are refused, and said."""

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.prevention.queries.placenames import place_names
from izote.prevention.rules.persons import hits

LONGEST = 6000
MOST_SHOWN = 4


def clean(*texts: str) -> list[str]:
    """The texts without blanks around them; refuses, naming the words, those that may say who a person is."""
    kept = [text.strip()[:LONGEST] for text in texts]
    found = dict.fromkeys(hit.words for text in kept if text for hit in hits(text, place_names()))
    if found:
        words = ", ".join(f"“{one}”" for one in list(found)[:MOST_SHOWN])
        raise BadInput(_("This may say who a person is: %(words)s. Write the office, role or group instead.") % {"words": words})
    return kept
