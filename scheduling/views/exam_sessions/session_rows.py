"""Sessions as rows: their state as mark and word, and what else a list tells of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from django.urls import NoReverseMatch
from django.utils import timezone

from scheduling.batches import still_to_move
from scheduling.booking import attempt_queries
from scheduling.booking.comparison.asked_and_stored import Pair, differing
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions import attendance as arrivals
from scheduling.exam_sessions.lists import half_switched, without_a_start
from scheduling.exam_sessions.search.marking import Marker, Piece
from scheduling.models import Attempt, Attendance, BatchRow, ExamSession
from scheduling.models.session_status import IN_PROGRESS, NOT_SHOWN, SCHEDULED
from scheduling.session_types.registry import type_label
from scheduling.views.exam_sessions import attendance_words
from scheduling.views.exam_sessions.lists.row_places import place_with
from scheduling.views.exam_sessions.lists.row_times import RowTimes, times_of
from scheduling.views.exam_sessions.state_marks import (
    StateMark,
    early,
    half_switched_mark,
    state_with,
    unshown,
)
from scheduling.views.url_lookup import session_url


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One session in a list; `key` is its primary key in an address or an id of the page."""

    session: ExamSession
    key: str
    state: StateMark
    url: str
    times: RowTimes
    where: str
    course: str  # '' where the heading names it
    institution: str  # its short name, among those that the list is of
    is_half_switched: bool = False
    book_url: str = ""  # of the booking form, for whoever may book one that needs a proctor
    given: str = ""  # the accommodation, in words
    pairs: Sequence[Pair] = ()  # what differs from what was asked for
    stands_as: str = ""  # the state's own word, where it says who came instead
    button: attendance_words.Button | None = None  # that checks the learner in or out
    cancel_url: str = ""  # of the cancellation that a no-show of the day still needs
    found_under: str = ""  # the other name or address by which a search found the learner
    kind: str = ""  # the session type as staff call it
    booked_by: str = ""  # where that is read
    can_be_ticked: bool = False  # as one of several that are marked together
    is_unended: bool = False  # it has begun, and nobody knows until when it goes
    is_open: bool = False  # a request for it has no outcome yet
    # What can be searched for, with what a search matched of it.
    found: Mapping[str, Sequence[Piece]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.session.shown_name

    @property
    def length(self) -> str:
        minutes = self.session.duration_minutes
        return f"{minutes} min" if minutes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """How a list is read: by the clock of a zone ('' where rows name none), of a day, by course,
    by somebody who books at these institutions; whether it tells who booked; what found it; what
    institutions are called in it, by primary key; whether the page is cut, so that its first or
    last heading may have more rows on another one.
    """

    zone: str = ""
    day: date | None = None
    by_course: bool = False
    bookable: Collection[int] = ()
    tells_booker: bool = False
    query: str = ""
    short_names: Mapping[int, str] = field(default_factory=dict)
    goes_on_before: bool = False
    goes_on_behind: bool = False


PLAIN = ListReading()


def row_reader(
    sessions: Sequence[ExamSession], found_under: Mapping[int, str], reading: ListReading
) -> Callable[..., ListedSession]:
    """What makes a row of each of these; what rows tell besides is read of all at once."""
    return partial(_row, _beside(sessions, found_under, reading))


def rows_without_headings(
    sessions: Sequence[ExamSession], found_under: Mapping[int, str], reading: ListReading
) -> list[ListedSession]:
    """Rows under no heading: each tells its day."""
    row_of = row_reader(sessions, found_under, reading)
    return [row_of(one, told_above=False) for one in sessions]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a row tells besides its session: what found it, the newest request for it, who booked
    it, who came and what a batch is still to do, by the session's primary key, how the list is
    read, and from which of them a switch goes on.
    """

    found_under: Mapping[int, str]
    latest: Mapping[int, Attempt]
    bookers: Mapping[int, str]
    reading: ListReading
    now: datetime
    marked: Mapping[int, Attendance] = field(default_factory=dict)
    half_switched: Collection[int] = ()
    marker: Marker | None = None
    to_move: Mapping[int, BatchRow] = field(default_factory=dict)
    unshown: Mapping[int, Attempt] = field(default_factory=dict)  # open or accepted, no start shown

    def asked_start(self, session: ExamSession) -> datetime | None:
        """When it starts if what was asked for, and is not shown, is so."""
        request = self.unshown.get(session.pk)
        return without_a_start.asked(session, request) if request else None


def _beside(
    sessions: Sequence[ExamSession], found_under: Mapping[int, str], reading: ListReading
) -> _Beside:
    bookers = attempt_queries.bookers(sessions) if reading.tells_booker else {}
    marked = arrivals.latest_of(sessions) if reading.day else {}
    latest = attempt_queries.latest_attempts(sessions)
    half = half_switched.among(sessions)
    marker = Marker(reading.query) if reading.query else None
    to_move, now = still_to_move.rows_of(sessions), timezone.now()
    unshown = without_a_start.requests_of(sessions)
    told = (marked, half, marker, to_move, unshown)
    return _Beside(found_under, latest, bookers, reading, now, *told)


def _row(beside: _Beside, session: ExamSession, *, told_above: bool) -> ListedSession:
    reading, key = beside.reading, session.pk
    request, asked = beside.unshown.get(key), beside.asked_start(session)
    times = times_of(
        session,
        zone=reading.zone,
        day=reading.day,
        told_above=told_above,
        asked=asked,
        asked_zone=request.time_zone if request else "",
    )
    known, latest = beside.marked.get(key), beside.latest.get(key)
    shown = state_with(session, latest, beside.to_move.get(key))
    shown = unshown(shown) if asked and not _is_open(request) else shown
    shown = half_switched_mark(session) if key in beside.half_switched else shown
    came = attendance_words.in_short(session, known, beside.now, clock=times.own_clock)
    told = _with_arrival(shown, came, known) if came else early(shown, session, beside.now)
    under = beside.found_under.get(key, "")
    return ListedSession(
        session=session,
        key=str(key),
        state=told,
        url=page_url(session, "session"),
        times=times,
        where=place_with(session, request),
        course="" if reading.by_course else session.course_name,
        institution=reading.short_names.get(session.institution_id, session.institution.name),
        is_half_switched=key in beside.half_switched,
        book_url="" if _is_open(latest) else _book_url(session, reading),
        given=_given(session),
        pairs=differing(latest, session),
        stands_as=shown.word if came and _is_in_its_place(shown, known) else "",
        button=None if _is_decided_first(latest, known) else _button(session, known, beside),
        cancel_url="" if _is_open(latest) else _cancel_url(session, known, reading),
        found_under=under,
        kind=type_label(session.session_type),
        booked_by=beside.bookers.get(key, ""),
        can_be_ticked=_can_be_ticked(session, reading),
        is_unended=times.is_of_day and _is_unended(session, beside.now),
        is_open=_is_open(latest),
        found=_found(session, under, beside.marker),
    )


def _is_open(latest: Attempt | None) -> bool:
    return latest is not None and latest.is_open


def _is_decided_first(latest: Attempt | None, known: Attendance | None) -> bool:
    """Whether a decision is what comes next; who is there can leave all the same."""
    return known is None and _is_open(latest) and latest.needs_person


def _book_url(session: ExamSession, reading: ListReading) -> str:
    is_bookable = session.needs_proctor and session.institution_id in reading.bookable
    return page_url(session, "schedule") if is_bookable else ""


def _is_unended(session: ExamSession, now: datetime) -> bool:
    """Whether it is a booking that has begun, and nobody knows how long it takes."""
    has_begun = arrivals.has_begun(session, now)
    is_booked = session.known_status.is_booked
    return has_begun and is_booked and not accommodations.sitting_of(session).minutes


def _with_arrival(shown: StateMark, came: str, known: Attendance | None) -> StateMark:
    """Who came stands in the place of what is normal on the day, and behind anything else. Who did
    not come is never shown as what is normal, whatever SmarterProctoring still says.
    """
    if known and known.no_show_at:
        return StateMark(NOT_SHOWN.mark, f"{came} · {shown.word}")
    is_in_its_place = _is_in_its_place(shown, known)
    return StateMark(shown.mark, came if is_in_its_place else f"{shown.word} · {came}")


def _is_in_its_place(shown: StateMark, known: Attendance | None) -> bool:
    """Whether who came stands in the place of the state."""
    return not (known and known.no_show_at) and shown.is_that_of((SCHEDULED, IN_PROGRESS))


def _button(
    session: ExamSession, known: Attendance | None, beside: _Beside
) -> attendance_words.Button | None:
    """The next mark, in a list of a day, for whoever books there."""
    reading = beside.reading
    if not reading.day or session.institution_id not in reading.bookable:
        return None
    is_addressed = bool(page_url(session, "attendance"))
    return attendance_words.quick_button(session, known, beside.now) if is_addressed else None


def _cancel_url(session: ExamSession, known: Attendance | None, reading: ListReading) -> str:
    """The same of the cancellation that comes after a no-show."""
    is_asked = reading.day and session.institution_id in reading.bookable
    return attendance_words.cancel_url(session, known) if is_asked else ""


def _found(session: ExamSession, under: str, marker: Marker | None) -> dict[str, Sequence[Piece]]:
    """What stands in the row and can be searched for, with what the query matched of it."""
    shown = {
        "name": session.shown_name,
        "course": session.course_name,
        "exam": session.exam_title or session.exam_sid,
        "under": under,
    }
    pieces = marker.pieces if marker else _unmarked
    return {what: pieces(text) for what, text in shown.items()}


def _unmarked(text: str) -> Sequence[Piece]:
    return (Piece(text, is_match=False),)


def _can_be_ticked(session: ExamSession, reading: ListReading) -> bool:
    """A booking with a known start, as far as is known, for whoever books there."""
    status, is_dated = session.known_status, session.appointment_at is not None
    is_bookable = session.institution_id in reading.bookable and bool(page_url(session, "cancel"))
    return is_bookable and is_dated and not (status.needs_proctor or status.is_over)


def page_url(session: ExamSession, page: str) -> str:
    """The address of a page of it; '' where a SID is none, so that it has no address."""
    try:
        return session_url(session, page)
    except NoReverseMatch:
        return ""


def _given(session: ExamSession) -> str:
    known = accommodations.of(session)
    return known.value.in_words if known else ""
