"""Forms about a session that the search box leads to: “move linh”, “switch smith tuesday”."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from django.utils import timezone

from scheduling.booking.permitted_actions import (
    why_no_cancel,
    why_no_mark,
    why_no_move_now,
    why_no_switch_now,
)
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.exam_sessions.search import marking
from scheduling.exam_sessions.search.marking import Piece
from scheduling.exam_sessions.search.query_reading.command_words import (
    BOOK,
    CANCEL,
    CHECK_IN,
    CHECK_OUT,
    NO_SHOW,
    RESCHEDULE,
    SWITCH,
)
from scheduling.exam_sessions.search.query_reading.understood import Understood
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation
from scheduling.models import ExamSession
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.views.exam_sessions.lists import came_from
from scheduling.views.exam_sessions.search import find_groups, first_times, refused_changes
from scheduling.views.exam_sessions.search.find_groups import Hit, HitGroup, when_of
from scheduling.views.exam_sessions.search.first_times import FirstTime
from scheduling.views.exam_sessions.search.query_in_words import QueryReading
from scheduling.views.exam_sessions.session_rows import ListedSession, page_url


@dataclass(frozen=True, slots=True)
class OfferedChange:
    """A change: its verb, the name of its form’s address, '' of a mark, which the session's page
    has, what a session is then, and why one can't have it.
    """

    verb: str
    form: str
    done: str
    why_not: Callable[[ExamSession], str]
    to_do: str = ""  # as a sentence says it, where that is not the word that was typed
    mark: Mark | None = None

    def possible(self, rows: Iterable[ListedSession]) -> list[ListedSession]:
        """Those of the rows whose sessions can have it; who came to them is read at once."""
        can = [row for row in rows if not self.why_not(row.session)]
        if self.mark is None:
            return [row for row in can if not row.is_open]
        known, now = attendance.latest_of(row.session for row in can), timezone.now()
        return [
            row
            for row in can
            if self.mark in attendance.possible(row.session, known.get(row.session.pk), now)
        ]


NOBODY = "Nobody to {to_do} is called “{words}”."
NOTHING_TO_BOOK = "Nothing to book for “{words}”: none of these needs a proctor."
ATTENDANCE = "#attendance-title"  # where the session's page has the marks
CHECKED_IN, CHECKED_OUT, ABSENT = (
    OfferedChange(verb, "", done, why_no_mark, to_do, mark)
    for verb, mark, done, to_do in (
        ("Check in", Mark.ARRIVED, "checked in", "check in"),
        ("Check out", Mark.LEFT, "checked out", "check out"),
        ("No-show:", Mark.NO_SHOW, "marked as a no-show", "mark as a no-show"),
    )
)
MOVE = OfferedChange("Move", "reschedule", "moved", why_no_move_now)
SWITCH_OVER = OfferedChange("Switch", "switch", "switched", why_no_switch_now)
TO_CANCEL = OfferedChange("Cancel", "cancel", "cancelled", why_no_cancel)
# By the word that a query begins with.
CHANGES = {
    **dict.fromkeys(RESCHEDULE, MOVE),
    **dict.fromkeys(SWITCH, SWITCH_OVER),
    **dict.fromkeys(CANCEL, TO_CANCEL),
    **dict.fromkeys(CHECK_IN, CHECKED_IN),
    **dict.fromkeys(CHECK_OUT, CHECKED_OUT),
    **dict.fromkeys(NO_SHOW, ABSENT),
}


def nobody_called(said: Understood) -> str:
    """That the words of a command are nobody's; '' of words that are none's."""
    if not said.is_for_a_form or not said.rest:
        return ""
    to_do = said.command if said.command == BOOK else _to_do(said)
    return NOBODY.format(to_do=to_do, words=said.rest)


def _to_do(said: Understood) -> str:
    return CHANGES[said.command].to_do or said.command


def nothing_to_change(reading: QueryReading, to_do: HitGroup) -> str:
    """That none of the sessions that were asked for can be changed so, and what stands below: each
    with why, others that can be, or nothing.
    """
    said = reading.understood
    if said.command == BOOK:
        return NOTHING_TO_BOOK.format(words=said.rest)
    asked = " · ".join(dict.fromkeys(one.found_by for one in reading.meanings)) or f"“{said.rest}”"
    none = f"Nothing to {_to_do(said)} for {asked}."
    if not to_do.hits:
        return f"{none} Open the session to see why."
    is_anything_else = to_do.possible and said.rest
    return f"{none} Other bookings found for “{said.rest}”:" if is_anything_else else none


def of_bookings(
    said: Understood, rows: Sequence[ListedSession], query: str, today: date
) -> HitGroup:
    """The booking forms of these sessions, one for each place that the words may mean, which they
    begin with, then those that can't be booked now.
    """
    hits = [
        hit
        for row in rows
        for first in _first_bookings(said, row, today)
        for hit in find_groups.of_bookings([row], query, first).hits
    ]
    return HitGroup("Do", [*hits, *refused_changes.of_booking(rows, query)])


def _first_bookings(said: Understood, row: ListedSession, today: date) -> list[FirstTime]:
    first, there = first_times.of_booking(said, today), row.session.institution.sid
    places = [one for one in said.locations if one.install_sid == there] or [None]
    return [first_times.with_place(first, one, said.session_type) for one in places]


def of_changes(
    said: Understood, rows: Iterable[ListedSession], query: str, today: date
) -> HitGroup:
    """The forms of those sessions that can be changed so, each with its exam, time and place, then
    the other bookings that may be meant. A form knows the way back to the list that its row was
    found in, and begins with the new time that was said.
    """
    rows = list(rows)
    hits, offered = [], set()
    for row, change, place in _possible(said, rows):
        offered.add(row.key)
        if url := _url(row, change):
            first = _first(said, row, change, place, today)
            hits.append(_hit(row, change, f"{url}{first.asked}", first.words, said, query))
    others = [row for row in rows if row.key not in offered]
    return HitGroup("Do", [*hits, *_refused(said, others, query, today)])


def _hit(
    row: ListedSession, change: OfferedChange, url: str, to_be: str, said: Understood, query: str
) -> Hit:
    one = row.session
    clock = f" {row.times.own_clock}" if said.clocks and row.times.elsewhere else ""
    when = f"{when_of(row)} → {to_be}{clock}" if to_be else when_of(row)
    about = (one.exam_title or one.exam_sid, when, row.where, one.learner_email)
    name = [Piece(f"{change.verb} ", False), *marking.marked(row.name, query)]
    return Hit(url, name, list(marking.marked(" · ".join(filter(None, about)), query)))


def _first(
    said: Understood,
    row: ListedSession,
    change: OfferedChange,
    place: KnownLocation | None,
    today: date,
) -> FirstTime:
    """What the form begins with."""
    start = row.session.appointment_at
    booked_on = start.astimezone(row.session.zone).date() if start else None
    first = first_times.of_change(said, booked_on, today)
    if change is SWITCH_OVER:
        return first_times.with_place(first, place, said.new_type)
    return first


def _refused(
    said: Understood, rows: Iterable[ListedSession], query: str, today: date
) -> Iterator[Hit]:
    """The bookings that may be meant as well, though they can't be changed so: with why, and what
    can be done instead.
    """
    change = SWITCH_OVER if said.new_locations or said.new_type else CHANGES[said.command]
    for row, why in refused_changes.of(rows, change.why_not, change.mark):
        instead = _instead(row, change)
        url, to_do = row.url, "Open it"
        if instead:
            first = _first(said, row, instead, None, today)
            url, to_do = f"{_url(row, instead)}{first.asked}", f"{instead.verb} it"
        if url:
            yield refused_changes.hit(row, url, f"can’t be {change.done} · {to_do}", why, query)


def _instead(row: ListedSession, change: OfferedChange) -> OfferedChange | None:
    """What can be done with a booking that can't be moved: one of a type that nobody knows can only
    be cancelled.
    """
    if change is not MOVE:
        return None
    is_known = row.session.session_type in SESSION_TYPES
    other = SWITCH_OVER if is_known else TO_CANCEL
    return other if other.possible([row]) else None


def _possible(
    said: Understood, rows: Iterable[ListedSession]
) -> Iterator[tuple[ListedSession, OfferedChange, KnownLocation | None]]:
    """The rows with what can be done with each, and the location that is to be. To move a booking
    to another place, or to another type, is to switch it.
    """
    if not (said.new_locations or said.new_type):
        change = CHANGES[said.command]
        yield from ((row, change, None) for row in change.possible(rows))
        return
    for row, place in product(rows, said.new_locations or (None,)):
        is_elsewhere = _is_elsewhere(row, place, said)
        is_meant = is_elsewhere or said.when or len(said.new_locations) < 2
        if is_meant and (place is None or place.install_sid == row.session.institution.sid):
            change = SWITCH_OVER if is_elsewhere else CHANGES[said.command]
            yield from ((one, change, place) for one in change.possible([row]))


def _is_elsewhere(row: ListedSession, place: KnownLocation | None, said: Understood) -> bool:
    stands = row.session
    is_place = place is not None and place.location_sid != stands.location_sid
    return is_place or said.new_type not in ("", stands.session_type.casefold())


def _url(row: ListedSession, change: OfferedChange) -> str:
    if not change.form:
        return f"{row.url}{ATTENDANCE}" if row.url else ""
    return came_from.booked_from(row.url, page_url(row.session, change.form))
