import datetime
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='user name')),
                ('display_name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(default='es', max_length=5, verbose_name='language')),
                ('is_active', models.BooleanField(default=True)),
                ('is_service', models.BooleanField(default=False)),
                ('must_change_password', models.BooleanField(default=False)),
                ('second_factor_reset_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('sealed_at', models.DateTimeField()),
                ('mac', models.BinaryField()),
            ],
            options={
                'db_table': 'audit_head',
            },
        ),
        migrations.CreateModel(
            name='AuditLink',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('event_id', models.BigIntegerField(unique=True)),
                ('hash', models.BinaryField()),
            ],
            options={
                'db_table': 'audit_link',
            },
        ),
        migrations.CreateModel(
            name='CacheEntry',
            fields=[
                ('cache_key', models.CharField(max_length=300, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'access_cache',
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('value', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=3, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('kind', models.CharField(choices=[('municipal', 'Municipal office'), ('ombuds', 'Ombuds delegation'), ('partner', 'Partner'), ('platform', 'Platform')], max_length=12, verbose_name='kind')),
                ('place_code', models.CharField(blank=True, max_length=12, verbose_name='place')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('is_active', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('session_data', models.TextField()),
                ('expire_date', models.DateTimeField(db_index=True)),
                ('user_id', models.BigIntegerField(db_index=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField()),
                ('actor_label', models.CharField(max_length=60)),
                ('org_id', models.IntegerField(null=True)),
                ('verb', models.CharField(max_length=60)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('label', models.CharField(blank=True, max_length=40)),
                ('details', models.JSONField(default=dict)),
            ],
            options={
                'db_table': 'audit_event',
                'indexes': [models.Index(fields=['kind', 'key', '-id'], name='audit_by_object'), models.Index(fields=['org_id', '-id'], name='audit_by_org'), models.Index(fields=['actor_id', '-id'], name='audit_by_actor'), models.Index(fields=['label', '-id'], name='audit_by_label'), django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='audit_by_day')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='access.organization')),
                ('role', models.CharField(max_length=30, verbose_name='role')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'org', 'role'), name='one_open_membership_per_role'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', django.db.models.expressions.CombinedExpression(models.F('starts_on'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='membership_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Cover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('absent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stand_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['stand_in', 'ends_on'], name='cover_by_stand_in')],
                'constraints': [models.CheckConstraint(condition=models.Q(('absent', models.F('stand_in')), _negated=True), name='nobody_covers_oneself'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='cover_ends_after_start')],
            },
        ),
    ]
