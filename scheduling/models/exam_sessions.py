"""The local mirror of exam sessions: what the provider last told us, and when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from scheduling.models.columns.kept_columns import CountedTimeField, ZoneField
from scheduling.models.columns.number_columns import (
    BigIntegerField,
    KnownMinutesField,
    PositiveSmallIntegerField,
)
from scheduling.models.institutions import Institution
from scheduling.models.session_status import SessionStatus, status_of
from scheduling.session_commands import LearnerSids, SessionAddress

NAMED_THERE = "“{name}” (SmarterProctoring’s name)"


def place_in_words(sid: str, name: str) -> str:
    """The name of a place; where it is known by a name alone, which no location has here, that name
    as what SmarterProctoring calls it.
    """
    return NAMED_THERE.format(name=name) if name and not sid else name


class ByteOrderedField(models.CharField):
    """Text in the order of its characters' numbers on either database, whatever its language."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        own = super().db_parameters(connection)
        return own | {"collation": "C"} if connection.vendor == "postgresql" else own


class RowsAboutSessions(models.QuerySet[Any]):
    """Rows of which each is about an exam session, also those about sessions at institutions."""

    def at(self, institutions: Iterable[Institution]) -> RowsAboutSessions:
        return self.at_numbers(one.pk for one in institutions)

    def at_numbers(self, numbers: Iterable[int]) -> RowsAboutSessions:
        """By the institutions' primary keys. As an expression the institution is no index's
        business: the rows lead, and no planner walks all sessions that it has.
        """
        here = self.alias(at_institution=F("session__institution_id") + 0)
        return here.filter(at_institution__in=list(numbers))


class ExamSession(models.Model):
    """One learner's sitting of one exam, as last seen upstream.

    Blank where nothing is known yet.
    """

    NAMELESS = "Name not known"  # what stands in a name's place

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="sessions", db_index=False
    )
    exam_sid = models.CharField(max_length=34)
    sid = models.CharField(max_length=34)
    enrollment_sid = models.CharField(max_length=34, blank=True, default="")
    user_sid = models.CharField(max_length=34, blank=True, default="")
    # Who sits it: the user, or else the enrollment, or else only this session tells.
    learner_key = models.CharField(max_length=34, blank=True, default="")
    external_appointment_id = models.CharField(max_length=100, blank=True, default="")
    status = models.CharField(max_length=60, blank=True, default="")
    session_type = models.CharField(max_length=60, blank=True, default="")
    appointment_at = models.DateTimeField(null=True)
    location_sid = models.CharField(max_length=34, blank=True, default="")
    status_reason = models.CharField(max_length=300, blank=True, default="")
    location_name = models.CharField(max_length=200, blank=True, default="")
    time_zone = ZoneField(max_length=64, blank=True, default="")
    learner_name = models.CharField(max_length=200, blank=True, default="")
    learner_family_name = models.CharField(max_length=200, blank=True, default="")
    # The family name, then the whole, as people look names up: `exam_sessions/name_order.py`.
    name_order = ByteOrderedField(max_length=200, blank=True, default="", editable=False)
    learner_email = models.CharField(max_length=254, blank=True, default="")
    exam_title = models.CharField(max_length=300, blank=True, default="")
    course_name = models.CharField(max_length=300, blank=True, default="")
    instructor_name = models.CharField(max_length=200, blank=True, default="")
    duration_minutes = KnownMinutesField(null=True)
    # The rules by which it stands in the index of words; 0 where it has to be indexed anew.
    indexed_by = PositiveSmallIntegerField(default=0)
    changed_event = BigIntegerField(
        "oldest event of a change made outside this portal that nobody has reviewed", null=True
    )
    refreshed_at = models.DateTimeField("last read individually", null=True)
    listed_at = models.DateTimeField("taken from SmarterProctoring’s list", null=True)
    changed_at = models.DateTimeField("last change in SmarterProctoring’s list", null=True)
    missed_at = models.DateTimeField("first missing in a whole walk of the list", null=True)
    dropped_at = CountedTimeField("no longer listed, and not read since", null=True)
    # By the portal's clock, as what it is compared with; None where a row is older than the column.
    first_seen_at = models.DateTimeField(
        "first known here", null=True, default=timezone.now, db_default=Now()
    )
    # By name what the last answer about it alone gave so that it can't be read, as JSON.
    unread = models.CharField("given in a way that can’t be read", max_length=700, null=True)
    # By name what else was last shown of its booking, as JSON; None where no such look was kept.
    arranged = models.TextField("how else it is booked", null=True)
    read_tried_at = models.DateTimeField("last asked for by the worker", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "sid"), name="session_once_per_institution"
            ),
        )
        indexes = (
            models.Index(
                fields=("institution", "status", "appointment_at"), name="session_worklist"
            ),
            models.Index(
                fields=("institution", "status", "appointment_at"),
                condition=Q(listed_at__isnull=False, dropped_at__isnull=True),
                name="session_listed",
            ),
            models.Index(
                fields=("institution", "location_sid", "status", "appointment_at"),
                name="session_at_location",
            ),
            models.Index(
                fields=("institution", "status", "course_name", "name_order"),
                condition=Q(dropped_at__isnull=True),
                name="session_to_book",
            ),
            models.Index(
                fields=("institution", "appointment_at"),
                condition=Q(dropped_at__isnull=False),
                name="session_dropped",
            ),
            models.Index(fields=("sid",), name="session_sid"),
            models.Index(fields=("learner_key",), name="session_learner_key"),
            models.Index(fields=("institution", "appointment_at"), name="session_start"),
            models.Index(
                fields=("institution", "missed_at"),
                condition=Q(missed_at__isnull=False),
                name="session_missed",
            ),
            models.Index(
                fields=("institution",),
                condition=Q(changed_event__isnull=False),
                name="session_changed",
            ),
            models.Index(fields=("enrollment_sid",), name="session_enrollment"),
            models.Index(fields=("exam_sid",), name="session_exam"),
            models.Index(fields=("course_name",), name="session_course"),
            models.Index(fields=("exam_title",), name="session_exam_title"),
            models.Index(fields=("instructor_name",), name="session_instructor"),
            models.Index(fields=("external_appointment_id",), name="session_external_id"),
            models.Index(fields=("indexed_by", "id"), name="session_indexed_by"),
        )

    def __str__(self) -> str:
        return f"{self.learner_name or self.sid} · {self.exam_title or self.exam_sid}"

    @property
    def shown_name(self) -> str:
        """The learner's name as pages show it."""
        return self.learner_name or self.NAMELESS

    @property
    def address(self) -> SessionAddress:
        """The three SIDs of the session's path upstream."""
        return SessionAddress(
            install_sid=self.institution.sid, exam_sid=self.exam_sid, session_sid=self.sid
        )

    @property
    def learner(self) -> LearnerSids:
        """Who sits it, as far as that is known: no answer about another one is about this
        session.
        """
        return LearnerSids(enrollment_sid=self.enrollment_sid, user_sid=self.user_sid)

    @property
    def place_name(self) -> str:
        """The name of its place as it is told: of one that no location has here, as a quotation."""
        return place_in_words(self.location_sid, self.location_name)

    @property
    def zone(self) -> ZoneInfo:
        """The zone its appointment is spoken in:
        where it takes place, or else the institution's.
        """
        return ZoneInfo(self.time_zone or self.institution.time_zone)

    @property
    def clock_owner(self) -> str:
        """Whose clock that is, by name: the location's, or else the institution's; of neither, as
        with a one-off proctor abroad, it is the appointment's.
        """
        if self.time_zone and self.location_name:
            return self.location_name
        is_own = self.time_zone in ("", self.institution.time_zone)
        return self.institution.name if is_own else "the appointment"

    @property
    def known_status(self) -> SessionStatus:
        """The row of the status that was last seen."""
        return status_of(self.status)

    @property
    def needs_proctor(self) -> bool:
        return self.known_status.needs_proctor

    @property
    def is_over(self) -> bool:
        return self.known_status.is_over
