"""Tables of one shift's word to the next: handovers as they were signed, and when each person last
looked at a day.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from scheduling.models.columns.kept_columns import KeptJSON, ZoneField
from scheduling.models.columns.number_columns import BigIntegerField
from scheduling.models.institutions import Institution


class Handover(models.Model):
    """A day of a place as one person signed it over to the next shift.

    `sheet` is what stood there, by session (its primary key), without a name; the note is kept as a
    personal value of the event alone. `location_sid` is blank for the whole institution.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    location_sid = models.CharField(max_length=34, blank=True, default="")
    location_name = models.CharField(max_length=200, blank=True, default="")
    time_zone = ZoneField(max_length=64)
    day = models.DateField()
    sheet = KeptJSON()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    signed_by_name = models.CharField(max_length=150)
    form_id = models.UUIDField("of the form that signed it", unique=True)
    event_number = BigIntegerField("the event that tells of it")
    taken_over_at = models.DateTimeField(null=True)
    taken_over_by_name = models.CharField(max_length=150, blank=True, default="")
    taken_over_event = BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("institution", "-signed_at"), name="handover_of_institution"),
        )

    def __str__(self) -> str:
        return f"handover of {self.day}, signed by {self.signed_by_name}"


class LastLook(models.Model):
    """Up to which moment one person has seen the changes of a place's day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    location_sid = models.CharField(max_length=34, blank=True, default="")
    day = models.DateField()
    seen_until = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "institution", "location_sid", "day"), name="last_look_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}, seen until {self.seen_until}"
