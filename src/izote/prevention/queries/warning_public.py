"""Public versions: the newest of a warning for its office; what was let go for everybody."""

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from izote.prevention.models import EarlyWarning, PublicVersion
from izote.prevention.queries.publiccounts import answer_counts


def version_of(warning: EarlyWarning) -> PublicVersion | None:
    """The newest public version of a warning, proposed or let go."""
    return PublicVersion.objects.filter(warning=warning).select_related("made_by", "approved_by").order_by("-pk").first()


def public_versions() -> QuerySet[PublicVersion]:
    """The newest that was let go of each warning; withdrawn ones stay, marked."""
    rows = PublicVersion.objects.filter(approved_at__isnull=False)
    newer = rows.filter(org=OuterRef("org"), number=OuterRef("number"), pk__gt=OuterRef("pk"))
    return rows.filter(~Exists(newer))


def public_version_or_404(number: str) -> PublicVersion:
    """One published warning by its number."""
    row = public_versions().filter(number=number).order_by("-approved_at", "-pk").first()
    if row is None:
        raise Http404
    return row


def withdrawn(version: PublicVersion) -> bool:
    """Whether it was taken back; the page then says so and nothing else."""
    return version.withdrawn_at is not None


def overdue_answers(number: str = "") -> int:
    """How many answers of institutions to published warnings are overdue, of one or of all; a number alone crosses to the public."""
    if not number:
        offices = PublicVersion.objects.filter(approved_at__isnull=False).values_list("org", flat=True).distinct()
        return sum(one.overdue for office in offices for one in answer_counts(office))
    with connection.cursor() as cursor:
        cursor.execute("select access.public_overdue_answers(%s)", [number])
        return int(cursor.fetchone()[0])
