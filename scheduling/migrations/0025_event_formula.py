"""Events say by which formula they are hashed, who acted by user name too, which of its session's
events one is, and whether it was for practice. Events that are there already are of formula 1.
"""

from django.db import migrations, models

TABLE = "scheduling_auditevent"
# Django would copy SQLite's table into a new one, and drop the guards with the old one.
COLUMNS = {
    "formula": "smallint NOT NULL DEFAULT 1",
    "actor_username": "varchar(150) NOT NULL DEFAULT ''",
    "nth_of_session": "integer NOT NULL DEFAULT 0",
    "practice": "smallint NULL",
}
FIELDS = {
    "formula": models.SmallIntegerField(default=2, editable=False),
    "actor_username": models.CharField(blank=True, default="", max_length=150),
    "nth_of_session": models.IntegerField(default=0),
    "practice": models.SmallIntegerField(null=True),
}


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0023_calendar_feeds")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} ADD COLUMN {name} {kind}",
            f"ALTER TABLE {TABLE} DROP COLUMN {name}",
            state_operations=[migrations.AddField("auditevent", name, FIELDS[name])],
        )
        for name, kind in COLUMNS.items()
    ]
