import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_cases"), ("access", "0001_initial")]

    operations = [
        migrations.AddField("score", "klass", models.CharField(default="ordinary", max_length=10)),
        migrations.RemoveIndex("assessment", "assessment_by_paper"),
        migrations.AddIndex(
            "assessment",
            models.Index(
                condition=~models.Q(critical="") & models.Q(critical_seen_at__isnull=True),
                fields=["org", "case"],
                name="assessment_critical",
            ),
        ),
        migrations.AddConstraint(
            "assessment",
            models.UniqueConstraint(condition=~models.Q(paper_code=""), fields=["org", "paper_code"], name="paper_code_once"),
        ),
        migrations.CreateModel(
            name="PaperForm",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(editable=False, max_length=12)),
                ("instrument", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=20)),
                ("printed_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("org", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organization")),
                (
                    "printed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("org", "code"), name="blank_code_once")]},
        ),
    ]
