"""What a walk along the list asks is told by indexes alone: which sessions are no longer listed,
also those that no list has ever had, and whether a learner has a word.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0055_done_otherwise"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="examsession", name="session_dropped"),
        migrations.AddIndex(
            model_name="examsession",
            index=models.Index(
                condition=models.Q(("dropped_at__isnull", False)),
                fields=["institution", "appointment_at"],
                name="session_dropped",
            ),
        ),
        migrations.RemoveIndex(model_name="searchword", name="search_word_key"),
        migrations.AddIndex(
            model_name="searchword",
            index=models.Index(
                fields=["key", "word", "kind"],
                name="search_word_key",
                opclasses=("varchar_pattern_ops",) * 3,
            ),
        ),
    ]
