from django.db import migrations

# where victims came from is counted for the whole country alone, also in versions that were made before
DROP = """
update observatory_tally t set parts = t.parts - 'country'
from observatory_source s
where s.id = t.source_id and s.domain = 'violence' and t.level <> 'country' and t.parts ? 'country'
"""


class Migration(migrations.Migration):

    dependencies = [
        ("observatory", "0009_bulletin_place"),
    ]

    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
