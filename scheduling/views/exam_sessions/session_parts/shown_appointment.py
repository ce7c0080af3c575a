"""The appointment that a page showed beside a mark: whoever came, or didn't, was asked about that
one.
"""

from __future__ import annotations

from scheduling.exam_sessions.outside_changes import learner_marks
from scheduling.models import ExamSession

BETWEEN = "_"


def of(session: ExamSession) -> str:
    """When, where and for whom the session is booked, as a form or an address carries it."""
    start, place = session.appointment_at, session.location_sid[-8:]
    parts = (f"s{int(start.timestamp()) if start else ''}", f"p{place}", learner_marks.of(session))
    return BETWEEN.join(parts)


def is_another(shown: str, session: ExamSession) -> bool:
    """Whether the session is booked otherwise than was shown, or somebody else's; a location that
    was not known then may be any.
    """
    start, place, learner = [*shown.split(BETWEEN), "", ""][:3]
    start_now, place_now, learner_now = of(session).split(BETWEEN)
    is_moved = start != start_now or place not in ("", "p", place_now)
    return is_moved or learner_marks.is_another(learner, learner_now)
