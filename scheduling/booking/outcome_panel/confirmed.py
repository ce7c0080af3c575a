"""What the provider has confirmed of a booking, as far as it may be told outside the portal.

A request that is still open, an answer that differs from what is shown or can't be read, a change
that nobody has looked at, a row that is no longer listed: each leaves it unconfirmed, until that is
cleared up.
"""

from __future__ import annotations

from scheduling.audit.kinds import Kind
from scheduling.booking import attempt_queries
from scheduling.booking.comparison.asked_and_stored import current_differences, is_reviewed
from scheduling.booking.comparison.compared_values import asked_by, shown_in
from scheduling.booking.comparison.verdicts import Verdict, compare
from scheduling.booking.provider_shows import bearing_out, foreign_places, reviewed_changes
from scheduling.exam_sessions.outside_changes import (
    arrangements,
    others_bookings,
    unread_answers,
)
from scheduling.models import Attempt, AuditEvent, ExamSession

CHANGES = (Kind.SEEN, Kind.ACCOMMODATION_CHANGED)
AS_ASKED = (Verdict.SAME, Verdict.NOT_ASKED)


def is_confirmed(session: ExamSession, *, is_looked_at: bool = False) -> bool:
    """Whether a booking stands at the start that is known: by the provider's word, and with nothing
    known here that speaks against it. With `is_looked_at` a change outside does not.
    """
    if not _is_clear(session, is_looked_at=is_looked_at):
        return False
    latest = attempt_queries.latest_attempt(session)
    if latest is None:
        return session.known_status.is_booked
    if latest.state == Attempt.State.ACCEPTED:
        return _holds(session, latest)
    if latest.action == Attempt.Action.SCHEDULE:
        return session.known_status.is_booked and bool(others_bookings.reviewed(session, latest))
    if bearing_out.shows_after_all(session, latest):
        return False
    accepted = attempt_queries.latest_accepted(session)
    return _holds(session, accepted) if accepted else session.known_status.is_booked


def is_cancelled(session: ExamSession) -> bool:
    """Whether the provider shows as cancelled a booking whose start is known."""
    return session.known_status.is_cancelled and _is_clear(session)


def _is_clear(session: ExamSession, *, is_looked_at: bool = False) -> bool:
    """Whether there is a start, and nothing about the session still waits for somebody."""
    if session.pk is None or session.appointment_at is None:
        return False
    if session.dropped_at is not None or unread_answers.has_any(session):
        return False
    if session.changed_event is not None and not is_looked_at:
        return False
    if foreign_places.asked_in_its_place(session):
        return False
    return attempt_queries.open_attempt(session) is None


def _holds(session: ExamSession, accepted: Attempt) -> bool:
    """Whether what was accepted last is what is shown, or what a person has decided it to be, or
    what is shown otherwise was changed outside and reviewed.
    """
    status = session.known_status
    if accepted.is_damaged or not status.is_booked:
        return False
    if reviewed_changes.covering_review(session, accepted):
        return True
    if accepted.action == Attempt.Action.CANCEL:
        return False
    if current_differences(accepted, session):
        return accepted.is_kept_as_shown or is_reviewed(accepted, session)
    seen = compare(asked_by(accepted), shown_in(session))
    deciding = (seen.start, seen.session_type, seen.location)
    deciding += arrangements.who_in(session, seen.arranged)
    is_as_asked = all(verdict in AS_ASKED for verdict in deciding)
    return is_as_asked and bearing_out.fits_attempt(session, accepted)


def revision(session: ExamSession) -> int:
    """How often the booking or the time that it takes has changed, as far as it is known here;
    never less than before.
    """
    accepted = session.attempts.filter(state=Attempt.State.ACCEPTED).count()
    changes = AuditEvent.objects.about(session).having(kind=CHANGES)
    return max(accepted - 1, 0) + changes.count()
