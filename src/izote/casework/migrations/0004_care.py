from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_assessments")]

    operations = [
        migrations.AddConstraint(
            model_name="servicedelivered",
            constraint=models.UniqueConstraint(
                fields=["org", "receipt"], condition=~models.Q(receipt=""), name="receipt_numbered_once"
            ),
        ),
    ]
