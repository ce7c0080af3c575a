"""Bookings that the words of a command find as well and that can't be changed so: each stands there
with the reason, so that nobody changes another one of the learner's for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone

from scheduling.booking.permitted_actions import why_no_booking, why_no_cancel
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.exam_sessions.search import marking
from scheduling.exam_sessions.search.marking import Piece
from scheduling.models import Attendance, ExamSession
from scheduling.models.session_status import INCIDENT
from scheduling.views.exam_sessions.search.find_groups import Hit, when_of
from scheduling.views.exam_sessions.session_rows import ListedSession

BEING_CHECKED = "A request for it is still being checked."
HERE_ALREADY, AWAY_ALREADY = "Checked in already.", "Marked as a no-show already."
NOT_HERE, NOT_BEGUN = "Nobody is checked in for it.", "It has not begun."
WAS_HERE = "The learner was there."


def of(
    rows: Iterable[ListedSession], why_not: Callable[[ExamSession], str], mark: Mark | None
) -> Iterator[tuple[ListedSession, str]]:
    """The bookings that stand, of those that can't have a change, with why; of a mark, which is
    about who comes now, those of today.
    """
    found = _standing(rows, why_not, mark)
    yield from ((row, why) for row, why in found if why)


def _standing(
    rows: Iterable[ListedSession], why_not: Callable[[ExamSession], str], mark: Mark | None
) -> Iterator[tuple[ListedSession, str]]:
    standing = [row for row in rows if row.is_open or not why_no_cancel(row.session)]
    if mark is None:
        yield from ((row, _why(row, why_not(row.session))) for row in standing)
        return
    today = [row for row in standing if _is_of_today(row.session)]
    known = attendance.latest_of(row.session for row in today)
    for row in today:
        why = why_not(row.session) or _why_no_mark(row.session, known.get(row.session.pk), mark)
        yield row, _why(row, why)


def of_booking(rows: Iterable[ListedSession], query: str) -> Iterator[Hit]:
    """Sessions that are to be booked and can't be: a request for one has no outcome yet, or its
    approval was denied.
    """
    for row in rows:
        is_meant = row.session.needs_proctor or row.session.known_status.is_denied
        if is_meant and not row.book_url and row.url:
            why = _why(row, why_no_booking(row.session))
            yield hit(row, row.url, "can’t be booked · Open it", why, query)


def hit(row: ListedSession, url: str, told: str, why: str, query: str) -> Hit:
    """“ECON 302, Wed, Dec 9, 2:00 PM: can’t be moved · Switch it”, and whose it is, with why."""
    one = row.session
    about = ", ".join(filter(None, (one.exam_title or one.exam_sid, when_of(row))))
    name = [*marking.marked(about, query), Piece(f": {told}", False)]
    note = " · ".join(filter(None, (row.name, why, one.learner_email)))
    return Hit(url, name, list(marking.marked(note, query)), is_refused=True)


def _why(row: ListedSession, why: str) -> str:
    return BEING_CHECKED if row.is_open else why


def _is_of_today(session: ExamSession) -> bool:
    start = session.appointment_at
    return start is None or start.astimezone(session.zone).date() == timezone.localdate(
        timezone=session.zone
    )


def _why_no_mark(session: ExamSession, known: Attendance | None, mark: Mark) -> str:
    if known and known.is_here:
        return HERE_ALREADY
    if known and known.no_show_at:
        return AWAY_ALREADY
    if mark is Mark.LEFT:
        return NOT_HERE
    is_here = known is not None or session.known_status == INCIDENT
    return WAS_HERE if is_here else NOT_BEGUN
