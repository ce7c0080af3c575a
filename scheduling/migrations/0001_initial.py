import django.core.validators
import django.db.models.deletion
import scheduling.models.encryption
import scheduling.models.institutions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=0)),
                ('hash', models.CharField(max_length=64)),
                ('broken_at', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Install',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sid', models.CharField(max_length=34, unique=True, validators=[django.core.validators.RegexValidator('^AI[a-f0-9]{32}\\Z', 'Enter AI and 32 characters 0–9 a–f, like AI0123456789abcdef0123456789abcdef.')], verbose_name='SID')),
                ('name', models.CharField(max_length=120)),
                ('base_url', models.URLField(max_length=300, verbose_name='address of the API')),
                ('time_zone', models.CharField(max_length=64, validators=[scheduling.models.institutions.check_time_zone])),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('auth_style', models.CharField(choices=[('token', 'API token in a header'), ('client-credentials', 'OAuth 2.0 client credentials')], default='token', max_length=20)),
                ('api_token', scheduling.models.encryption.EncryptedTextField(blank=True, default='', verbose_name='API token')),
                ('oauth_token_url', models.URLField(blank=True, default='', max_length=300, verbose_name='token address')),
                ('oauth_client_id', models.CharField(blank=True, default='', max_length=34, verbose_name='client id')),
                ('oauth_client_secret', scheduling.models.encryption.EncryptedTextField(blank=True, default='', verbose_name='client secret')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('synced_at', models.DateTimeField(editable=False, null=True, verbose_name='sessions last fetched')),
                ('sync_lease_until', models.DateTimeField(editable=False, null=True)),
                ('sync_failure', models.CharField(blank=True, default='', editable=False, max_length=300)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ProctorType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('ts_sid', models.CharField(max_length=34, unique=True, validators=[django.core.validators.RegexValidator('^TS[a-f0-9]{32}\\Z', 'Enter TS and 32 characters 0–9 a–f, like TS0123456789abcdef0123456789abcdef.')], verbose_name='proctor type SID')),
                ('where', models.CharField(choices=[('remote', 'Remote'), ('on-site', 'On site')], max_length=10)),
                ('is_active', models.BooleanField(default=True, verbose_name='offered')),
            ],
            options={
                'ordering': ('where', 'name'),
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=40)),
                ('outcome', models.CharField(blank=True, default='', max_length=20)),
                ('sentence', models.TextField()),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=150)),
                ('role', models.CharField(blank=True, default='', max_length=20)),
                ('ip', models.CharField(blank=True, default='', max_length=45)),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('install_sid', models.CharField(blank=True, default='', max_length=34)),
                ('exam_sid', models.CharField(blank=True, default='', max_length=34)),
                ('session_sid', models.CharField(blank=True, default='', max_length=34)),
                ('session_type', models.CharField(blank=True, default='', max_length=60)),
                ('attempt_id', models.CharField(blank=True, default='', max_length=36)),
                ('time_zone', models.CharField(blank=True, default='', max_length=64)),
                ('details', models.TextField(default='{}')),
                ('personal', models.TextField(default='{}')),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['-number'],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['session_sid', '-number'], name='event_session'), models.Index(fields=['exam_sid', '-number'], name='event_exam'), models.Index(fields=['install_sid', '-number'], name='event_install'), models.Index(fields=['attempt_id', '-number'], name='event_attempt'), models.Index(fields=['at', 'number'], name='event_at')],
            },
        ),
        migrations.CreateModel(
            name='Circuit',
            fields=[
                ('install', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='circuit', serialize=False, to='scheduling.install')),
                ('failures', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField(null=True)),
                ('next_probe_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('alarm', models.CharField(blank=True, default='', max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name='ExamSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exam_sid', models.CharField(max_length=34)),
                ('sid', models.CharField(max_length=34)),
                ('enrollment_sid', models.CharField(blank=True, default='', max_length=34)),
                ('status', models.CharField(blank=True, default='', max_length=60)),
                ('session_type', models.CharField(blank=True, default='', max_length=60)),
                ('appointment_at', models.DateTimeField(null=True)),
                ('location_sid', models.CharField(blank=True, default='', max_length=34)),
                ('location_name', models.CharField(blank=True, default='', max_length=200)),
                ('time_zone', models.CharField(blank=True, default='', max_length=64)),
                ('learner_name', models.CharField(blank=True, default='', max_length=200)),
                ('learner_email', models.CharField(blank=True, default='', max_length=254)),
                ('exam_title', models.CharField(blank=True, default='', max_length=300)),
                ('course_name', models.CharField(blank=True, default='', max_length=300)),
                ('instructor_name', models.CharField(blank=True, default='', max_length=200)),
                ('duration_minutes', models.PositiveIntegerField(null=True)),
                ('search_text', models.TextField(blank=True, default='')),
                ('refreshed_at', models.DateTimeField(null=True, verbose_name='last read by itself')),
                ('listed_at', models.DateTimeField(null=True, verbose_name="last seen in the provider's list")),
                ('install', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='scheduling.install')),
            ],
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt_id', models.UUIDField(unique=True)),
                ('action', models.CharField(choices=[('schedule', 'Book'), ('reschedule', 'Move'), ('cancel', 'Cancel')], max_length=12)),
                ('session_type', models.CharField(blank=True, default='', max_length=60)),
                ('described', models.CharField(blank=True, default='', max_length=300)),
                ('actor_name', models.CharField(max_length=150)),
                ('time_zone', models.CharField(max_length=64)),
                ('asked', models.JSONField(default=dict)),
                ('asked_digest', models.CharField(max_length=64)),
                ('stood_at', models.DateTimeField(null=True, verbose_name='start before a move')),
                ('card_fingerprint', models.CharField(blank=True, default='', max_length=64)),
                ('state', models.CharField(choices=[('sending', 'Being sent'), ('unconfirmed', 'Being checked'), ('accepted', 'Accepted'), ('refused', 'Refused'), ('unreachable', 'Not sent'), ('not-applied', 'Not applied')], default='sending', max_length=12)),
                ('reason', models.CharField(blank=True, default='', max_length=400)),
                ('differences', models.JSONField(default=list)),
                ('duplicate_submits', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField()),
                ('deadline_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, default='', max_length=150)),
                ('next_check_at', models.DateTimeField(null=True)),
                ('checks', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('lease_holder', models.CharField(blank=True, default='', max_length=64)),
                ('needs_person', models.BooleanField(default=False)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='scheduling.examsession')),
            ],
        ),
        migrations.CreateModel(
            name='InstructorEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('cp_sid', models.CharField(max_length=34, validators=[django.core.validators.RegexValidator('^CP[a-f0-9]{32}\\Z', 'Enter CP and 32 characters 0–9 a–f, like CP0123456789abcdef0123456789abcdef.')], verbose_name='entry SID')),
                ('is_active', models.BooleanField(default=True, verbose_name='offered')),
                ('install', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instructor_entries', to='scheduling.install')),
            ],
            options={
                'verbose_name_plural': 'instructor entries',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='PersonalValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_number', models.BigIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('salt', models.CharField(max_length=32)),
                ('value', models.TextField()),
            ],
            options={
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('event_number', 'name'), name='personal_value_once_per_event')],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('cv_sid', models.CharField(max_length=34, validators=[django.core.validators.RegexValidator('^CV[a-f0-9]{32}\\Z', 'Enter CV and 32 characters 0–9 a–f, like CV0123456789abcdef0123456789abcdef.')], verbose_name='policy version SID')),
                ('is_active', models.BooleanField(default=True, verbose_name='offered')),
                ('install', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policy_versions', to='scheduling.install')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('coordinator', 'Coordinator'), ('administrator', 'Administrator'), ('auditor', 'Auditor')], max_length=20)),
                ('install', models.ForeignKey(blank=True, help_text='Empty: all installs.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='scheduling.install')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_grants', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('pl_sid', models.CharField(max_length=34, validators=[django.core.validators.RegexValidator('^PL[a-f0-9]{32}\\Z', 'Enter PL and 32 characters 0–9 a–f, like PL0123456789abcdef0123456789abcdef.')], verbose_name='location SID')),
                ('kind', models.CharField(choices=[('testing-center', 'Testing center'), ('online', 'Online'), ('partner', "Partner's site")], default='testing-center', max_length=20)),
                ('time_zone', models.CharField(blank=True, max_length=64, validators=[scheduling.models.institutions.check_time_zone])),
                ('address', models.CharField(blank=True, max_length=300)),
                ('is_active', models.BooleanField(default=True, verbose_name='offered')),
                ('install', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='scheduling.install')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['install', 'status', 'appointment_at'], name='session_worklist'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['sid'], name='session_sid'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['enrollment_sid'], name='session_enrollment'),
        ),
        migrations.AddConstraint(
            model_name='examsession',
            constraint=models.UniqueConstraint(fields=('install', 'sid'), name='session_once_per_install'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['state', 'next_check_at'], name='attempt_due'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['session', '-started_at'], name='attempt_story'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['-started_at', 'id'], name='attempt_recent'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('sending', 'unconfirmed'))), fields=('session',), name='one_open_attempt'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('card_fingerprint', ''), _negated=True), models.Q(('state', 'unreachable'), _negated=True)), fields=('card_fingerprint',), name='card_token_used_once'),
        ),
        migrations.AddConstraint(
            model_name='instructorentry',
            constraint=models.UniqueConstraint(fields=('install', 'cp_sid'), name='entry_once_per_install'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('install', 'cv_sid'), name='policy_once_per_install'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(fields=('user', 'role', 'install'), name='role_once_per_install'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('install__isnull', True)), fields=('user', 'role'), name='role_once_for_all'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.UniqueConstraint(fields=('install', 'pl_sid'), name='site_once_per_install'),
        ),
    ]
