from django.db import migrations


class Migration(migrations.Migration):
    # the operations of this noun go here; the order of the files stays
    dependencies = [("casework", "0005_referrals")]

    operations: list = []
