"""Version of a session as a form showed it, carried along hidden: a change meanwhile is noticed
before anything is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import ExamSession, status_of
from scheduling.models.session_status import folded
from scheduling.spoken_time import say
from scheduling.wall_time import YEARS

LONGEST = 120
UNREAD = "~"  # before a token


@dataclass(frozen=True, slots=True)
class SessionVersion:
    """A session's status and start, to the second; '' and None where a form showed none.
    `is_unread` is that the last look left one of them open, so that it stands as it was known.
    """

    status: str
    start: datetime | None
    is_unread: bool = False

    @classmethod
    def of(cls, session: ExamSession) -> SessionVersion:
        start = session.appointment_at
        at = start.replace(microsecond=0) if start else None
        return cls(session.status, at, unread_answers.leave_the_booking_open(session))

    @classmethod
    def read(cls, token: str) -> SessionVersion | None:
        """The version that a token names; None where it names none that can be read."""
        told = token[:LONGEST]
        start, blank, status = told.removeprefix(UNREAD).partition(" ")
        try:
            at = datetime.fromisoformat(start).astimezone(UTC) if start != "-" else None
        except (ValueError, OverflowError):
            return None
        is_whole = bool(blank) == bool(status)
        is_unread = told.startswith(UNREAD)
        return cls(status, at, is_unread) if is_whole and (not at or at.year in YEARS) else None

    @property
    def token(self) -> str:
        """The hidden field's value: the start in ISO 8601 or “-”, then the status where one was
        shown; “~” before what the last look left open.
        """
        start = self.start.astimezone(UTC).isoformat() if self.start else "-"
        return f"{UNREAD if self.is_unread else ''}{start} {self.status}".rstrip()

    @property
    def shows_nothing(self) -> bool:
        return not self.status and self.start is None

    def is_same_as(self, other: SessionVersion) -> bool:
        """Whether nothing tells them apart: a status that either did not show is no change, nor is
        one status spelled in two ways.
        """
        if self.start != other.start:
            return False
        words = [folded(status_of(one.status).word) for one in (self, other) if one.status]
        return len(set(words)) < 2

    def in_words(self, zone: str) -> str:
        """“Scheduled”, Thu 14 Jan 9:30 AM CST; the status as we spell it."""
        return f"“{status_of(self.status).word}”" + (
            f", {say(self.start, zone).short}" if self.start else ""
        )
