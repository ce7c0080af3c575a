"""The table of drafts: forms that are filled in and not sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import scheduling.models.encryption


class Migration(migrations.Migration):

    dependencies = [
        ("scheduling", "0008_event_actions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=300)),
                ("page", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField(default=0)),
                ("state", models.CharField(choices=[("typed", "typed"), ("held-back", "sent, and held back because the sign-in had lapsed"), ("closed", "sent or discarded")], max_length=9)),
                ("contents", scheduling.models.encryption.EncryptedTextField(blank=True, default="")),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "address"), name="draft_once_per_form")],
            },
        ),
    ]
