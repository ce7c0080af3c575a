"""Closed days and other hours by date."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0032_handovers'),
    ]

    operations = [
        migrations.CreateModel(
            name='HoursByDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='to')),
                ('opens', models.TimeField(blank=True, null=True)),
                ('closes', models.TimeField(blank=True, null=True)),
                ('reason', models.CharField(max_length=120)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='hours_by_date', to='scheduling.institution', verbose_name='institution')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='hours_by_date', to='scheduling.location')),
            ],
            options={
                'verbose_name': 'closed days or other hours',
                'verbose_name_plural': 'closed days and other hours',
                'ordering': ('-first_day', 'opens'),
                'indexes': [models.Index(fields=['institution', 'last_day'], name='by_date_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='by_date_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', True), ('opens__isnull', True)), ('closes__gt', models.F('opens')), _connector='OR'), name='by_date_closed_or_open')],
            },
        ),
    ]
