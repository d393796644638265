"""What every bulletin of this installation has told, of every office: editions are public to read."""

from izote.observatory.models import Bulletin, Edition
from izote.observatory.rules.onesource import Told, told_by


def told_before(bulletin: Bulletin) -> list[Told]:
    """What readers have of the years of a bulletin (each edition tells its own year and the one before), also from what was withdrawn."""
    year = int(bulletin.period[:4])
    rows = Edition.objects.filter(domain=bulletin.domain, period__regex=f"^({'|'.join(str(one) for one in range(year - 1, year + 2))})")
    found: list[Told] = []
    for org, code, frozen in rows.order_by("published_at", "pk").values_list("org_id", "code", "frozen"):
        found += told_by(frozen["items"], org, frozen["office"], code)
    return found
