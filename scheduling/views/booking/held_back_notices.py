"""What the form says where something that is known already keeps it from being sent."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from scheduling.booking.outcome_panel.request_words import DONE
from scheduling.booking.permitted_actions import why_no_booking, why_refused
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.exam_sessions.other_bookings import NOT_SENT_BESIDE, OtherBooking
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import Attempt, ExamSession
from scheduling.spoken_time import ago, say
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import session_url
from scheduling.wall_time import NO_TIME_SAID, NoTime

OPEN_IT = "Open the session to move or cancel the booking, or to find the learner’s new session."
SEE_IT = "Open the session to see its status."
ASK_FOR_OVERRIDE = "An administrator can {action}, with a reason."
CALL_THEM = (
    "It is not changed while it is shown like this. Try again later, or call SmarterProctoring: the"
    " session’s page has its SID."
)
KEPT_MARK = "The no-show stays marked here."


def already_booked(session: ExamSession, earlier: Attempt, reader: int) -> Notice:
    """Who was quicker, told to the `reader` (their number), and when it is booked for."""
    is_recent = timezone.now() - earlier.started_at < timedelta(minutes=2)
    when = (
        "a moment ago"
        if is_recent
        else ago(earlier.started_at, timezone.now(), parts=1).replace("\xa0", " ")
    )
    when = NO_TIME_SAID if isinstance(earlier.started_at, NoTime) else when
    word = session.known_status.word
    title = f"SmarterProctoring says “{word}”" if session.is_over else "Already booked"
    did = DONE.get(earlier.action, "changed")
    who = "You" if earlier.actor_id == reader else earlier.actor_name
    text = f"{who} {did} this session {when}. {_booked_for(session)}{SEE_IT}"
    return Notice(f"{title}. Nothing was sent.", text, session_url(session))


def not_to_book(session: ExamSession) -> Notice:
    title = f"{why_no_booking(session)} Nothing was sent."
    return Notice(title, with_its_time(session), session_url(session))


def learner_booked(other: OtherBooking, action: str) -> Notice:
    title, ask = f"{NOT_SENT_BESIDE} {other.in_words}.", ASK_FOR_OVERRIDE.format(action=action)
    return Notice(title, ask, session_url(other.session), link="Open that booking")


def begun(session: ExamSession) -> Notice:
    """What to do about a sitting that has begun, and that the provider does not change any more."""
    title = f"SmarterProctoring shows this session as “{session.known_status.word}”."
    kept = KEPT_MARK if attendance.last_mark(attendance.of(session)) == Mark.NO_SHOW else ""
    return Notice(title, f"{CALL_THEM} {kept}".rstrip(), session_url(session))


def with_its_time(session: ExamSession) -> str:
    """What to do about a booking that stands, after the time that it is for."""
    return f"{_booked_for(session)}{OPEN_IT}"


def _booked_for(session: ExamSession) -> str:
    """“It is booked for Thu, Jan 14, 9:30 AM CST. ”; "" of a session without a booking, or a known
    start.
    """
    start = session.appointment_at
    if start is None or session.needs_proctor or session.known_status.is_cancelled:
        return ""
    return f"It is booked for {say(start, str(session.zone)).short}. "


def after_a_conflict(session: ExamSession, action: str) -> Notice | None:
    """After a conflict the session is read:
    somebody may have booked or changed it past this portal.
    """
    known = (session.status, session.appointment_at)
    problem = refresh_session(session).problem
    if not problem and action != Attempt.Action.SCHEDULE and why_refused(session):
        return begun(session)
    is_as_before = known == (session.status, session.appointment_at)
    is_expected = session.needs_proctor if action == Attempt.Action.SCHEDULE else is_as_before
    if problem or is_expected or not session.status:
        return None
    start = session.appointment_at
    when = f" for {say(start, str(session.zone)).short}" if start else ""
    word = session.known_status.word
    text = f"SmarterProctoring shows it as “{word}”{when}. Your request was refused."
    title = "This session has changed since you opened it."
    return Notice(title, text, session_url(session))
