import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('partners', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='what it is for')),
                ('active', models.BooleanField(default=True, verbose_name='it is being offered')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'title'), name='seminars_programme_once')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('module', models.CharField(max_length=24, verbose_name='module')),
                ('es', models.CharField(max_length=300, verbose_name='question in Spanish')),
                ('en', models.CharField(max_length=300, verbose_name='question in English')),
                ('options', models.JSONField(default=list)),
                ('correct', models.PositiveSmallIntegerField(verbose_name='the right answer')),
                ('starter', models.CharField(blank=True, max_length=24)),
                ('retired_on', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['org', 'module'], name='seminars_question_by_module')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('starter', ''), _negated=True), fields=('org', 'starter'), name='seminars_starter_once')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeModule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='modules', to='seminars.programme')),
                ('module', models.CharField(max_length=24, verbose_name='module')),
                ('position', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='place in the order')),
                ('aim', models.TextField(blank=True, max_length=1000, verbose_name='what participants can do afterwards')),
                ('factors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None, verbose_name='risk factors that it should lower')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'module'), name='seminars_module_once'), models.CheckConstraint(condition=models.Q(('factors__len__gt', 0)), name='seminars_module_lowers_something')],
            },
        ),
        migrations.CreateModel(
            name='Seminar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seminars', to='seminars.programme', verbose_name='programme')),
                ('kind', models.CharField(choices=[('seminar', 'seminar'), ('workshop', 'workshop')], default='seminar', max_length=8, verbose_name='kind')),
                ('code', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.place', verbose_name='place')),
                ('venue', models.CharField(blank=True, max_length=160, verbose_name='where exactly')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('least_share', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='per cent of the hours that a certificate takes')),
                ('state', models.CharField(choices=[('planned', 'open for registration'), ('closed', 'closed and counted'), ('cancelled', 'called off')], default='planned', max_length=9)),
                ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                ('erase_on', models.DateField()),
                ('names_erased_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['org', '-starts_on', '-id'], name='seminars_by_day')],
                'constraints': [models.UniqueConstraint(fields=('org', 'code'), name='seminars_code_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='seminars_days_in_order'), models.CheckConstraint(condition=models.Q(('erase_on__gt', models.F('ends_on')), ('erase_on__lte', django.db.models.expressions.CombinedExpression(models.F('ends_on'), '+', models.Value(datetime.timedelta(days=30))))), name='seminars_names_not_for_long'), models.CheckConstraint(condition=models.Q(('state', 'closed'), ('closed_at__isnull', True), _connector='XOR'), name='seminars_closed_at_an_hour'), models.CheckConstraint(condition=models.Q(('least_share__gte', 1), ('least_share__lte', 100)), name='seminars_share')],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='seminars.programme')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.institution', verbose_name='institution')),
                ('wanted', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)], verbose_name='how many of its people')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'institution'), name='seminars_target_once'), models.CheckConstraint(condition=models.Q(('wanted__gte', 1)), name='seminars_target_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='seminars.seminar')),
                ('number', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(999)])),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.institution', verbose_name='institution')),
                ('kind', models.CharField(max_length=16, verbose_name='kind of institution')),
                ('department', models.CharField(blank=True, max_length=8, verbose_name='department')),
                ('role', models.CharField(max_length=24, verbose_name='role')),
                ('informed_on', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seminar', 'number'), name='seminars_participant_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 999)), name='seminars_participant_number')],
            },
        ),
        migrations.CreateModel(
            name='Guests',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='seminars.seminar')),
                ('standing', models.CharField(choices=[('organisation', 'organisations'), ('observer', 'observers')], max_length=12, verbose_name='who they were')),
                ('kind', models.CharField(max_length=16, verbose_name='kind of institution')),
                ('count', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(5000)], verbose_name='how many')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seminar', 'standing', 'kind'), name='seminars_guests_once')],
            },
        ),
        migrations.CreateModel(
            name='Effect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='effect', to='seminars.seminar')),
                ('pairs', models.PositiveSmallIntegerField(null=True)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pairs__gte', 5), models.Q(('facts', {}), ('pairs__isnull', True)), _connector='OR'), name='seminars_no_effect_of_few')],
            },
        ),
        migrations.CreateModel(
            name='Count',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('measure', models.CharField(choices=[('year', 'participants of a year by kind of institution and department'), ('seminar', 'participants of a seminar by kind of institution'), ('guests', 'organisations and observers of a seminar by kind'), ('reach', 'people of an institution who had a module')], max_length=8)),
                ('year', models.PositiveSmallIntegerField(default=0)),
                ('seminar', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='seminars.seminar')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partners.institution')),
                ('key', models.CharField(max_length=24)),
                ('part', models.CharField(blank=True, max_length=16)),
                ('value', models.PositiveIntegerField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value', 0), ('value__gte', 5), _connector='OR'), name='seminars_no_small_count'), models.UniqueConstraint(fields=('org', 'measure', 'year', 'seminar', 'institution', 'key', 'part'), name='seminars_count_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='AnswerDoor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminars.seminar')),
                ('moment', models.CharField(choices=[('before', 'before the seminar'), ('after', 'after the seminar')], max_length=6)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('closes_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seminar', 'moment'), name='seminars_one_door')],
            },
        ),
        migrations.CreateModel(
            name='SeminarQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='seminars.seminar')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='seminars.question')),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seminar', 'question'), name='seminars_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='seminars.seminar')),
                ('module', models.CharField(max_length=24, verbose_name='module')),
                ('day', models.DateField(verbose_name='day')),
                ('starts_at', models.TimeField(verbose_name='hour')),
                ('minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(600)], verbose_name='minutes')),
                ('topic', models.CharField(blank=True, max_length=160, verbose_name='subject')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seminar', 'day', 'starts_at'), name='seminars_session_once'), models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 600)), name='seminars_session_length')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='seminars.seminar')),
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='seminars.participant')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('minutes', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=16)),
                ('role', models.CharField(max_length=24)),
                ('issued_on', models.DateField()),
                ('annulled_on', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='seminars_certificate_hours')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminars.seminar')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='seminars.participant')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='seminars.question')),
                ('moment', models.CharField(choices=[('before', 'before the seminar'), ('after', 'after the seminar')], max_length=6)),
                ('choice', models.PositiveSmallIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['seminar', 'moment'], name='seminars_answers')],
                'constraints': [models.UniqueConstraint(fields=('participant', 'question', 'moment'), name='seminars_answered_once')],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='seminars.seminar')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='seminars.session', verbose_name='session')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('citation', models.CharField(blank=True, max_length=400, verbose_name='how to cite it: author, year, where it was published')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address on the web')),
                ('mime', models.CharField(blank=True, max_length=80)),
                ('size', models.PositiveIntegerField(default=0)),
                ('download_only', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('url', ''), ('mime', ''), _connector='XOR'), name='seminars_material_file_or_link')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminars.seminar')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='seminars.session')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='seminars.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'participant'), name='seminars_attended_once')],
            },
        ),
        migrations.CreateModel(
            name='ParticipantName',
            fields=[
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='seminars.participant')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='seminars.seminar')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('sealed', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='MaterialBody',
            fields=[
                ('material', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='seminars.material')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('name', models.TextField()),
                ('data', models.BinaryField()),
            ],
            options={
                'verbose_name_plural': 'material bodies',
            },
        ),
    ]
