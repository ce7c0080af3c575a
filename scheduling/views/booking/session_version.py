"""Version of a session as a form showed it, carried along hidden: a change meanwhile is noticed
before anything is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from scheduling.models import ExamSession, status_of
from scheduling.models.session_status import folded
from scheduling.wall_time import YEARS, say

LONGEST = 120


@dataclass(frozen=True, slots=True)
class SessionVersion:
    """A session's status and start, to the second; one status spelled in two ways is the same."""

    status: str = field(compare=False)
    start: datetime | None
    status_key: str

    @classmethod
    def of(cls, session: ExamSession) -> SessionVersion:
        start = session.appointment_at
        return cls._of(session.status, start.replace(microsecond=0) if start else None)

    @classmethod
    def read(cls, token: str) -> SessionVersion | None:
        """The version that a token names; None where it names none that can be read."""
        start, _, status = token[:LONGEST].partition(" ")
        try:
            at = datetime.fromisoformat(start).astimezone(UTC) if start != "-" else None
        except (ValueError, OverflowError):
            return None
        return cls._of(status, at) if status and (at is None or at.year in YEARS) else None

    @classmethod
    def _of(cls, status: str, start: datetime | None) -> SessionVersion:
        return cls(status, start, folded(status_of(status).word))

    @property
    def token(self) -> str:
        """The hidden field's value: the start in ISO 8601 or “-”, then the status;
        '' where the status is not known.
        """
        start = self.start.astimezone(UTC).isoformat() if self.start else "-"
        return f"{start} {self.status}" if self.status else ""

    def in_words(self, zone: str) -> str:
        """“Scheduled”, Thu 14 Jan 9:30 AM CST; the status as we spell it."""
        return f"“{status_of(self.status).word}”" + (
            f", {say(self.start, zone).short}" if self.start else ""
        )
