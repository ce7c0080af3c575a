"""Tables of sittings: the accommodation of one, who came to it, how it stood before, and the prints
of who was expected, as this portal alone keeps them; the provider knows nothing of these.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scheduling.accommodation_times.accommodation import UNREAD_ACCOMMODATION, Accommodation
from scheduling.accommodation_times.accommodation_limits import (
    LEAST_FACTOR,
    LONGEST_ROOM,
    MOST_BREAK_MINUTES,
    MOST_FACTOR,
)
from scheduling.accommodation_times.sittings import Sitting, real_minutes
from scheduling.models.columns.kept_columns import CountedTimeField, KeptJSON, is_damaged
from scheduling.models.columns.number_columns import (
    BigIntegerField,
    KnownMinutesField,
    KnownNumberField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
)
from scheduling.models.exam_sessions import ExamSession, RowsAboutSessions
from scheduling.models.institutions import Institution


class SessionAccommodation(models.Model):
    """What one exam session is given, who entered that last and when.

    A session without a row: nobody entered anything.
    """

    objects = RowsAboutSessions.as_manager()

    session = models.OneToOneField(ExamSession, models.CASCADE, related_name="accommodation")
    # 150 is 1.5 times: whole numbers, so that every database reckons with them exactly.
    percent = PositiveSmallIntegerField(default=100)
    break_minutes = PositiveSmallIntegerField(default=0)
    room = models.CharField(max_length=LONGEST_ROOM, blank=True, default="")
    exam_minutes = KnownMinutesField("length of the exam when it was entered", null=True)
    # It outlasts the value that it was reckoned by, which the provider never learns of.
    whole_minutes = KnownMinutesField("length of a sitting that was named as its end", null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    changed_by_name = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    event_number = BigIntegerField("the event that tells of it")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    percent__gte=int(100 * LEAST_FACTOR), percent__lte=int(100 * MOST_FACTOR)
                ),
                name="accommodation_factor",
            ),
            models.CheckConstraint(
                condition=Q(break_minutes__lte=MOST_BREAK_MINUTES), name="accommodation_breaks"
            ),
        )

    def __str__(self) -> str:
        return self.value.in_words or "no accommodation"

    @property
    def value(self) -> Accommodation:
        """What is given; one that can't be read, where somebody changed it past the portal."""
        try:
            kept = Accommodation(Decimal(self.percent) / 100, self.break_minutes, self.room)
        except ValueError:
            return UNREAD_ACCOMMODATION
        return UNREAD_ACCOMMODATION if is_damaged(self.break_minutes) else kept

    def shows_whole(self, shown_minutes: int | None) -> bool:
        """Whether that length is the whole sitting's, by the present value or an earlier one.

        After a move that named the real end, the provider may show it as the exam's.
        """
        value, known = self.value, self.exam_minutes
        if not known or shown_minutes is None:
            return False
        is_now = value.is_read and shown_minutes == real_minutes(known, value)
        return is_now or shown_minutes == self.whole_minutes

    def sitting(self, shown_minutes: int | None) -> Sitting:
        """The sitting, where the provider shows that length. Extra time is not added to the whole
        sitting once more.
        """
        is_whole = self.shows_whole(shown_minutes)
        return Sitting(self.exam_minutes if is_whole else shown_minutes, self.value)


class Attendance(models.Model):
    """How one learner came to one booking: came, and perhaps left again, or did not come.

    A session without a row: nobody marked anything. Whoever comes again has another row, and so
    has one who was never checked out and comes for the start to which the booking was moved since.
    """

    class Mark(StrEnum):
        """What can be marked, by its name in a form."""

        ARRIVED = "arrived"
        LEFT = "left"
        NO_SHOW = "no-show"

    objects = RowsAboutSessions.as_manager()

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="attendances")
    start_at = CountedTimeField("start of the booking when it was marked", null=True)
    arrived_at = CountedTimeField(null=True)
    left_at = CountedTimeField(null=True)
    no_show_at = CountedTimeField("marked as a no-show", null=True)
    marked_by_name = models.CharField("who marked it last", max_length=150)
    event_number = BigIntegerField("the event of the last mark")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=False, no_show_at__isnull=True)
                | Q(arrived_at__isnull=True, no_show_at__isnull=False),
                name="attendance_came_or_did_not",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True)
                | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
                name="attendance_left_after_it_came",
            ),
            models.UniqueConstraint(
                fields=("session", "start_at"),
                condition=Q(arrived_at__isnull=False, left_at__isnull=True),
                name="attendance_here_once",
            ),
        )
        indexes = (models.Index(fields=("arrived_at",), name="attendance_arrived"),)

    def __str__(self) -> str:
        return "no-show" if self.no_show_at else "left" if self.left_at else "here"

    @property
    def is_here(self) -> bool:
        """Whether the learner came and is not known to have left."""
        return self.arrived_at is not None and self.left_at is None


class EarlierState(models.Model):
    """How a session's booking was known to stand until a moment, at which it was learned to stand
    otherwise: moved, cancelled, elsewhere, or of another length.

    Only of bookings that took a seat, or may have. It has no name in it: who sits it the session
    tells, and the log whether somebody else did.
    """

    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="earlier_states", db_index=False
    )
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+", db_index=False)
    start_at = models.DateTimeField()
    duration_minutes = KnownMinutesField(null=True)
    status = models.CharField(max_length=60)
    location_sid = models.CharField(max_length=34, blank=True, default="")
    location_name = models.CharField(max_length=200, blank=True, default="")
    known_until = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("institution", "start_at"), name="earlier_start"),
            models.Index(fields=("session", "known_until"), name="earlier_story"),
        )

    def __str__(self) -> str:
        return f"until {self.known_until:%Y-%m-%d %H:%M} at {self.start_at:%Y-%m-%d %H:%M}"


class RosterPrint(models.Model):
    """A numbered print of who is expected at a location on a day, with the event that tells of it.

    `rows` is a list of `session` (its primary key), `start`, `end` (ISO, blank where not known),
    `is_certain`, `state` in words, `is_boxed` and `given`, the number of the event that gave the
    accommodation, 0 where there was none, and `name_mark`, a byte that tells whether the learner
    has another name since: no name, and nothing that can be erased in the log. Prints of before
    have no more than the first four, and neither `unsure` nor `opens`. `code` is the log's, of that
    event or a later one.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    location_sid = models.CharField(max_length=34)
    location_name = models.CharField(max_length=200)
    day = models.DateField()
    number = PositiveIntegerField()
    printed_at = models.DateTimeField()
    printed_by_name = models.CharField(max_length=150)
    form_id = models.UUIDField("of the form that made it", unique=True)
    event_number = BigIntegerField()
    code = models.CharField(max_length=24, blank=True, default="")
    rows = KeptJSON(kind=list)
    unplaced = PositiveIntegerField("booked that day, place not known")
    unsure = KnownNumberField("more may be expected; not kept where null", null=True)
    opens = models.TextField("hours in words; not kept where null", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "location_sid", "day", "number"),
                name="roster_print_numbered_once",
            ),
        )

    def __str__(self) -> str:
        return f"print {self.number} of {self.location_name}, {self.day}"

    @property
    def is_whole(self) -> bool:
        """Whether it kept all that stood on it; those of before did not."""
        return self.unsure is not None
