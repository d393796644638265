import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Key',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('number', models.SmallIntegerField()),
                ('live', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'number'), name='vault_key_number'), models.UniqueConstraint(condition=models.Q(('live', True)), fields=('org',), name='vault_one_live_key')],
            },
        ),
        migrations.CreateModel(
            name='Lockdown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('code', models.CharField(max_length=16)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(max_length=24)),
                ('words', models.TextField()),
            ],
            options={
                'indexes': [models.Index(fields=['org', '-id'], name='vault_opening_recent')],
            },
        ),
        migrations.CreateModel(
            name='Half',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='halves', to='vault.key')),
                ('seat', models.SmallIntegerField()),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outside', models.BooleanField(default=False)),
                ('public', models.BinaryField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('seat__in', (1, 2))), name='vault_half_of_two'), models.UniqueConstraint(fields=('key', 'seat'), name='vault_half_seat'), models.UniqueConstraint(fields=('key', 'holder'), name='vault_half_two_holders')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('code', models.CharField(max_length=16)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.key')),
                ('once', models.BinaryField()),
                ('sealed', models.BinaryField()),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept_on', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'code'), name='vault_identity_code')],
            },
        ),
        migrations.CreateModel(
            name='Lift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('lockdown', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lifts', to='vault.lockdown')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lockdown', 'by'), name='vault_lift_two_persons')],
            },
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='vault.opening')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('opening', 'by'), name='vault_seen_once')],
            },
        ),
        migrations.CreateModel(
            name='Shown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('opening', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='shown', to='vault.opening')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Box',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('half', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='box', to='vault.half')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('half', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.half')),
                ('code', models.CharField(max_length=16)),
                ('sealed', models.BinaryField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'half', 'code'), name='vault_passage_once')],
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='vault.opening')),
                ('half', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.half')),
                ('sealed', models.BinaryField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('opening', 'half'), name='vault_share_once')],
            },
        ),
    ]
