"""A booking that stands in a session although a person decided that the request for it was not
done: somebody else's, for somebody to review as any change outside is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduling.audit.name_edges import place_with_edges
from scheduling.exam_sessions.events.outside_change_events import SAID_OF_OTHERS
from scheduling.exam_sessions.outside_changes import recording, reviews
from scheduling.exam_sessions.outside_changes.differences import (
    NOT_BOOKED_HERE,
    NOT_SHOWN_THEN,
    OutsideChange,
    location_of,
)
from scheduling.exam_sessions.outside_changes.reviews import Reviewed
from scheduling.models import Attempt, ExamSession
from scheduling.spoken_time import say
from scheduling.wall_time import in_utc


def note(session: ExamSession, *, seen_at: datetime) -> None:
    """Record the booking that stands, to be reviewed. Inside the transaction of the decision."""
    recording.record_changes(
        session, list(_changes(session)), since=None, seen_at=seen_at, said=SAID_OF_OTHERS
    )


def reviewed(session: ExamSession, attempt: Attempt) -> Reviewed | None:
    """Who reviewed such a booking beside this request; None where nobody has, or anything waits
    for a review.
    """
    if not reviews.is_shown_as_others(session, attempt):
        return None
    return reviews.reviewed_since(session, attempt)


def _changes(session: ExamSession) -> Iterator[OutsideChange]:
    word, start = session.known_status.word, session.appointment_at
    yield OutsideChange("status", NOT_BOOKED_HERE, word, f"status “{word}”")
    if start:
        in_words = f"start {say(start, str(session.zone)).dated}"
        yield OutsideChange("start", NOT_SHOWN_THEN, in_utc(start), in_words)
    if name := session.location_name or location_of(session, session.location_sid):
        yield OutsideChange("location", NOT_SHOWN_THEN, name, f"location {place_with_edges(name)}")
