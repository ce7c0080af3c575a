"""The learner's other exam sessions around one, found by the provider's SIDs alone: the user's, or
else the enrollment's. Whatever `other_bookings` may warn of is among them: no page tells of none
beside such a warning.

A name may be another person's: where neither SID is known, nothing is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.other_bookings import learner_key, overlap
from scheduling.models import Attempt, ExamSession, Institution, sql_statements
from scheduling.seats import possible_seats, standing_requests

AROUND = timedelta(days=14)
MOST_SHOWN = 8
MOST_READ = 100
STILL_OPEN = f"state IN {sql_statements.marks(Attempt.OPEN)}"
# The sum keeps planners without statistics from walking a whole institution.
NEAR = f"""learner_key = %s AND institution_id + 0 IN {{here}} AND id <> %s
  AND (appointment_at >= %s OR appointment_at IS NULL OR UPPER(exam_sid) = %s OR EXISTS (
    SELECT 1 FROM scheduling_attempt
    WHERE session_id = scheduling_examsession.id AND {{still_open}}))
ORDER BY appointment_at, id LIMIT {MOST_READ + 1}"""


@dataclass(frozen=True, slots=True)
class OtherSession:
    """A session of the learner's; `start` is None where it is not known. While a move of it is
    being checked it is the one at the same time, or else the nearer one.
    """

    session: ExamSession
    start: datetime | None
    is_being_checked: bool
    is_same_time: bool  # as the session that they stand around
    is_same_exam: bool
    may_stand: bool  # as a booking, for all that is shown of it

    @property
    def is_marked(self) -> bool:
        return self.is_same_time or self.is_same_exam


@dataclass(frozen=True, slots=True)
class OtherSessions:
    """Those that are shown, by their start; how many more were read, and whether that is all.
    `far` are bookings farther away, where none is near.
    """

    shown: Sequence[OtherSession]
    more: int
    is_cut: bool
    far: Sequence[OtherSession] = ()


def other_sessions_of_learner(
    session: ExamSession, institutions: Iterable[Institution], *, now: datetime
) -> OtherSessions | None:
    """The learner's other sessions at these institutions, within two weeks of the session's start,
    or of now where it has none, and those of its exam at any time; None where nobody can tell whose
    it is.

    One without a start may be within them, unless it is over.
    """
    if not learner_key(session):
        return None
    middle = session.appointment_at or now
    here = {one.pk: one for one in institutions}
    if not here:
        return OtherSessions([], 0, is_cut=False)
    read = _read(session, list(here), min(middle, now))
    if not (read or session.user_sid):  # the user may have other enrollments
        return None
    asked = standing_requests.of(read)
    for one in read:
        one.institution = here[one.institution_id]
    found = [_other(session, one, asked.get(one.pk), middle) for one in read[:MOST_READ]]
    near = [one for one in found if _may_be_near(one, middle)]
    shown = _first_of(near, middle)
    far = [] if near else [one for one in found if one.start and one.may_stand]
    is_cut = len(read) > MOST_READ
    return OtherSessions(shown, len(near) - len(shown), is_cut, _first_of(far, middle))


def _first_of(found: Sequence[OtherSession], middle: datetime) -> list[OtherSession]:
    """Those that matter most, by their start."""
    first = sorted(found, key=lambda one: (not one.is_marked, _distance(one.start, middle)))
    return sorted(first[:MOST_SHOWN], key=_by_start)


def _read(session: ExamSession, here: list[int], since: datetime) -> list[ExamSession]:
    """The learner's rows that may be near or of the same exam, or stand later; one more than are
    looked at.
    """
    first = sql_statements.stored(ExamSession, "appointment_at", since - AROUND)
    where = NEAR.format(here=sql_statements.marks(here), still_open=STILL_OPEN)
    same = session.exam_sid.upper()
    values = (learner_key(session), *here, session.pk or 0, first, same, *Attempt.OPEN)
    rows = sql_statements.every(ExamSession, where, *values)
    accommodations.load(rows)
    return rows


def _other(
    session: ExamSession, other: ExamSession, request: Attempt | None, middle: datetime
) -> OtherSession:
    """`request` is what may hold a seat that the session does not show; None where nothing may."""
    status, is_asked = other.known_status, request is not None
    is_open = request is not None and request.is_open
    own_start = None if session.is_over else session.appointment_at
    starts = sorted(
        possible_seats.starts_of(other, request),
        key=lambda one: (not overlap(session, own_start, other, one), _distance(one, middle)),
    )
    start = starts[0]
    may_stand = is_asked or not status.rules_out_a_booking
    is_same = other.exam_sid.casefold() == session.exam_sid.casefold()
    return OtherSession(
        session=other,
        start=start,
        is_being_checked=is_open,
        is_same_time=may_stand and overlap(session, own_start, other, start),
        is_same_exam=is_same and not (status.is_over and not is_open),
        may_stand=may_stand,
    )


def _may_be_near(other: OtherSession, middle: datetime) -> bool:
    if other.is_same_exam and other.may_stand:
        return True
    if other.start is None:
        return other.is_being_checked or not other.session.is_over
    return abs(other.start - middle) <= AROUND


def _distance(start: datetime | None, middle: datetime) -> timedelta:
    return abs(start - middle) if start else AROUND


def _by_start(other: OtherSession) -> tuple[bool, float, int]:
    return other.start is None, other.start.timestamp() if other.start else 0, other.session.pk
