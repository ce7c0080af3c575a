"""Who is where at one moment, and at a past one who was, in words; and the way to book there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduling import date_formats
from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.moments import earlier_states, seated_sessions, who_is_here
from scheduling.exam_sessions.moments.day_places import NO_PLACE
from scheduling.exam_sessions.moments.seat_load import HALF_HOUR, BoardPlace, Seated
from scheduling.exam_sessions.moments.who_was_where import PastMoment, PastSitting
from scheduling.models import Attendance, EarlierState, ExamSession, Institution
from scheduling.models.exam_sessions import place_in_words
from scheduling.spoken_time import say
from scheduling.views.day.board import book_here
from scheduling.views.day.board.sittings import (
    BoardSitting,
    by_itself,
    counted,
    hours_of,
    is_long_ago,
    marked,
    marked_for,
    presence_words,
)
from scheduling.views.day.board.table import BoardPage
from scheduling.views.day.clocks import PlaceClock
from scheduling.views.exam_sessions.doubts import state_at
from scheduling.views.exam_sessions.state_marks import StateMark

BEING_CHECKED = "was being checked then"
NOT_KNOWN = "Location not known"
ANOTHER = "Another learner then (see History)"


@dataclass(frozen=True, slots=True)
class PeopleAtPlace:
    """A place with who is there, how many that are (`counted`), and where to book there then."""

    name: str
    counted: str
    sittings: list[BoardSitting]
    book_url: str = ""
    note: str = ""
    book_at: str = ""  # by the place's own clock

    @property
    def here(self) -> int:
        """How many are marked as here."""
        return sum(one.presence.startswith("here") for one in self.sittings)


def groups_at(
    page: BoardPage, at: datetime, here: str, bookable: Collection[str]
) -> list[PeopleAtPlace]:
    """Who is where at a moment that is not past: at one place, that too where nobody is; else
    wherever somebody is. At the end those of whom nothing tells where.
    """
    found = {
        key: [one for one in seated if not page.sittings.is_long_ago(one, at)]
        for key, seated in dict_of(page, at).items()
    }
    places = [one for one in page.board.places if here in ("", one.sid)]
    wanted = [one for one in places if here or found.get(id(one))]
    placed = [
        PeopleAtPlace(
            name,
            counted(found.get(id(place), ()), at, "booked"),
            page.sittings.rows(found.get(id(place), ()), place.zone),
            book_here.url_of(place, at) if place.install_sid in bookable else "",
            "" if place.is_open(at, at + HALF_HOUR) else _closed(place),
            PlaceClock(page.zone, page.board.day, place.zone).time(at),
        )
        for place, name in zip(
            wanted, unambiguous_names([(one.name, one.institution) for one in wanted]), strict=True
        )
    ]
    return [*placed, *_unplaced(page, at)]


def _unplaced(page: BoardPage, at: datetime) -> list[PeopleAtPlace]:
    anywhere = BoardPlace(name=NOT_KNOWN, seated=list(page.board.unplaced)).there_at(at)
    there = [one for one in anywhere if not page.sittings.is_long_ago(one, at)]
    group = PeopleAtPlace(NOT_KNOWN, counted(there, at, "booked"), page.sittings.rows(there))
    return [group] if there else []


def unambiguous_names(places: Sequence[tuple[str, str]]) -> list[str]:
    """The names of places, each with its institution where several have one name."""
    named = Counter(name for name, _ in places)
    return [f"{name}, {whose}" if whose and named[name] > 1 else name for name, whose in places]


def long_ago(page: BoardPage, at: datetime, here: str) -> list[BoardSitting]:
    """Those of whom nothing tells that they sit there still."""
    found = [
        one
        for place in page.board.places
        if here in ("", place.sid)
        for one in seated_sessions.in_order(place.there_at(at))
        if page.sittings.is_long_ago(one, at)
    ]
    return page.sittings.placed_rows(found)


def here_besides(
    page: BoardPage, institutions: Sequence[Institution], at: datetime, here: str
) -> list[BoardSitting]:
    """Who is marked as here now and not booked then: for another time, longer than that, or no
    more.
    """
    if not page.is_today or abs(at - page.now) >= HALF_HOUR:
        return []
    found = {
        pk for pk, sid in page.sittings.here_besides(page.board, at).items() if here in ("", sid)
    }
    every = (one for place in page.board.places for one in place.everybody if not one.is_target)
    seated = {one.key: one for one in every if one.key in found}
    told = page.sittings.placed_rows(seated_sessions.in_order(seated.values()))
    if others := found - seated.keys():
        visits = who_is_here.visits_at(institutions, page.sittings.now)
        names = {place.sid: place.name for place in page.board.places if place.sid}
        told += page.sittings.marked_rows(visits.filter(session__in=others), names)
    return told


def dict_of(page: BoardPage, at: datetime) -> dict[int, Sequence[Seated]]:
    return {id(place): seated for place, seated in day_board.who_is_there(page.board, at)}


def _closed(place: BoardPlace) -> str:
    return f"closed then: {place.special_reason}" if place.special_reason else "closed then"


@dataclass(frozen=True, slots=True)
class PastWords:
    """A past moment as the page tells it."""

    groups: list[PeopleAtPlace]
    long_ago: list[BoardSitting]
    learned: list[BoardSitting]
    only_marked: list[BoardSitting]
    changed: int
    unsure: int
    log_since: str
    is_before_log: bool


@dataclass(frozen=True, slots=True)
class Past:
    """A past moment by the clock of the board's page."""

    moment: PastMoment
    page: BoardPage

    def in_words(self) -> PastWords:
        since = self.moment.log_since
        return PastWords(
            groups=self._groups(),
            long_ago=[
                replace(self._sitting(one), place=self._place(one))
                for one in self.moment.booked
                if self._is_long_ago(one)
            ],
            learned=[self._sitting(one) for one in self.moment.learned],
            only_marked=self._only_marked(),
            changed=sum(one.changed is not None for one in self.moment.booked),
            unsure=self.moment.unsure,
            log_since=say(since, self.page.zone).day if since else "",
            is_before_log=since is None or self.moment.at < since,
        )

    def _groups(self) -> list[PeopleAtPlace]:
        by_place: dict[tuple[str, str], list[PastSitting]] = {}
        for one in self.moment.booked:
            if not self._is_long_ago(one):
                whose = self._place(one), self._whose(one)
                by_place.setdefault(whose, []).append(one)
        told = sorted(by_place, key=lambda one: (one[0] == NO_PLACE, one))
        return [
            PeopleAtPlace(
                name,
                counted([one.seated for one in by_place[whose]], self.moment.at, "booked then"),
                [self._sitting(one) for one in by_place[whose]],
            )
            for whose, name in zip(told, unambiguous_names(told), strict=True)
        ]

    def _whose(self, one: PastSitting) -> str:
        """The institution of its place; of what has none, nobody's."""
        return "" if self._place(one) == NO_PLACE else one.session.institution.name

    def _place(self, one: PastSitting) -> str:
        names = {place.sid: place.name for place in self.page.board.places if place.sid}
        return names.get(one.location_sid) or (
            place_in_words(one.location_sid, one.location_name) or NO_PLACE
        )

    def _is_long_ago(self, one: PastSitting) -> bool:
        return is_long_ago(one.seated, one.visit, self.moment.at)

    def _sitting(self, then: PastSitting) -> BoardSitting:
        session = then.session
        there = self._where(session)
        presence = presence_words(then.visit, there, self.moment.at) if then.visit else ""
        return replace(
            self._told(by_itself(session), session),
            hours=hours_of(then.seated, there),
            state=self._state(then),
            presence=presence or "not marked as here",
            since=self._since(session, then.changed),
        )

    def _state(self, then: PastSitting) -> StateMark:
        """How it stands now, and said so."""
        session, request = then.session, then.request
        if then.was_settled_later:
            now = _state_now(session)
            return replace(now, word=f"{BEING_CHECKED}; {now.word}")
        if request is None:
            return _state_now(session)
        state = state_at(session, request, then.seated.start, self.page.zone)
        return replace(state, word=f"now: {state.word}")

    def _told(self, told: BoardSitting, session: ExamSession) -> BoardSitting:
        """Without who sits it by now, where that was not who did."""
        is_of_another = session.pk in self.moment.of_others
        return replace(told, learner=ANOTHER) if is_of_another else told

    def _since(self, session: ExamSession, changed: EarlierState | None) -> str:
        """“known so until Nov 4, 11:05 AM; now Tue, Nov 10, 9:30 AM, Phoenix”."""
        if changed is None:
            return ""
        until = say(changed.known_until.replace(second=0, microsecond=0), self.page.zone)
        stands = self._stands(session, changed)
        return f"known so until {until.unzoned}; now {stands}"

    def _stands(self, session: ExamSession, before: EarlierState) -> str:
        """Where and when it is booked by now, as far as that is known; where that is as it was
        before, how long, too.
        """
        status, start = session.known_status, session.appointment_at
        if status.rules_out_a_booking and not status.is_firm:
            return "no longer booked"
        certain = "" if status.is_firm and session.dropped_at is None else "not certain"
        when = self._where(session).dated(start) if start else "start not known"
        has_moved = earlier_states.has_moved(earlier_states.stood_before(before), session)
        long = "" if has_moved else date_formats.counted(session.duration_minutes or 0, "minute")
        return ", ".join(filter(None, (when, session.place_name, long, certain)))

    def _only_marked(self) -> list[BoardSitting]:
        return [self._told(self._marked(one), one.session) for one in self.moment.only_marked]

    def _marked(self, visit: Attendance) -> BoardSitting:
        """Who came, with when they were booked for then."""
        session = visit.session
        there, changed = self._where(session), self.moment.changed.get(session.pk)
        if changed is None:
            return marked(visit, there, self.moment.at)
        start = changed.start_at if earlier_states.took_seat(changed) else None
        told = marked_for(visit, start, there, self.moment.at)
        return replace(told, since=self._since(session, changed))

    def _where(self, session: ExamSession) -> PlaceClock:
        return PlaceClock.of(session, self.page.zone, self.page.board.day)


def _state_now(session: ExamSession) -> StateMark:
    status = session.known_status
    return StateMark(status.mark, f"now: {status.word}")
