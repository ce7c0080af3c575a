"""A booking as somebody saw it when they approved a change of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduling.exam_sessions.outside_changes import learner_marks
from scheduling.models import ExamSession, status_of
from scheduling.models.session_status import folded


@dataclass(frozen=True, slots=True)
class SeenBooking:
    """Start to the second, status and place; whose it is, its type, its length, and by the number
    of its event who was marked as here, where a page carries those along. Blank where it was not
    known.
    """

    start: datetime | None
    status: str
    location_sid: str
    learner: str = ""
    session_type: str = ""
    minutes: int | None = None
    visit: int | None = None

    @classmethod
    def of(cls, session: ExamSession) -> SeenBooking:
        start = session.appointment_at
        at = start.replace(microsecond=0) if start else None
        return cls(
            at,
            session.status,
            session.location_sid,
            learner_marks.of(session),
            session.session_type,
            session.duration_minutes,
        )

    def differs_from(self, now: SeenBooking) -> bool:
        """Whether what is shown now is another booking than this. What was not known then, or is
        not shown now, is nothing else.
        """
        if self.start != now.start or _key(self.status) != _key(now.status):
            return True
        known = (
            (self.location_sid.casefold(), now.location_sid.casefold()),
            (self.session_type, now.session_type),
            (self.minutes, now.minutes),
        )
        is_another = any(then and here and then != here for then, here in known)
        if None not in (self.visit, now.visit) and self.visit != now.visit:
            return True
        return is_another or learner_marks.is_another(self.learner, now.learner)


def _key(status: str) -> str:
    return folded(status_of(status).word)
