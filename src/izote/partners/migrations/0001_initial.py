import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('national', models.CharField(blank=True, max_length=24, verbose_name='national institution')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('short_name', models.CharField(blank=True, max_length=40, verbose_name='short name')),
                ('kind', models.CharField(max_length=16, verbose_name='kind')),
                ('description', models.TextField(blank=True, max_length=1000, verbose_name='what it does')),
                ('website', models.URLField(blank=True, verbose_name='web page')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='exists since')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='existed until')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='partners.institution', verbose_name='successor')),
                ('account_org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization', verbose_name='accounts of the partner')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'indexes': [models.Index(fields=['org', 'name', 'id'], name='institution_by_name')],
                'constraints': [models.UniqueConstraint(fields=('org', 'name'), name='institution_once_per_office'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='institution_validity_in_order'), models.CheckConstraint(condition=models.Q(('successor', models.F('id')), _negated=True), name='institution_not_its_own_successor')],
            },
        ),
        migrations.CreateModel(
            name='ContactLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('number', models.CharField(max_length=20, verbose_name='number')),
                ('name', models.CharField(max_length=120, verbose_name='whose line it is')),
                ('use', models.CharField(max_length=200, verbose_name='what for')),
                ('confirmed', models.BooleanField(default=False, verbose_name='confirmed: it may be printed')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='last verified')),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='who confirmed it, or where it is published')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'number'), name='contact_line_once_per_office'), models.CheckConstraint(condition=models.Q(('number__in', ['123', '511']), _negated=True), name='contact_line_never_printed'), models.CheckConstraint(condition=models.Q(('confirmed', False), ('verified_on__isnull', False), _connector='OR'), name='contact_line_confirmed_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='partners.institution', verbose_name='institution')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('description', models.TextField(blank=True, max_length=2000, verbose_name='what is offered')),
                ('status', models.CharField(choices=[('active', 'offered'), ('temporarily closed', 'closed for a time'), ('inactive', 'not offered at present'), ('defunct', 'no longer exists')], default='active', max_length=20, verbose_name='state')),
                ('alert', models.CharField(blank=True, max_length=200, verbose_name='notice for now')),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='needs it answers')),
                ('minimum_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='from what age')),
                ('maximum_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='up to what age')),
                ('gender', models.CharField(blank=True, choices=[('', 'everybody'), ('F', 'women and girls'), ('M', 'men and boys')], default='', max_length=1, verbose_name='for whom')),
                ('eligibility', models.TextField(blank=True, max_length=1000, verbose_name='who may have it')),
                ('application', models.TextField(blank=True, max_length=1000, verbose_name='how to get it')),
                ('documents', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='documents asked for')),
                ('documents_note', models.CharField(blank=True, max_length=200, verbose_name='more about documents')),
                ('fees', models.CharField(blank=True, max_length=200, verbose_name='what it costs')),
                ('wait_time', models.CharField(blank=True, max_length=100, verbose_name='waiting time')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='languages')),
                ('accessibility', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='access for persons with disabilities')),
                ('transport', models.CharField(blank=True, max_length=300, verbose_name='how to get there')),
                ('walk_in', models.CharField(blank=True, choices=[('', 'not known'), ('yes', 'yes'), ('no', 'no')], default='', max_length=3, verbose_name='attends without an appointment')),
                ('survivors', models.CharField(blank=True, choices=[('', 'not known'), ('yes', 'yes'), ('no', 'no')], default='', max_length=3, verbose_name='safe for survivors of violence')),
                ('capacity_unit', models.CharField(blank=True, max_length=40, verbose_name='counted in')),
                ('capacity_available', models.PositiveIntegerField(blank=True, null=True, verbose_name='places free')),
                ('capacity_maximum', models.PositiveIntegerField(blank=True, null=True, verbose_name='places in all')),
                ('capacity_updated_at', models.DateTimeField(null=True)),
                ('health_unit', models.BooleanField(default=False, verbose_name='public health unit')),
                ('nationwide', models.BooleanField(default=False, verbose_name='for the whole country')),
                ('phones', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='telephones')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('url', models.URLField(blank=True, verbose_name='web page')),
                ('verified_on', models.DateField(null=True)),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('search_text', models.TextField(editable=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['needs'], name='service_by_need'), models.Index(fields=['org', 'status', 'name'], name='service_by_office')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minimum_age__isnull', True), ('maximum_age__isnull', True), ('minimum_age__lte', models.F('maximum_age')), _connector='OR'), name='service_ages_in_order'), models.UniqueConstraint(fields=('institution', 'name'), name='service_once_per_institution'), models.CheckConstraint(condition=models.Q(('proposed_by__isnull', True), ('proposed_at__isnull', False), _connector='XOR'), name='service_proposed_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ContactPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='partners.institution')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('position', models.CharField(blank=True, max_length=120, verbose_name='position')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='partners.institution', verbose_name='institution')),
                ('title', models.CharField(max_length=200, verbose_name='what was agreed')),
                ('state', models.CharField(choices=[('draft', 'being negotiated'), ('signed', 'signed'), ('ended', 'ended before its time')], default='draft', max_length=8, verbose_name='state')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('signed_here', models.CharField(blank=True, max_length=120, verbose_name='who signs for the office')),
                ('signed_there', models.CharField(blank=True, max_length=120, verbose_name='who signs for the institution')),
                ('commitments', models.TextField(blank=True, max_length=4000, verbose_name='what each side undertakes')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['org', 'ends_on'], name='agreement_by_end'), models.Index(fields=['institution', 'ends_on'], name='agreement_by_institution')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='agreement_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('held_on', models.DateField(verbose_name='day')),
                ('title', models.CharField(max_length=160, verbose_name='subject')),
                ('summary', models.TextField(blank=True, max_length=4000, verbose_name='what was agreed, without names of persons served')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['org', '-held_on', '-id'], name='meeting_by_day')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='partners.meeting')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='partners.institution', verbose_name='who')),
                ('what', models.CharField(max_length=300, verbose_name='what')),
                ('due_on', models.DateField(verbose_name='by when')),
                ('state', models.CharField(choices=[('open', 'to be done'), ('done', 'fulfilled'), ('dropped', 'given up')], default='open', max_length=8, verbose_name='state')),
                ('result', models.CharField(blank=True, max_length=300, verbose_name='result')),
                ('closed_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['org', 'state', 'due_on'], name='commitment_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'open'), ('closed_on__isnull', False), _connector='XOR'), name='commitment_closed_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='MeetingInstitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partners.meeting')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.institution')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'institution'), name='institution_once_in_a_meeting')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='publication', serialize=False, to='partners.service')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('institution_id', models.UUIDField(db_index=True)),
                ('name', models.CharField(max_length=160)),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='needs it answers')),
                ('text', models.TextField()),
                ('document', models.JSONField()),
                ('of_version', models.PositiveIntegerField()),
                ('assured_on', models.DateField(null=True)),
                ('proposed_by_id', models.BigIntegerField()),
                ('approved_by_id', models.BigIntegerField()),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'service'], name='publication_by_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('proposed_by_id', models.F('approved_by_id')), _negated=True), name='publication_needs_two')],
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='partners.service')),
                ('kind', models.CharField(choices=[('physical', 'a place to go to'), ('virtual', 'by telephone or internet'), ('postal', 'by mail')], default='physical', max_length=8, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name of the place')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.place', verbose_name='district')),
                ('address', models.CharField(blank=True, max_length=240, verbose_name='address')),
                ('confidential', models.BooleanField(default=False, verbose_name='the address is confidential')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('confidential', False), models.Q(('address', ''), ('name', ''), ('place__isnull', True)), _connector='OR'), name='confidential_address_stands_elsewhere')],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='partners.service')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), size=None, verbose_name='days')),
                ('week', models.SmallIntegerField(blank=True, null=True, verbose_name='which week of the month')),
                ('opens_at', models.TimeField(blank=True, null=True, verbose_name='opens at')),
                ('closes_at', models.TimeField(blank=True, null=True, verbose_name='closes at')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('days__contained_by', ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']), ('days__len__gt', 0)), name='schedule_has_days'), models.CheckConstraint(condition=models.Q(('week__isnull', True), ('week__in', [1, 2, 3, 4, -1]), _connector='OR'), name='schedule_week_of_month')],
            },
        ),
        migrations.CreateModel(
            name='ServiceArea',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='partners.service')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('service', 'place'), name='service_area_once')],
            },
        ),
        migrations.CreateModel(
            name='ConfidentialAddress',
            fields=[
                ('location', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='secret', serialize=False, to='partners.location')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organization')),
                ('name', models.CharField(blank=True, max_length=120)),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.place')),
                ('address', models.CharField(blank=True, max_length=240)),
            ],
        ),
        migrations.AddField(
            model_name='Meeting',
            name='institutions',
            field=models.ManyToManyField(related_name='meetings', through='partners.MeetingInstitution', to='partners.institution'),
        ),
    ]
