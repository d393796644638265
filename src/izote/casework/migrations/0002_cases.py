from django.db import migrations, models
from django.db.models import Q

ENDED = ("closed", "transferred", "duplicate")
GRAVE = ("immediate", "high")
OPEN = ~Q(state__in=ENDED)


def _case(*fields: str, name: str, condition: Q | None = None) -> migrations.AddIndex:
    return migrations.AddIndex("case", models.Index(fields=list(fields), name=name, condition=condition))


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        _case("responsible", "risk", name="case_load", condition=OPEN),
        _case("org", "first_action_due", name="case_untouched", condition=OPEN & Q(touched_at__isnull=True)),
        _case("org", "contact_due", name="case_grave_contact", condition=OPEN & Q(risk__in=GRAVE)),
        _case("org", "risk", "-opened_at", "id", name="case_by_risk", condition=OPEN),
        _case("org", "state", "-opened_at", "id", name="case_by_state"),
        _case("responsible", "-closed_at", name="case_by_worker_closing", condition=Q(closed_at__isnull=False)),
        migrations.AddIndex("approval", models.Index(fields=["org", "-requested_at"], name="approval_by_day")),
        migrations.AddIndex("approval", models.Index(fields=["requested_by", "-requested_at"], name="approval_by_asker")),
    ]
