import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def of_case(label: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=label)


def protected(label: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=label)


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_care")]

    operations = [
        migrations.AddField("referral", "to_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
        migrations.AddField("referral", "to_phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
        migrations.AddField(
            "referralconsent",
            "consent",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.consent"),
        ),
        migrations.AddField("referralconsent", "override", models.CharField(blank=True, max_length=20, verbose_name="why without consent")),
        migrations.AddField("referrallink", "elsewhere_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("referrallink", "proven_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "referral", models.Index(condition=models.Q(("due_at__isnull", False)), fields=["org", "due_at"], name="referral_by_due")
        ),
        migrations.AddIndex(
            "referral",
            models.Index(
                condition=models.Q(("reply_seen_at__isnull", True), ("sent_at__isnull", False)),
                fields=["org", "moved_at"],
                name="referral_reply_waiting",
            ),
        ),
        migrations.AddIndex("referral", models.Index(fields=["org", "-created_at", "id"], name="referral_by_day")),
        migrations.CreateModel(
            name="ReferralReminder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("late", "an answer was due"), ("silent", "nothing moved for a long time")], max_length=8),
                ),
                ("way", models.CharField(choices=[("email", "by e-mail, without content"), ("phone", "by telephone")], max_length=8)),
                ("at", models.DateTimeField()),
                ("by", protected(settings.AUTH_USER_MODEL)),
                ("case", of_case("casework.case")),
                ("org", protected("access.organization")),
                ("person", of_case("people.person")),
                ("referral", of_case("casework.referral")),
            ],
            options={"indexes": [models.Index(fields=["referral", "-at"], name="reminder_by_referral")]},
        ),
    ]
