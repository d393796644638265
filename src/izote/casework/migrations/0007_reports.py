import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_cover"), ("casework", "0006_after")]

    operations = [
        migrations.CreateModel(
            name="CareFigure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("measure", models.CharField(max_length=24)),
                ("dimension", models.CharField(blank=True, max_length=12)),
                ("cell", models.CharField(blank=True, max_length=60)),
                ("value", models.FloatField(null=True)),
                ("computed_at", models.DateTimeField(auto_now_add=True)),
                ("org", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.organization")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("org", "since", "measure", "dimension", "cell"), name="carefigure_once"),
                ],
            },
        ),
    ]
