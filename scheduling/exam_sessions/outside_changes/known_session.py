"""What was known of a session at a look, kept while the next one changes its row; what an answer
alone shows of one; and whether the two are of one booking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.exam_sessions.outside_changes.arrangements import Arranged
from scheduling.models import ExamSession
from scheduling.models.session_status import NOT_SHOWN, SessionStatus
from scheduling.proctoring_api.redaction import keepable
from scheduling.proctoring_api.session_record import SessionRecord


@dataclass(frozen=True, slots=True)
class KnownSession:
    """What was known of a session, and from which look."""

    status: str
    start: datetime | None
    minutes: int | None = None
    session_type: str = ""
    location_sid: str = ""
    location_name: str = ""
    user_sid: str = ""
    enrollment_sid: str = ""
    exam_sid: str = ""
    exam_title: str = ""
    learner_name: str = ""
    seen_at: datetime | None = None
    arranged: Arranged | None = None  # where none was ever kept


def known_of(session: ExamSession) -> KnownSession:
    """What is known of a session now, before a look changes it."""
    looks = [at for at in (session.refreshed_at, session.listed_at) if at]
    return KnownSession(
        session.status,
        session.appointment_at,
        session.duration_minutes,
        session.session_type,
        session.location_sid,
        session.location_name,
        session.user_sid,
        session.enrollment_sid,
        session.exam_sid,
        session.exam_title,
        session.learner_name,
        max(looks, default=None),
        None if session.arranged is None else arrangements.kept(session),
    )


def shown_by(record: SessionRecord, seen_at: datetime | None) -> KnownSession:
    """The status and the start that an answer shows, whatever was known before."""
    return KnownSession(keepable(record.status)[:60], record.appointment_at, seen_at=seen_at)


def is_of_another_booking(session: ExamSession, status: SessionStatus) -> bool:
    """Whether what was known of how and where it is booked went with the status that was known:
    what needs a proctor again has no booking, and what no longer does has another one; so has what
    was cancelled and is booked.
    """
    known = session.known_status
    is_told = NOT_SHOWN not in (known, status)
    is_rebooked = known.is_cancelled and status.is_in_place
    return is_rebooked or (is_told and known.needs_proctor != status.needs_proctor)
