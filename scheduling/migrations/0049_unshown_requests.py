"""An accepted request is marked while its answer did not show where and when it booked."""

from django.db import migrations, models

import scheduling.models.columns.number_columns


# Of those accepted earlier: whether it still is so, the session itself tells.
MARK_EARLIER = """
UPDATE scheduling_attempt SET is_unshown = TRUE
WHERE state = 'accepted' AND action <> 'cancel' AND EXISTS (
  SELECT 1 FROM scheduling_examsession AS session WHERE session.id = scheduling_attempt.session_id
  AND (session.status = '' OR session.appointment_at IS NULL))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0048_learners_by_word"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="is_unshown",
            field=scheduling.models.columns.number_columns.BooleanField(default=False),
        ),
        migrations.RunSQL(MARK_EARLIER, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("is_unshown", True)),
                fields=["session"],
                name="attempt_unshown",
            ),
        ),
    ]
