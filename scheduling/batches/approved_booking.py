"""A booking as somebody saw it when they approved a change of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduling.models import ExamSession, status_of
from scheduling.models.session_status import folded


@dataclass(frozen=True, slots=True)
class SeenBooking:
    """Start to the second, status and place; blank where it was not known."""

    start: datetime | None
    status: str
    location_sid: str

    @classmethod
    def of(cls, session: ExamSession) -> SeenBooking:
        start = session.appointment_at
        at = start.replace(microsecond=0) if start else None
        return cls(at, session.status, session.location_sid)

    def differs_from(self, now: SeenBooking) -> bool:
        """Whether what is shown now is another booking than this. A place that was not known then,
        or is not shown now, is no other place.
        """
        if self.start != now.start or _key(self.status) != _key(now.status):
            return True
        both = self.location_sid.casefold(), now.location_sid.casefold()
        return all(both) and both[0] != both[1]


def _key(status: str) -> str:
    return folded(status_of(status).word)
