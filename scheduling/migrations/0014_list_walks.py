"""Where the walks through the providers’ lists stand, what is missing from them, signs of life."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0013_learners_and_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ListWalk',
            fields=[
                ('institution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='list_walk', serialize=False, to='scheduling.institution')),
                ('started_at', models.DateTimeField(null=True)),
                ('offset', models.PositiveIntegerField(default=0)),
                ('fetched', models.PositiveIntegerField(default=0, verbose_name='sessions listed so far')),
                ('total', models.PositiveIntegerField(null=True, verbose_name='of about so many')),
                ('seen_rows', models.BinaryField(default=b'', verbose_name='which of our rows, as `SeenRows` writes them')),
                ('bad_rows', models.JSONField(default=list)),
                ('finished_at', models.DateTimeField(null=True)),
                ('sessions', models.PositiveIntegerField(null=True)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('told_bad_rows', models.JSONField(default=list, verbose_name='what administrators were told of')),
                ('newest_at', models.DateTimeField(null=True, verbose_name='newest entries checked')),
                ('allowance', models.FloatField(null=True)),
                ('allowance_at', models.DateTimeField(null=True)),
                ('slowed_until', models.DateTimeField(null=True, verbose_name='asked more slowly until')),
                ('paused_until', models.DateTimeField(null=True)),
                ('pause_reason', models.CharField(blank=True, default='', max_length=300)),
                ('failures', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='attempt',
            name='warnings',
            field=models.JSONField(default=list, verbose_name='what the form warned of when it was sent'),
        ),
        migrations.AddField(
            model_name='examsession',
            name='changed_at',
            field=models.DateTimeField(null=True, verbose_name='last change in SmarterProctoring’s list'),
        ),
        migrations.AddField(
            model_name='examsession',
            name='dropped_at',
            field=models.DateTimeField(null=True, verbose_name='no longer listed, and not read since'),
        ),
        migrations.AddField(
            model_name='examsession',
            name='missed_at',
            field=models.DateTimeField(null=True, verbose_name='first missing in a whole walk of the list'),
        ),
        migrations.AddField(
            model_name='examsession',
            name='read_tried_at',
            field=models.DateTimeField(null=True, verbose_name='last asked for by the worker'),
        ),
        migrations.AlterField(
            model_name='examsession',
            name='listed_at',
            field=models.DateTimeField(null=True, verbose_name='taken from SmarterProctoring’s list'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['institution', 'appointment_at'], name='session_start'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(condition=models.Q(('missed_at__isnull', False)), fields=['institution', 'missed_at'], name='session_missed'),
        ),
    ]
