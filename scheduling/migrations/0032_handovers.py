"""Handovers, when each person last looked at a day, and since when a session is known here."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Of rows that are here already nobody knows it.
NOT_KNOWN = "UPDATE scheduling_examsession SET first_seen_at = NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0031_rescues"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="examsession",
            name="first_seen_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                null=True,
                verbose_name="first known here",
            ),
        ),
        migrations.RunSQL(NOT_KNOWN, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("location_sid", models.CharField(blank=True, default="", max_length=34)),
                ("location_name", models.CharField(blank=True, default="", max_length=200)),
                ("time_zone", models.CharField(max_length=64)),
                ("day", models.DateField()),
                ("sheet", models.JSONField()),
                ("signed_at", models.DateTimeField()),
                ("signed_by_name", models.CharField(max_length=150)),
                (
                    "form_id",
                    models.UUIDField(unique=True, verbose_name="of the form that signed it"),
                ),
                ("event_number", models.BigIntegerField(verbose_name="the event that tells of it")),
                ("taken_over_at", models.DateTimeField(null=True)),
                ("taken_over_by_name", models.CharField(blank=True, default="", max_length=150)),
                ("taken_over_event", models.BigIntegerField(null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scheduling.institution",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["institution", "-signed_at"], name="handover_of_institution"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LastLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("location_sid", models.CharField(blank=True, default="", max_length=34)),
                ("day", models.DateField()),
                ("seen_until", models.DateTimeField()),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="scheduling.institution",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "institution", "location_sid", "day"),
                        name="last_look_once",
                    )
                ],
            },
        ),
    ]
