"""Forms about a session that the search box leads to: “move linh”, “switch smith tuesday”."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from scheduling.views.exam_sessions.lists import came_from
from scheduling.views.exam_sessions.search import first_times
from scheduling.views.exam_sessions.search.find_groups import Hit, HitGroup, when_of
from scheduling.views.exam_sessions.search.query_in_words import QueryReading
from scheduling.views.exam_sessions.session_rows import ListedSession, page_url


@dataclass(frozen=True, slots=True)
class OfferedChange:
    """A change: its verb, the name of its form’s address, '' of a mark, which the session's page
    has, and why a session can't have it; that page says it better of a mark.
    """

    verb: str
    form: str
    why_not: Callable[[ExamSession], str]
    to_do: str = ""  # as a sentence says it, where that is not the word that was typed
    mark: Mark | None = None

    def possible(self, rows: Iterable[ListedSession]) -> list[ListedSession]:
        """Those of the rows whose sessions can have it; who came to them is read at once."""
        can = [row for row in rows if not self.why_not(row.session)]
        if self.mark is None:
            return can
        known, now = attendance.latest_of(row.session for row in can), timezone.now()
        return [
            row
            for row in can
            if self.mark in attendance.possible(row.session, known.get(row.session.pk), now)
        ]


NOTHING_TO_BOOK = "Nothing to book for “{words}”: none of these needs a proctor."
ATTENDANCE = "#attendance-title"  # where the session's page has the marks
CHECKED_IN, CHECKED_OUT, ABSENT = (
    OfferedChange(verb, "", why_no_mark, to_do, mark)
    for verb, mark, to_do in (
        ("Check in", Mark.ARRIVED, "check in"),
        ("Check out", Mark.LEFT, "check out"),
        ("No-show:", Mark.NO_SHOW, "mark as a no-show"),
    )
)
MOVE = OfferedChange("Move", "reschedule", why_no_move_now)
SWITCH_OVER = OfferedChange("Switch", "switch", why_no_switch_now)
# By the word that a query begins with.
CHANGES = {
    **dict.fromkeys(RESCHEDULE, MOVE),
    **dict.fromkeys(SWITCH, SWITCH_OVER),
    **dict.fromkeys(CANCEL, OfferedChange("Cancel", "cancel", why_no_cancel)),
    **dict.fromkeys(CHECK_IN, CHECKED_IN),
    **dict.fromkeys(CHECK_OUT, CHECKED_OUT),
    **dict.fromkeys(NO_SHOW, ABSENT),
}


def nothing_to_change(reading: QueryReading, *, is_anything_else: bool) -> str:
    """That none of the sessions that were asked for can be changed so, and what stands below."""
    said = reading.understood
    if said.command == BOOK:
        return NOTHING_TO_BOOK.format(words=said.rest)
    asked = " · ".join(dict.fromkeys(one.found_by for one in reading.meanings)) or f"“{said.rest}”"
    none = f"Nothing to {CHANGES[said.command].to_do or said.command} for {asked}."
    if not is_anything_else:
        return f"{none} Open the session to see why."
    return f"{none} Other bookings found for “{said.rest}”:" if said.rest else none


def of_changes(
    said: Understood, rows: Iterable[ListedSession], query: str, today: date
) -> HitGroup:
    """The forms of those sessions that can be changed so, each with its exam, time and place. A
    form knows the way back to the list that its row was found in, and begins with the new time
    that was said.
    """
    hits = []
    for row, change, place in _possible(said, rows):
        one = row.session
        url = _url(row, change)
        start = one.appointment_at
        booked_on = start.astimezone(one.zone).date() if start else None
        first = first_times.of_change(said, booked_on, today)
        if change is SWITCH_OVER:
            first = first_times.with_place(first, place, said.new_type)
        clock = f" {row.times.own_clock}" if said.clocks and row.times.elsewhere else ""
        when = f"{when_of(row)} → {first.words}{clock}" if first.words else when_of(row)
        about = (one.exam_title or one.exam_sid, when, row.where, one.learner_email)
        name = marking.marked(row.name, query)
        note = marking.marked(" · ".join(filter(None, about)), query)
        if url:
            hits.append(Hit(f"{url}{first.asked}", [Piece(f"{change.verb} ", False), *name], note))
    return HitGroup("Do", hits)


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
