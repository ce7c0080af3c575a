"""Which learners have a word is told by the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0047_what_could_not_be_read"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="searchword", name="search_word_start"),
        migrations.AddIndex(
            model_name="searchword",
            index=models.Index(
                fields=["kind", "word", "key"],
                name="search_word_start",
                opclasses=("varchar_pattern_ops",) * 3,
            ),
        ),
    ]
