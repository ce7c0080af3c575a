"""Tables of requests that one person approved together: the batch, and its rows, each an attempt of
its own.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from scheduling.models.attempts import Attempt
from scheduling.models.columns.kept_columns import KeptJSON
from scheduling.models.columns.number_columns import BooleanField, PositiveIntegerField
from scheduling.models.exam_sessions import ExamSession
from scheduling.models.institutions import Institution


class Batch(models.Model):
    """Requests that the worker carries out one by one: what for, by whom, and whether it goes on.

    `wait_until` is for all rows: the provider could not be asked just now. Where it `is_taken_over`
    `sender` is who has continued it in their own name, because who began it may no longer book
    there; null where that account is gone.
    """

    class Kind(models.TextChoices):
        RESCUE = "rescue", "Rescue"

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        STOPPING = "stopping", "Stopping"
        STOPPED = "stopped", "Stopped"
        DONE = "done", "Done"

    OPEN = (State.RUNNING, State.PAUSED, State.STOPPING)

    form_id = models.UUIDField("of the form that began it", unique=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    title = models.CharField("what it is about, as the log says it", max_length=300)
    reason = models.CharField(max_length=400)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    actor_name = models.CharField(max_length=150)
    actor_username = models.CharField(max_length=150, blank=True, default="")
    actor_role = models.CharField(max_length=20, blank=True, default="")
    is_taken_over = BooleanField(default=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    sender_name = models.CharField(max_length=150, blank=True, default="")
    sender_username = models.CharField(max_length=150, blank=True, default="")
    sender_role = models.CharField(max_length=20, blank=True, default="")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)
    wait_reason = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        indexes = (
            models.Index(
                fields=("institution",),
                condition=Q(state__in=("running", "paused", "stopping")),
                name="batch_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}, {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class BatchRow(models.Model):
    """One request of a batch. Its attempt's number is made before anything is sent: once there is
    an attempt of this number the row is never sent again, and what came of it the attempt tells.

    `stood_at`, `stood_status` and `stood_location_sid` are the booking as it was approved.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        HELD = "held", "Not sent"
        LEFT = "left", "Left as it was"

    class WaitsFor(models.TextChoices):
        """What keeps a row waiting that waits for something of its own."""

        SEAT = "seat", "A free seat"
        REST = "rest", "What the last answer left open"
        ANSWER = "answer", "An answer that can be read"

    OPEN = (State.WAITING, State.SENDING)

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows", db_index=False)
    session = models.ForeignKey(ExamSession, models.PROTECT, related_name="+")
    action = models.CharField(max_length=12, choices=Attempt.Action)
    attempt_id = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    stood_at = models.DateTimeField(null=True)
    stood_status = models.CharField(max_length=60, blank=True, default="")
    stood_location_sid = models.CharField(max_length=34, blank=True, default="")
    new_start = models.DateTimeField("start that was approved")
    warnings = KeptJSON("what was warned of when it was approved", kind=list, default=list)
    reason = models.CharField("why it was not sent, or not yet", max_length=400, blank=True)
    # Of a row that waits; blank where it waits for its turn, or for what all of its batch wait for.
    waits_for = models.CharField(max_length=10, choices=WaitsFor, blank=True, default="")
    tries = PositiveIntegerField("how often it had to wait", default=0)
    # A leased row, so that one worker at a time has it.
    lease_until = models.DateTimeField(null=True)
    lease_holder = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("session",),
                condition=Q(state__in=("waiting", "sending")),
                name="session_in_one_open_batch",
            ),
        )
        indexes = (models.Index(fields=("batch", "state", "tries"), name="batch_row_due"),)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.get_state_display()}"
