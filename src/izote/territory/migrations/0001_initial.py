import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Country',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('version', models.CharField(max_length=16)),
                ('loaded_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='territory.country')),
                ('code', models.CharField(max_length=16)),
                ('level', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=120)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('is_capital', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['country', 'level'], name='place_by_level')],
                'constraints': [models.UniqueConstraint(fields=('country', 'code'), name='place_code_once_per_country'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='place_validity_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Boundary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='boundary', to='territory.place')),
                ('geojson', models.JSONField()),
                ('source', models.CharField(max_length=160)),
                ('version', models.CharField(max_length=32)),
                ('imported_by', models.CharField(blank=True, max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name='PlaceCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='territory.place')),
                ('system', models.CharField(max_length=32)),
                ('within', models.CharField(blank=True, max_length=16)),
                ('code', models.CharField(max_length=32)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'system'), name='place_code_once_per_system'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='place_code_validity_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PlaceName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='territory.place')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('former', 'former name'), ('short', 'short name'), ('variant', 'other spelling')], max_length=8)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('source', models.CharField(max_length=120)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'name'), name='place_name_once'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='place_name_validity_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PlaceParent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parents', to='territory.place')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='children', to='territory.place')),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'parent'), name='place_parent_once'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='place_parent_validity_in_order'), models.CheckConstraint(condition=models.Q(('place', models.F('parent')), _negated=True), name='place_not_in_itself')],
            },
        ),
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='population', to='territory.place')),
                ('year', models.PositiveSmallIntegerField()),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('age_band', models.CharField(blank=True, max_length=16)),
                ('count', models.PositiveIntegerField()),
                ('source', models.CharField(max_length=160)),
                ('version', models.CharField(max_length=32)),
                ('note', models.CharField(blank=True, max_length=160)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'year', 'sex', 'age_band', 'source', 'version'), name='population_once'), models.CheckConstraint(condition=models.Q(('sex__in', ['', 'F', 'M'])), name='population_sex')],
            },
        ),
    ]
