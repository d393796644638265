"""What is written in an assessment names nobody, unless two persons found that the words name no person."""

from izote.prevention.actions.wording import must_name_nobody

LONGEST = 6000


def clean(org_id: int, *texts: str) -> list[str]:
    """The texts without blanks around them; refuses, naming the words, those that may say who a person is."""
    kept = [text.strip()[:LONGEST] for text in texts]
    must_name_nobody(org_id, *kept)
    return kept
