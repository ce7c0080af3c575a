"""Check-in, check-out and no-show of one session: what pages say of it, and the buttons for it;
they are answered by `session_parts/attendance_marks.py`. Nothing of it is sent to the provider.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.booking.permitted_actions import why_no_cancel, why_no_mark, why_refused
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import (
    Mark,
)
from scheduling.forms.booking.cancel import NO_SHOW
from scheduling.models import Attendance, ExamSession
from scheduling.models.session_status import INCIDENT
from scheduling.session_types import registry
from scheduling.spoken_time import say, to_minute
from scheduling.views.exam_sessions.session_parts import shown_appointment
from scheduling.views.url_lookup import session_url

BUTTONS = {Mark.ARRIVED: "Check in", Mark.LEFT: "Check out", Mark.NO_SHOW: "No-show"}


@dataclass(frozen=True, slots=True)
class Button:
    """A mark that can be made with one click."""

    mark: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class AttendanceSummary:
    """What a page says of a session's attendance; `said` is "" where nothing is marked."""

    said: str
    by: str
    buttons: tuple[Button, ...]
    undo_url: str  # '' where nothing can be taken back
    cancel_url: str  # of the cancellation that a no-show needs; '' for any other
    doubt: str  # why that may be refused
    no_show_from: str  # the start from which on a no-show can be marked, in words


def attendance_summary(request: PortalRequest, session: ExamSession) -> AttendanceSummary | None:
    """The section of the session's page; None where there is nothing to say or to mark."""
    known, now = attendance.of(session), timezone.now()
    may_mark = session.pk is not None and request.access.may_book(session.institution)
    is_booked = may_mark and not why_no_mark(session) and not _is_taken_whenever(session)
    if known is None and not is_booked:
        return None
    can = _possible(session, known, now, is_booked=is_booked) if may_mark else ()
    if known is None and not can:
        return None
    return AttendanceSummary(
        said=attendance_in_words(session, known, now),
        by=known.marked_by_name if known else "",
        buttons=tuple(_button(session, known, one) for one in can),
        undo_url=session_url(session, "attendance_undo") if known and may_mark else "",
        cancel_url=cancel_url(session, known) if may_mark else "",
        doubt=why_refused(session) if may_mark else "",
        no_show_from=_no_show_from(session, known, now) if can else "",
    )


def _is_taken_whenever(session: ExamSession) -> bool:
    """Whether it has no appointment that anybody could come to: an automated exam in its window."""
    kind = registry.SESSION_TYPES.get(session.session_type)
    return session.appointment_at is None and kind is not None and kind.is_on_demand


def _possible(
    session: ExamSession, known: Attendance | None, now: datetime, *, is_booked: bool
) -> list[Mark]:
    """Who is there can leave, whatever became of the booking."""
    can = attendance.possible(session, known, now)
    return [one for one in can if is_booked or one == Mark.LEFT]


def _button(session: ExamSession, known: Attendance | None, mark: Mark) -> Button:
    shown = {
        "shown": known.event_number if known else 0,
        "booked": shown_appointment.of(session),
    }
    url = f"{session_url(session, 'attendance')}?{urlencode(shown)}"
    return Button(mark.value, BUTTONS[mark], url)


def _no_show_from(session: ExamSession, known: Attendance | None, now: datetime) -> str:
    start = session.appointment_at
    if known or start is None or start <= now:
        return ""
    return _clock(session, start, now)


def marked(session: ExamSession) -> str:
    """The mark and by whom it was made: “Arrived 9:27 AM, marked by Ana Ruiz”; '' without one."""
    known = attendance.of(session)
    words = attendance_in_words(session, known, timezone.now())
    return f"{words}, marked by {known.marked_by_name}" if known and words else ""


def arrival(session: ExamSession) -> str:
    """The same of a learner who came, whether gone again or not; '' for any other."""
    known = attendance.of(session)
    return marked(session) if known and known.arrived_at else ""


def attendance_in_words(
    session: ExamSession, known: Attendance | None, now: datetime, *, clock: str = ""
) -> str:
    """“Arrived 9:27 AM, left 11:02 AM”; '' where nothing is marked. `clock` is how the session's
    own is called where the page goes by another.
    """
    if known is None:
        return ""
    if known.arrived_at is None:
        return "No-show"
    came = f"Arrived {_clock(session, known.arrived_at, now)} {clock}".rstrip()
    if known.left_at:
        return f"{came}, left {say(to_minute(known.left_at), str(session.zone)).time}"
    is_forgotten = now - known.arrived_at > attendance.LONGEST_STAY
    return f"{came}, not checked out" if is_forgotten else came


def in_short(
    session: ExamSession, known: Attendance | None, now: datetime, *, clock: str = ""
) -> str:
    """The last of it, for a row: “Left 11:02 AM”."""
    if known is None or known.left_at is None:
        return attendance_in_words(session, known, now, clock=clock)
    return f"Left {_clock(session, known.left_at, now)} {clock}".rstrip()


def _clock(session: ExamSession, at: datetime, now: datetime) -> str:
    """The time, with its day where that is not today, or the booking is of another."""
    zone, start = session.zone, session.appointment_at or now
    days = {one.astimezone(zone).date() for one in (at, now, start)}
    spoken = say(to_minute(at), str(zone))
    return spoken.time if len(days) == 1 else spoken.unzoned


def cancel_url(session: ExamSession, known: Attendance | None) -> str:
    """The address of the cancellation that a no-show needs; '' where there is none to ask for."""
    is_no_show = attendance.last_mark(known) == Mark.NO_SHOW
    is_asked = is_no_show and not why_no_cancel(session)
    return f"{session_url(session, 'cancel')}?reason={NO_SHOW}" if is_asked else ""


def quick_button(session: ExamSession, known: Attendance | None, now: datetime) -> Button | None:
    """The mark that a row of the day's list offers: at a testing center, and on the day itself."""
    kind = registry.SESSION_TYPES.get(session.session_type)
    start, zone = session.appointment_at, session.zone
    if known and known.is_here:
        return _button(session, known, Mark.LEFT)
    is_expected = known is None and kind is not None and kind.is_at_a_center()
    if session.known_status == INCIDENT:
        return None  # nobody comes to it any more
    if not is_expected or start is None or not session.known_status.is_in_place:
        return None
    is_today = start.astimezone(zone).date() == now.astimezone(zone).date()
    return _button(session, known, Mark.ARRIVED) if is_today else None
