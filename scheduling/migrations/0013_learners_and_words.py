"""Learners are told apart by the provider's ids, and one index of words finds sessions on the worklist
and in the log. Rows known before are marked as not indexed; `exam_sessions/search/word_index.py` catches
up with them in bounded steps.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0012_what_was_seen'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='scheduling.institution')),
                ('kind', models.CharField(choices=[('learner', 'Learner'), ('course', 'Course'), ('exam', 'Exam'), ('instructor', 'Instructor'), ('id', 'Id in the other system')], max_length=10)),
                ('word', models.CharField(max_length=80)),
                ('key', models.CharField(blank=True, default='', max_length=34)),
                ('name', models.CharField(max_length=300)),
                ('email', models.CharField(blank=True, default='', max_length=254)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RemoveIndex(
            model_name='examsession',
            name='session_learner',
        ),
        migrations.RemoveField(
            model_name='examsession',
            name='search_text',
        ),
        migrations.AddField(
            model_name='examsession',
            name='external_appointment_id',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AddField(
            model_name='examsession',
            name='indexed_by',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='examsession',
            name='learner_key',
            field=models.CharField(blank=True, default='', max_length=34),
        ),
        migrations.AddField(
            model_name='examsession',
            name='user_sid',
            field=models.CharField(blank=True, default='', max_length=34),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['learner_key'], name='session_learner_key'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['exam_sid'], name='session_exam'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['course_name'], name='session_course'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['exam_title'], name='session_exam_title'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['instructor_name'], name='session_instructor'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['external_appointment_id'], name='session_external_id'),
        ),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(fields=['indexed_by', 'id'], name='session_indexed_by'),
        ),
        migrations.DeleteModel(
            name='LearnerWord',
        ),
        migrations.AddIndex(
            model_name='searchword',
            index=models.Index(fields=['kind', 'word'], name='search_word_start', opclasses=('varchar_pattern_ops', 'varchar_pattern_ops')),
        ),
        migrations.AddIndex(
            model_name='searchword',
            index=models.Index(fields=['key'], name='search_word_key'),
        ),
        migrations.AddConstraint(
            model_name='searchword',
            constraint=models.UniqueConstraint(fields=('word', 'kind', 'institution', 'key', 'name', 'email'), name='search_word_once'),
        ),
    ]
