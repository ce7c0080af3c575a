"""Lists stand in the order in which people look names up, whatever their accents."""

from django.db import migrations, models

import scheduling.models.exam_sessions
from scheduling.exam_sessions.name_order import stored

ROWS_AT_ONCE = 2000
SET = "UPDATE scheduling_examsession SET name_order = %s WHERE id = %s"


def fill(apps, schema_editor):
    """Those that were known before; every later one is given its place as it is indexed."""
    sessions = apps.get_model("scheduling", "ExamSession").objects
    last = 0
    while block := _names_after(sessions, last):
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(SET, [(stored(family, name), pk) for pk, family, name in block])
        last = block[-1][0]


def _names_after(sessions, last):
    rows = sessions.filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", "learner_family_name", "learner_name")[:ROWS_AT_ONCE])


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0039_batch_senders'),
    ]

    operations = [
        migrations.AddField(
            model_name='examsession',
            name='name_order',
            field=scheduling.models.exam_sessions.ByteOrderedField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='examsession',
            index=models.Index(condition=models.Q(('dropped_at__isnull', True)), fields=['institution', 'status', 'course_name', 'name_order'], name='session_to_book'),
        ),
    ]
