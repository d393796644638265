"""Which requests somebody looks at: all of them, or, of those of low risk, a share drawn so that anybody can draw it again."""

import hashlib
from uuid import UUID


def drawn(case: UUID, subject: str, share: int) -> bool:
    """Whether the sample holds this request; `access.drawn` gives the same, so that asking twice draws nothing new."""
    number = int(hashlib.sha256(f"{case}:{subject}".encode()).hexdigest()[:8], 16)
    return number % 100 < share


def is_looked_at(*, risk: str, mode: str, share: int, case: UUID, subject: str) -> bool:
    """Whether a request waits for somebody else's decision."""
    return mode != "sampling" or risk != "low" or drawn(case, subject, share)
