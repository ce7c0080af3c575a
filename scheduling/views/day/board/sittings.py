"""Who sits somewhere, in words: a session with its state and who came, and how many that are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils.safestring import SafeString

from scheduling.booking import attempt_queries
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments.day_places import NO_PLACE
from scheduling.exam_sessions.moments.seat_load import LONG_AGO, Seated
from scheduling.exam_sessions.moments.seated_sessions import in_order
from scheduling.models import Attempt, Attendance, ExamSession
from scheduling.views.day.clocks import PlaceClock
from scheduling.views.exam_sessions import row_markup
from scheduling.views.exam_sessions.doubts import state_at
from scheduling.views.exam_sessions.lists.row_places import place_words
from scheduling.views.exam_sessions.row_markup import escape
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.exam_sessions.state_marks import StateMark

# Put together here, as the rows of a list are: a template takes ten times as long for those of a
# busy day.
SITTING = '<li class="board__sitting">{who} <span class="meta">{what}</span> {state}{more}</li>'
LINK = '<a href="{url}">{name}</a>'
PRESENCE = ' <span class="meta">{presence}</span>'
SINCE = ' <b class="board__since">{since}</b>'


@dataclass(frozen=True, slots=True)
class BoardSitting:
    """One session on the board: who, what, from when to when, how it stands, and who came."""

    learner: str
    exam: str
    hours: str
    state: StateMark
    given: str
    url: str
    presence: str = ""
    since: str = ""  # how it stands otherwise by now
    place: str = ""  # where nothing above it names one

    @property
    def markup(self) -> SafeString:
        """As a line of a list."""
        name, url = _bdi(self.learner or ExamSession.NAMELESS), escape(self.url)
        place = _bdi(self.place) if self.place else ""
        told = (_bdi(self.exam), escape(self.hours), place, escape(self.given))
        presence, since = escape(self.presence), escape(self.since)
        more = PRESENCE.format(presence=presence) if presence else ""
        more += SINCE.format(since=since) if since else ""
        return SafeString(
            SITTING.format(
                who=LINK.format(url=url, name=name) if url else name,
                what=" · ".join(part for part in told if part),
                state=row_markup.state(self.state.mark, self.state.word),
                more=more,
            )
        )


def _bdi(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


@dataclass(frozen=True)
class Sittings:
    """Sessions in words, by the clock of a zone, with their newest requests and the marks of who
    came; `now` is to the second, as marks are. `here` are the places of those who are marked as
    here, by session, on the board or not: told of today alone.
    """

    zone: str
    day: date
    now: datetime
    latest: Mapping[int, Attempt]
    visits: Mapping[int, Attendance]
    here: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, board: Board, zone: str, now: datetime, here: Mapping[int, str] | None = None
    ) -> Sittings:
        """Of everybody on the board."""
        placed = [seat.session for place in board.places for seat in place.everybody]
        every = [*placed, *(seat.session for seat in board.unplaced)]
        latest = attempt_queries.latest_attempts(every) if every else {}
        return cls(zone, board.day, now, latest, attendance.latest_of(every), here or {})

    def rows(self, seated: Iterable[Seated], zone: str = "") -> list[BoardSitting]:
        """Each in words, by start and name; `zone` is that of the place where they sit, where one
        is known.
        """
        return [self.row(one, zone) for one in in_order(seated)]

    def placed_rows(self, seated: Iterable[Seated]) -> list[BoardSitting]:
        """The same where nothing above them names the place."""
        return [self.row(one, place=place_words(one.session)) for one in seated]

    def is_long_ago(self, seated: Seated, at: datetime) -> bool:
        """As `is_long_ago`, by the marks that are known."""
        return is_long_ago(seated, self.visits.get(seated.session.pk), at)

    def state(self, seated: Seated) -> StateMark:
        latest = self.latest.get(seated.key)
        return state_at(seated.session, latest, seated.start, self.zone)

    def here_besides(self, board: Board, at: datetime) -> dict[int, str]:
        """Who is marked as here now and not booked at a moment, by session, each with the place."""
        there = (one for place in board.places for one in place.there_at(at))
        booked = keys_of(one for one in there if not one.is_target)
        return {pk: sid for pk, sid in self.here.items() if pk not in booked}

    def marks_of_visits(self) -> list[str]:
        """All that the board shows of them, for comparing."""
        visits = [_mark_of(one) for _, one in sorted(self.visits.items())]
        here = [f"{pk} {sid}" for pk, sid in sorted(self.here.items()) if pk not in self.visits]
        return visits + here

    def marked_rows(
        self, visits: Iterable[Attendance], names: Mapping[str, str]
    ) -> list[BoardSitting]:
        """Whoever came, wherever they are booked by now; `names` are those of places, by SID."""
        return [self._marked_row(one, names) for one in visits]

    def _marked_row(self, visit: Attendance, names: Mapping[str, str]) -> BoardSitting:
        there = PlaceClock.of(visit.session, self.zone, self.day)
        where = visit.place_sid  # as `who_is_here` told it
        place = names.get(where, where) or NO_PLACE
        return replace(marked(visit, there, self.now), place=place)

    def row(self, seated: Seated, zone: str = "", place: str = "") -> BoardSitting:
        session = seated.session
        there = PlaceClock(self.zone, self.day, zone or str(session.zone))
        known = accommodations.of(session)
        return BoardSitting(
            learner=session.learner_name,
            exam=session.exam_title or session.exam_sid,
            hours=hours_of(seated, there),
            state=self.state(seated),
            given=known.value.in_words if known else "",
            url=page_url(session, "session"),
            presence=self._presence(seated, there),
            place=place,
        )

    def _presence(self, seated: Seated, there: PlaceClock) -> str:
        """Who came, as people marked it; of one that has not begun, only that."""
        known = self.visits.get(seated.session.pk)
        if known and attendance.is_of(seated.session, seated.start, known):
            return presence_words(known, there, self.now)
        return "not marked as here" if seated.start <= self.now else ""


def _mark_of(one: Attendance) -> str:
    return f"{one.session_id} {one.start_at} {one.arrived_at} {one.left_at} {one.no_show_at}"


def by_itself(session: ExamSession) -> BoardSitting:
    """What is told of a session without a seat."""
    status = session.known_status
    return BoardSitting(
        learner=session.learner_name,
        exam=session.exam_title or session.exam_sid,
        hours="",
        state=StateMark(status.mark, f"now: {status.word}"),
        given="",
        url=page_url(session, "session"),
    )


def marked(visit: Attendance, there: PlaceClock, at: datetime) -> BoardSitting:
    """Who came, with when they are booked for by now."""
    session = visit.session
    start = session.appointment_at if session.known_status.is_firm else None
    return marked_for(visit, start, there, at)


def marked_for(
    visit: Attendance, start: datetime | None, there: PlaceClock, at: datetime
) -> BoardSitting:
    """Who came, with when they are booked for, where they are: “booked for 1:00 PM”."""
    return replace(
        by_itself(visit.session),
        hours=f"booked for {there.time(start)}" if start else "",
        presence=presence_words(visit, there, at),
    )


def is_long_ago(seated: Seated, visit: Attendance | None, at: datetime) -> bool:
    """Whether nothing tells that somebody sits there still: nobody knows when it ends, it began too
    long ago for most exams, and the learner is not marked as here.
    """
    is_endless = seated.end is None and seated.start < at - LONG_AGO
    return is_endless and not attendance.is_here(visit, at)


def keys_of(seated: Iterable[Seated]) -> set[int]:
    """Of the sessions; one may have two seats."""
    return {one.key for one in seated}


def presence_words(known: Attendance, there: PlaceClock, at: datetime) -> str:
    """What a mark says at a moment: “here since 9:58 AM”, with the day where that is not the page's
    own. Whom nobody checked out is after so long not said to be here.
    """
    if known.arrived_at is None:
        return "marked as a no-show"
    if known.left_at and known.left_at <= at:
        return f"left {there.time(known.left_at)}"
    came = there.time(known.arrived_at)
    is_here = attendance.is_here(known, at)
    return f"here since {came}" if is_here else f"arrived {came}, not checked out"


def hours_of(seated: Seated, there: PlaceClock) -> str:
    """“9:30 AM – 12:30 PM”, with the day of the start where that is another one."""
    if seated.end is None:
        return f"{there.time(seated.start)} – end not known"
    start, (end, zone) = there.time(seated.start), there.hour_and_zone(seated.end)
    return f"{start.removesuffix(zone)} – {end}{zone}"


def counted(there: Sequence[Seated], at: datetime, word: str) -> str:
    """“2 booked, 1 not certain”: only who is booked for certain and for then is booked."""
    certain = [one for one in there if one.is_certain]
    booked = sum(one.sits(at, at + timedelta(seconds=1)) for one in certain)
    unsure = len({one.session.pk for one in there if not one.is_certain})
    apart = ((unsure, "not certain"), (len(certain) - booked, "whose end is not known"))
    told = (f"{count} {what}" for count, what in apart if count)
    return ", ".join((f"{booked} {word}", *told))
