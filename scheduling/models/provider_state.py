"""Tables of what is kept between two looks at the provider: the worker's sign of life, how far each
institution's list has been walked and how fast it may be asked, and whether it has been answering.
"""

from __future__ import annotations

from django.db import models

from scheduling.models.columns.kept_columns import KeptJSON
from scheduling.models.columns.number_columns import (
    KnownFloatField,
    KnownNumberField,
    PositiveIntegerField,
)
from scheduling.models.institutions import Institution


class Heartbeat(models.Model):
    """One row per program that runs beside the web, by its name: when it last did a round of its
    work; and per look at the clock that has to last.
    """

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"


class ListWalk(models.Model):
    """One per institution: where the walk through its list stands, so that another process goes on
    from there, and the budget of all requests that nobody waits for.
    """

    institution = models.OneToOneField(
        Institution, models.CASCADE, primary_key=True, related_name="list_walk"
    )
    # The whole walk that is under way; `started_at` is empty while none is.
    started_at = models.DateTimeField(null=True)
    offset = PositiveIntegerField(default=0)
    fetched = PositiveIntegerField("sessions listed so far", default=0)
    total = KnownNumberField("of about so many", null=True)
    seen_rows = models.BinaryField("which of our rows, as `SeenRows` writes them", default=b"")
    bad_rows = KeptJSON(kind=list, default=list)
    # What the last one that came to its end had.
    finished_at = models.DateTimeField(null=True)
    sessions = KnownNumberField(null=True)
    pages = PositiveIntegerField(default=0)
    told_bad_rows = KeptJSON("what administrators were told of", kind=list, default=list)
    newest_at = models.DateTimeField("newest entries checked", null=True)
    # The budget: a bucket of requests that fills by the minute.
    allowance = KnownFloatField(null=True)
    allowance_at = models.DateTimeField(null=True)
    slowed_until = models.DateTimeField("asked more slowly until", null=True)
    paused_until = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=300, blank=True, default="")
    failures = PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.fetched} fetched" if self.started_at else "at rest"


class Circuit(models.Model):
    """One per institution. After enough silence bookings pause, and one probe goes first;
    `opened_at` is empty while all is well.

    `alarm` is what an administrator has to look at: a refused sign-in, a wrong certificate, a
    redirect.
    """

    institution = models.OneToOneField(
        Institution, models.CASCADE, primary_key=True, related_name="circuit"
    )
    failures = PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    next_probe_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    alarm = models.CharField(max_length=400, blank=True, default="")

    def __str__(self) -> str:
        return "paused" if self.opened_at else "answering"
