"""Attempts: every call that may have changed something upstream, from before it was made to what is
certain.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from scheduling.models.columns.kept_columns import KeptJSON, ZoneField, is_damaged
from scheduling.models.columns.number_columns import BooleanField, PositiveIntegerField
from scheduling.models.exam_sessions import ExamSession, RowsAboutSessions
from scheduling.spoken_time import say
from scheduling.wall_time import NoTime, moment_in


def _is_as_asked(asked: dict[str, Any]) -> bool:
    """Whether the start among what was asked for, where there is one, is a moment."""
    text = asked.get("appointmentDateTime", "")
    try:
        return not text or bool(moment_in(text))
    except (TypeError, ValueError):
        return False


def _are_differences(told: list[Any]) -> bool:
    """Whether each is what differs, as it was asked and as it is shown, in words."""
    return all(
        isinstance(one, dict)
        and isinstance(one.get("what"), str)
        and all(isinstance(one.get(name, ""), str) for name in ("asked", "stored"))
        for one in told
    )


def _are_names(told: list[Any]) -> bool:
    return all(isinstance(one, str) for one in told)


class TypeSwitch(models.Model):
    """A booking that is cancelled and made anew as another type or elsewhere: two attempts, one
    story.

    The row is written with the cancellation's intent, and moves on with its attempts.
    """

    class State(models.TextChoices):
        CANCELLING = "cancelling", "Being cancelled"
        WAITING = "waiting", "Cancelled; not booked again"
        DONE = "done", "Switched"
        UNDONE = "undone", "Nothing changed"
        LEFT = "left", "Left cancelled"

    OPEN = (State.CANCELLING, State.WAITING)
    HALF_DONE = "Half switched, not booked"  # waiting, on whatever page
    BOOKED_OUTSIDE = "Half switched, booked outside"

    old = models.ForeignKey(ExamSession, models.PROTECT, related_name="+")
    new = models.ForeignKey(ExamSession, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.CANCELLING)
    # The two bookings, as the log says them.
    old_words = models.CharField(max_length=400)
    new_words = models.CharField(max_length=400)
    # What the new booking asks, by form name, and the names of the secrets that were left out.
    answers = KeptJSON(default=dict)
    left_out = KeptJSON(kind=list, default=list)
    actor_name = models.CharField(max_length=150)
    started_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("old",),
                condition=Q(state__in=("cancelling", "waiting")),
                name="one_open_switch",
            ),
        )

    def __str__(self) -> str:
        return f"{self.old_words} → {self.new_words}, {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether the old booking is cancelled and the new one is still to be made."""
        return self.state == self.State.WAITING


class Attempt(models.Model):
    """One call to the provider: written before it is made, finished after, settled when it is
    certain.

    At most one attempt per exam session is open; the database holds us to it.
    """

    class Action(models.TextChoices):
        SCHEDULE = "schedule", "Book"
        RESCHEDULE = "reschedule", "Move"
        CANCEL = "cancel", "Cancel"

    class State(models.TextChoices):
        SENDING = "sending", "Being sent"
        UNCONFIRMED = "unconfirmed", "Being checked"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        UNREACHABLE = "unreachable", "Not sent"
        NOT_APPLIED = "not-applied", "Not done"

    class SettledHow(models.TextChoices):
        ANSWER = "answer", "By the answer"
        READ_BACK = "read-back", "By checking with SmarterProctoring"
        BY_HAND = "by-hand", "By a person"

    class Decided(models.TextChoices):
        """What a person decided, as the attempt's cause."""

        YES = "decided-yes", "Done as asked"
        OTHERWISE = "decided-otherwise", "Done, but not as asked"
        NO = "decided-no", "Not done"

    class Cause(StrEnum):
        """Why it is as it is, where something asks; else a `FailureCause` or the status."""

        ACCEPTED = "accepted"
        SAID_YES = "said-yes"  # a yes that the session does not show
        SAID_LATER = "said-later"  # the same where the yes said that it will be done
        CONTRADICTS = "contradicts"  # a yes that shows that nothing is booked
        CARD_DECLINED = "refused-402"
        NOT_FOUND = "refused-404"
        CONFLICT = "refused-409"
        GONE = "refused-410"
        THROTTLED = "refused-429"
        # A no that says that it is done already, where another booking than was asked for stands.
        STANDS_OTHERWISE = "stands-otherwise"
        NO_REASON = "no-reason"  # a no without a reason, and no look that bears it out
        HELD_UP = "held-up"  # this and the next two: nothing was sent
        PAUSED = "paused"
        CROWDED = "crowded"

    class Part(StrEnum):
        """What of a request is shown otherwise than asked, as `differences` keeps it under `what`:
        people read the words of `difference_words`.
        """

        STATE = "State"
        START = "Start"
        TYPE = "Type"
        LOCATION = "Location"
        PRICE = "Price"
        NOTES = "Notes"
        END = "End"
        SLOT = "Instructor time slot"
        PROCTOR_NAME = "Proctor"
        PROCTOR_COMPANY = "Proctor’s organization"
        PROCTOR_EMAIL = "Proctor’s email"
        PROCTOR_PHONE = "Proctor’s phone"
        PROCTOR_ADDRESS = "Proctor’s address"
        NUMBER = "Appointment number"
        LOCALE = "Exam language"
        PROCTOR_TYPE = "Proctor type"
        POLICY = "Cancellation policy"

    # They name a person: the log says only that they differ.
    PERSONAL_PARTS = frozenset(
        {
            *(Part.NOTES, Part.PROCTOR_NAME, Part.PROCTOR_COMPANY),
            *(Part.PROCTOR_EMAIL, Part.PROCTOR_PHONE, Part.PROCTOR_ADDRESS),
        }
    )

    OPEN = (State.SENDING, State.UNCONFIRMED)
    NEEDS_DECISION = "Needs a decision"  # what `awaits_decision`, and where people find it

    objects = RowsAboutSessions.as_manager()

    attempt_id = models.UUIDField(unique=True)
    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="attempts", db_index=False
    )
    action = models.CharField(max_length=12, choices=Action)
    session_type = models.CharField(max_length=60, blank=True, default="")
    described = models.CharField(max_length=300, blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    actor_name = models.CharField(max_length=150)
    time_zone = ZoneField(max_length=64)
    asked = KeptJSON(fits=_is_as_asked, default=dict)
    asked_digest = models.CharField(max_length=64)
    stood_at = models.DateTimeField("start before it was moved or rebooked", null=True)
    card_fingerprint = models.CharField(max_length=64, blank=True, default="")
    voucher_fingerprint = models.CharField(max_length=64, blank=True, default="")
    card_last_four = models.CharField(max_length=4, blank=True, default="")
    price_reason = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=12, choices=State, default=State.SENDING)
    reason = models.CharField(max_length=400, blank=True, default="")
    # Of `Cause`, `Decided` or `FailureCause`, or as `booking.outcomes` has it; "" where not known.
    # While nothing is known it is what the answer's status said, where that was a yes.
    cause = models.CharField(max_length=60, blank=True, default="")
    # What a yes said that the session did not show: the words may be a no. They outlast the reason.
    answered_words = models.CharField(max_length=400, blank=True, default="")
    differences = KeptJSON(kind=list, fits=_are_differences, default=list)
    # Accepted, and its answer showed not that it is booked, or not where or when.
    is_unshown = BooleanField(default=False)
    # What a yes gave in a form that can't be read, by the names of `provider_shows.left_open`.
    given_unreadably = KeptJSON(kind=list, fits=_are_names, default=list)
    duplicate_submits = PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_how = models.CharField(max_length=10, choices=SettledHow, blank=True, default="")
    settled_by = models.CharField(max_length=150, blank=True, default="")
    settler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    warnings = KeptJSON("what the form warned of when it was sent", kind=list, default=list)
    override_reason = models.CharField(max_length=400, blank=True, default="")
    overrides = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    switch = models.ForeignKey(
        TypeSwitch, models.PROTECT, null=True, related_name="attempts", db_index=False
    )
    # Reading back: a leased row, so that one worker at a time looks.
    next_check_at = models.DateTimeField(null=True)
    checks = PositiveIntegerField(default=0)
    last_look = models.CharField(max_length=200, blank=True, default="")  # its facts, to compare
    lease_until = models.DateTimeField(null=True)
    lease_holder = models.CharField(max_length=64, blank=True, default="")
    needs_person = BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("session",),
                condition=Q(state__in=("sending", "unconfirmed")),
                name="one_open_attempt",
            ),
            models.UniqueConstraint(
                fields=("voucher_fingerprint",),
                condition=Q(state__in=("sending", "unconfirmed")) & ~Q(voucher_fingerprint=""),
                name="voucher_in_one_open_request",
            ),
            models.UniqueConstraint(
                fields=("card_fingerprint",),
                condition=~Q(card_fingerprint="") & ~Q(state="unreachable"),
                name="card_token_used_once",
            ),
        )
        indexes = (
            models.Index(fields=("state", "next_check_at"), name="attempt_due"),
            models.Index(fields=("session", "-started_at"), name="attempt_story"),
            models.Index(fields=("-started_at", "id"), name="attempt_recent"),
            models.Index(fields=("session_type", "-started_at"), name="attempt_type"),
            models.Index(
                fields=("voucher_fingerprint",),
                condition=~Q(voucher_fingerprint=""),
                name="attempt_voucher",
            ),
            models.Index(
                fields=("-started_at", "-id"),
                condition=~Q(card_fingerprint="", voucher_fingerprint=""),
                name="attempt_paid",
            ),
            models.Index(fields=("session",), condition=Q(is_unshown=True), name="attempt_unshown"),
            models.Index(
                fields=("session",), condition=~Q(differences=[]), name="attempt_otherwise"
            ),
            models.Index(
                fields=("switch",), condition=Q(switch__isnull=False), name="attempt_switch"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_damaged(self) -> bool:
        """Whether what it asked for, or how it stands, is not as the portal writes it."""
        kept = (value for name, value in vars(self).items() if name != "warnings")
        return (
            self.action not in self.Action
            or self.state not in self.State
            or any(is_damaged(one) for one in kept)
        )

    @property
    def day_in_words(self) -> str:
        """The day of it in UTC, where that can be read."""
        is_known = not isinstance(self.started_at, NoTime)
        return say(self.started_at, "UTC").day if is_known else "an unknown day"

    @property
    def awaits_decision(self) -> bool:
        """Whether only a person can settle it."""
        return self.state == self.State.UNCONFIRMED and self.needs_person

    @property
    def is_done_otherwise(self) -> bool:
        """Whether it was done, but not as asked, and nobody has decided which of the two holds."""
        is_done = self.state == self.State.ACCEPTED and not self.is_kept_as_shown
        return is_done and bool(self.differences)

    @property
    def is_kept_as_shown(self) -> bool:
        """Whether a person decided that it was not done as asked, and that what is shown holds."""
        return self.settled_by_hand and self.cause == self.Decided.OTHERWISE

    @property
    def settled_by_hand(self) -> bool:
        """Whether a person decided what became of it."""
        return self.settled_how == self.SettledHow.BY_HAND
