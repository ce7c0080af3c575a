"""Who was where at a moment that is past: bookings as they were known then, and the marks made here
of who came. What this can't show it doesn't guess.

Known then is what the mirror held at the moment (`earlier_states`), and since it holds on for
whatever was not learned to stand otherwise. A booking made here is known from its answer on; one
that was made elsewhere, and learned of late, stands there as if it had been known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q

from scheduling.audit import event_reader
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.moments import earlier_states
from scheduling.exam_sessions.moments.earlier_states import Stood
from scheduling.exam_sessions.moments.seat_load import Seated
from scheduling.exam_sessions.name_order import by_name
from scheduling.models import (
    Attempt,
    Attendance,
    EarlierState,
    ExamSession,
    Institution,
)
from scheduling.seats import possible_seats
from scheduling.seats.availability import LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """One who sat, or was to sit, somewhere at the moment.

    `changed` is what was known until something else was learned; None where it stands so still.
    `visit` is the learner's mark that counts at the moment, if any. `request` was open at the
    moment and is so still: where and when it sits is not certain.
    """

    seated: Seated
    location_sid: str
    location_name: str
    changed: EarlierState | None = None
    visit: Attendance | None = None
    request: Attempt | None = None

    @property
    def session(self) -> ExamSession:
        return self.seated.session


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """All that is known of a moment: `booked` is who was known to sit then, or may have, because it
    had begun and nobody knows until when, or because it is being checked; `learned` who is known
    to have sat by now, though the booking was made here later; `only_marked` the visits of others.
    `log_since` is when the log begins.
    """

    at: datetime
    booked: Sequence[Then]
    learned: Sequence[Then]
    only_marked: Sequence[Attendance]
    log_since: datetime | None


def of(institutions: Sequence[Institution], at: datetime, *, location_sid: str = "") -> Moment:
    """Who was where, at all locations or at one."""
    requests = _open_requests(institutions, at)
    found = _sessions(institutions, at, requests.keys())
    accommodations.load(found)
    before = earlier_states.at(found, at)
    later = _booked_here_later(found, at) - before.keys()
    visits = _visits(found, at)
    every = [
        one
        for session in found
        for one in _then(
            session,
            at,
            before.get(session.pk),
            visits.get(session.pk, ()),
            requests.get(session.pk),
        )
    ]
    then = [one for one in every if location_sid in ("", one.location_sid)]
    here = attendance.here_at(institutions, at, location_sid=location_sid)
    known = {one.session.pk for one in every}
    return Moment(
        at=at,
        booked=[one for one in then if one.session.pk not in later],
        learned=[one for one in then if one.session.pk in later],
        only_marked=[one for one in here if one.session_id not in known],
        log_since=log_since(),
    )


def log_since() -> datetime | None:
    """When the log begins; None while it is empty."""
    return event_reader.first_time("number > 0 ORDER BY number LIMIT 1")


def _open_requests(institutions: Sequence[Institution], at: datetime) -> dict[int, Attempt]:
    """What was asked for by the moment and is open still, by the session's primary key."""
    rows = Attempt.objects.at(institutions).filter(state__in=Attempt.OPEN, started_at__lte=at)
    return {one.session_id: one for one in rows}


def _sessions(
    institutions: Sequence[Institution], at: datetime, asked: Iterable[int]
) -> list[ExamSession]:
    """Those that start near enough, those that were known to, and those that are asked about."""
    first, last = at - LONGEST, at + timedelta(seconds=1)
    rows = ExamSession.objects.filter(institution__in=[one.pk for one in institutions])
    near = list(rows.filter(appointment_at__gt=first, appointment_at__lt=last))
    known = set(earlier_states.sessions_near(institutions, first, last))
    others = (known | set(asked)) - {one.pk for one in near}
    found = [*near, *(rows.filter(pk__in=others) if others else ())]
    by_key = {one.pk: one for one in institutions}
    for session in found:
        session.institution = by_key[session.institution_id]
    return sorted(found, key=by_name)


def _booked_here_later(sessions: Iterable[ExamSession], at: datetime) -> set[int]:
    """Those whose first booking through this portal was answered only after the moment."""
    rows = Attempt.objects.filter(
        session__in=[one.pk for one in sessions],
        action=Attempt.Action.SCHEDULE,
        state=Attempt.State.ACCEPTED,
    )
    first = rows.order_by().values("session_id").annotate(first=Min("settled_at"))
    return set(first.filter(first__gt=at).values_list("session_id", flat=True))


def _visits(sessions: Iterable[ExamSession], at: datetime) -> dict[int, list[Attendance]]:
    """The marks made by the moment, the newest first, by the session's primary key."""
    made = Q(arrived_at__lte=at) | Q(no_show_at__lte=at)
    rows = Attendance.objects.filter(made, session__in=[one.pk for one in sessions])
    found: dict[int, list[Attendance]] = {}
    for one in rows.order_by("-pk"):
        found.setdefault(one.session_id, []).append(one)
    return found


def _then(
    session: ExamSession,
    at: datetime,
    changed: EarlierState | None,
    visits: Iterable[Attendance],
    request: Attempt | None,
) -> list[Then]:
    """Where it sat at the moment, or may have: of one that is being checked perhaps in two seats.
    What was learned since settles what was asked.
    """
    stood = _stood(changed) if changed else earlier_states.stood(session)
    is_gone = changed is None and session.dropped_at is not None and session.dropped_at <= at
    if is_gone:
        return []
    request = None if changed else request
    given = accommodations.of(session)
    minutes = given.sitting(stood.minutes).minutes if given else stood.minutes
    seats = possible_seats.seats(stood.status, stood.start, stood.location_sid, request)
    every = [
        Then(
            seated=Seated.of(session, one, minutes),
            location_sid=one.location_sid,
            location_name="" if one.is_target else stood.location_name,
            changed=changed,
            visit=_visit(session, visits, one.start, at),
            request=request,
        )
        for one in seats
    ]
    end = at + timedelta(seconds=1)
    return [one for one in every if one.seated.sits(at, end) or one.seated.may_still_sit(at)]


def _visit(
    session: ExamSession, visits: Iterable[Attendance], start: datetime, at: datetime
) -> Attendance | None:
    """The newest mark that was about the booking as it stood at the moment."""
    own = (one for one in visits if attendance.is_of(session, start, one, at=at))
    return next(own, None)


def _stood(earlier: EarlierState) -> Stood:
    return Stood(
        earlier.start_at,
        earlier.duration_minutes,
        earlier.status,
        earlier.location_sid,
        earlier.location_name,
    )
