"""Who was where at a moment that is past: bookings as they were known then, and the marks made here
of who came. What this can't show it doesn't guess.

Known then is what the mirror held at the moment (`earlier_states`), and since it holds on for
whatever was not learned to stand otherwise. A booking made here is known from when it was sent on,
and not certain until it was settled or, accepted, shown; one that was made elsewhere, and learned
of late, stands there as if it had been known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q

from scheduling.audit import event_reader
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.moments import earlier_states, who_is_here
from scheduling.exam_sessions.moments.earlier_states import Stood
from scheduling.exam_sessions.moments.seat_load import Seated
from scheduling.exam_sessions.name_order import by_name
from scheduling.exam_sessions.outside_changes import earlier_learner
from scheduling.models import (
    Attempt,
    Attendance,
    EarlierState,
    ExamSession,
    Institution,
    status_of,
)
from scheduling.seats import possible_seats, standing_requests
from scheduling.seats.availability import LONGEST
from scheduling.seats.possible_seats import PossibleSeat


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSitting:
    """One who sat, or was to sit, somewhere at the moment.

    `changed` is what was known until something else was learned; None where it stands so still.
    `visit` is the learner's mark that counts at the moment, if any. `request` was open at the
    moment, or accepted and nothing had shown it: where and when it sits is not certain.
    `was_settled_later` where it is open no longer.
    """

    seated: Seated
    location_sid: str
    location_name: str
    changed: EarlierState | None = None
    visit: Attendance | None = None
    request: Attempt | None = None
    was_settled_later: bool = False

    @property
    def session(self) -> ExamSession:
        return self.seated.session


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMoment:
    """All that is known of a moment: `booked` is who was known to sit then, or may have, because it
    had begun and nobody knows until when, or because it is being checked; `learned` who is known
    to have sat by now, though the booking was made here later; `only_marked` the visits of
    others, and `changed` how the bookings of those were known to stand that stand otherwise since,
    by session. `of_others` are the keys of those sessions that were another learner's then than
    now, as the log tells. `unsure` is how many more may have: their status says neither that they
    are booked nor that they are not. `log_since` is when the log begins.
    """

    at: datetime
    booked: Sequence[PastSitting]
    learned: Sequence[PastSitting]
    only_marked: Sequence[Attendance]
    changed: Mapping[int, EarlierState]
    of_others: Collection[int]
    unsure: int
    log_since: datetime | None


def of(institutions: Sequence[Institution], at: datetime, *, location_sid: str = "") -> PastMoment:
    """Who was where, at all locations or at one; there may be, too, who was known to be at none."""
    standing = {one.session_id: one for one in standing_requests.at(institutions)}
    refused = standing_requests.refused_after(institutions, at)
    found = _sessions(institutions, at, standing.keys() | refused.keys())
    accommodations.load(found)
    before = earlier_states.at(found, at)
    later = _booked_here_later(found, at) - before.keys()
    visits = _visits(found, at)
    # At most one is open of a session, and the newest.
    open_then = {pk: one for pk, one in standing.items() if one.is_open and one.started_at <= at}
    accepted = standing_requests.accepted_by((one.pk for one in found), at)
    requests = accepted | refused | open_then
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
    then = [one for one in every if _may_be_at(location_sid, one)]
    here = who_is_here.visits_at(institutions, at, location_sid=location_sid)
    known = {one.session.pk for one in every}
    only_marked = [one for one in here if one.session_id not in known]
    told = (one.session for one in (*then, *only_marked))
    return PastMoment(
        at=at,
        booked=[one for one in then if one.session.pk not in later],
        learned=[one for one in then if one.session.pk in later],
        only_marked=only_marked,
        changed=earlier_states.at([one.session for one in only_marked], at),
        of_others=earlier_learner.of_another_at(told, at),
        unsure=sum(
            one.pk not in known | later and _may_have_sat(one, before.get(one.pk), at, location_sid)
            for one in found
        ),
        log_since=log_since(),
    )


def _may_be_at(location_sid: str, one: PastSitting) -> bool:
    """Whether it was there, or nothing that was known then, or is now, tells of another place."""
    is_unplaced = not (one.location_sid or one.location_name)
    by_now = one.session.location_sid
    return location_sid in ("", one.location_sid) or (is_unplaced and by_now in ("", location_sid))


def log_since() -> datetime | None:
    """When the log begins; None while it is empty."""
    return event_reader.first_time("number > 0 ORDER BY number LIMIT 1")


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
    """Those whose first booking through this portal was sent only after the moment."""
    rows = Attempt.objects.filter(
        session__in=[one.pk for one in sessions],
        action=Attempt.Action.SCHEDULE,
        state=Attempt.State.ACCEPTED,
    )
    first = rows.order_by().values("session_id").annotate(first=Min("started_at"))
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
    asked: Attempt | None,
) -> list[PastSitting]:
    """Where it sat at the moment, or may have: of one that is being checked perhaps in two seats.
    What was learned since settles what is asked still.
    """
    stood = earlier_states.stood_before(changed) if changed else earlier_states.stood(session)
    is_gone = changed is None and session.dropped_at is not None and session.dropped_at <= at
    if is_gone:
        return []
    request = _request_then(session, stood, changed, asked, at)
    given = accommodations.of(session)
    minutes = given.sitting(stood.minutes).minutes if given else stood.minutes
    seats = possible_seats.seats(stood.status, stood.start, stood.location_sid, request)
    every = [
        PastSitting(
            seated=Seated.of(session, one, minutes),
            location_sid=one.location_sid,
            location_name="" if one.is_target else stood.location_name,
            changed=changed,
            visit=_visit(session, visits, one.start, at),
            request=request,
            was_settled_later=request is not None and _is_settled_after(asked, at),
        )
        for one in seats
    ]
    end = at + timedelta(seconds=1)
    return [one for one in every if one.seated.sits(at, end) or one.seated.may_still_sit(at)]


def _request_then(
    session: ExamSession,
    stood: Stood,
    changed: EarlierState | None,
    request: Attempt | None,
    at: datetime,
) -> Attempt | None:
    """The request by which it was not certain at the moment, as it was then."""
    has_moved = changed is not None and earlier_states.has_moved(stood, session)
    if request is None or (request.is_open and has_moved):
        return None
    if request.is_open:
        return request
    if _is_settled_after(request, at):
        return standing_requests.as_open(request)
    is_somewhere = bool(stood.location_sid or stood.location_name)
    facts = status_of(stood.status), stood.start, is_somewhere
    return request if standing_requests.may_have_seat_while(session, request, *facts) else None


def _is_settled_after(request: Attempt | None, at: datetime) -> bool:
    settled = request.settled_at if request else None
    return settled is not None and settled > at


def _may_have_sat(
    session: ExamSession, changed: EarlierState | None, at: datetime, location_sid: str
) -> bool:
    """Whether what was known of it at the moment leaves open that it sat then, at the location."""
    stood = earlier_states.stood_before(changed) if changed else earlier_states.stood(session)
    is_gone = changed is None and session.dropped_at is not None and session.dropped_at <= at
    if is_gone or stood.takes_seat or not stood.may_take_seat or stood.start is None:
        return False
    if location_sid not in ("", stood.location_sid or location_sid):
        return False
    seat = PossibleSeat(stood.start, stood.location_sid, is_certain=False)
    given = accommodations.of(session)
    minutes = given.sitting(stood.minutes).minutes if given else stood.minutes
    seated = Seated.of(session, seat, minutes)
    return seated.sits(at, at + timedelta(seconds=1)) or seated.may_still_sit(at)


def _visit(
    session: ExamSession, visits: Iterable[Attendance], start: datetime, at: datetime
) -> Attendance | None:
    """The newest mark that was about the booking as it stood at the moment."""
    own = (one for one in visits if attendance.is_of(session, start, one, at=at))
    return next(own, None)
