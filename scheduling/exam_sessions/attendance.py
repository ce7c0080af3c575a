"""Who came to their exam: check-in, check-out and no-show, marked with an event for each mark.

They are kept here alone and say nothing of the provider's status: nothing of them is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.events import attendance_events
from scheduling.models import Attempt, Attendance, ExamSession, sql_statements
from scheduling.models.session_status import INCIDENT
from scheduling.session_commands import Actor

# A check-in that nobody checked out says after so long no more that the learner is there.
LONGEST_STAY = timedelta(hours=18)
EARLIEST = timedelta(days=1)  # before the start: who is checked in sooner is somebody else
SOON_ENOUGH = timedelta(hours=3)  # before the start, though it is of the next day
Mark = Attendance.Mark


FIELDS = {Mark.ARRIVED: "arrived_at", Mark.LEFT: "left_at", Mark.NO_SHOW: "no_show_at"}


class MarkedMeanwhile(Exception):
    """Somebody else has marked it since it was shown."""


class NotPossible(Exception):
    """The mark does not fit what is marked already, or comes before the start."""


def latest_of(sessions: Iterable[ExamSession]) -> dict[int, Attendance]:
    """What stands of each of these sessions that something stands of, by the session's primary
    key. One statement.
    """
    known = {one.id: one for one in sessions if one.id}
    if not known:
        return {}
    where = f"session_id IN {sql_statements.marks(list(known))} ORDER BY id"
    rows = sql_statements.every(Attendance, where, *known)
    newest = {one.session_id: one for one in rows}
    return {
        pk: one for pk, one in newest.items() if is_of(known[pk], known[pk].appointment_at, one)
    }


def of(session: ExamSession) -> Attendance | None:
    """What stands of the session's booking; None where nothing was marked, or all taken back."""
    return latest_of([session]).get(session.pk) if session.pk else None


def number_of(session: ExamSession) -> int:
    """The number of the event that marked what stands of it; 0 where nothing does."""
    known = of(session)
    return known.event_number if known else 0


def is_of(
    session: ExamSession, start: datetime | None, known: Attendance, *, at: datetime | None = None
) -> bool:
    """Whether it is about the session's booking of that start; at a past moment, whether it was
    then. Who is there is there, whatever the start, until they are to come for it; a no-show is one
    of its own start alone, a visit that is over of its day.
    """
    has_left = known.left_at is not None and (at is None or known.left_at <= at)
    is_there = known.arrived_at is not None and not has_left
    if known.start_at == start or (is_there and _may_be_there(session, start, known, at)):
        return True
    if known.arrived_at is None or start is None:
        return False
    zone = session.zone
    return known.arrived_at.astimezone(zone).date() == start.astimezone(zone).date()


def _may_be_there(
    session: ExamSession, start: datetime | None, known: Attendance, at: datetime | None
) -> bool:
    """Whether who came and is not known to have left may be there still. Who came for another start
    and was never checked out was forgotten where people come for this one by now, or nobody stays
    so long.
    """
    if known.left_at or (start is not None and has_come_for(session, start, known)):
        return True
    until = known.arrived_at + LONGEST_STAY
    return (at or timezone.now()) < (min(until, start - SOON_ENOUGH) if start else until)


def has_come_for(session: ExamSession, start: datetime, known: Attendance) -> bool:
    """Whether who came did so for a start of that time: who sits there as the booking is moved to
    another day has not come for that one.
    """
    at = known.arrived_at
    if at is None or start - at <= SOON_ENOUGH:
        return True
    zone = session.zone
    return at.astimezone(zone).date() == start.astimezone(zone).date()


def is_here(known: Attendance | None, at: datetime) -> bool:
    """Whether the learner is said to be here at a moment: came by then, not longer ago than anybody
    stays, and not left by then, as far as it was marked.
    """
    if known is None or known.arrived_at is None:
        return False
    has_left = known.left_at is not None and known.left_at <= at
    return not has_left and known.arrived_at <= at < known.arrived_at + LONGEST_STAY


def possible(session: ExamSession, known: Attendance | None, now: datetime) -> list[Mark]:
    """What can be marked beside what stands. Whose sitting an incident stopped was there."""
    if known and known.is_here:
        return [Mark.LEFT]
    if known and known.no_show_at:
        return []
    start = session.appointment_at or _asked_start(session)
    comes = start is None or (start - now <= EARLIEST and not _is_of_a_day_before(session, now))
    is_absent = known is None and has_begun(session, now) and session.known_status != INCIDENT
    return [*([Mark.ARRIVED] if comes else []), *([Mark.NO_SHOW] if is_absent else [])]


def _asked_start(session: ExamSession) -> datetime | None:
    """The start that was asked for, of a booking that was accepted and shows none."""
    if session.pk is None or session.known_status.rules_out_a_booking:
        return None
    done = Attempt.objects.filter(session=session.pk, state=Attempt.State.ACCEPTED)
    asked = done.order_by("-pk").values_list("asked", flat=True).first() or {}
    told = str(asked.get("appointmentDateTime", ""))
    return datetime.fromisoformat(told.replace("Z", "+00:00")) if told else None


def has_begun(session: ExamSession, now: datetime) -> bool:
    """Whether its start is known and was; of one without a start that can't be said."""
    return session.appointment_at is not None and session.appointment_at <= now


def has_ended(session: ExamSession, now: datetime) -> bool:
    """Whether its time is over: by its length, or by the longest stay where that is not known."""
    start, minutes = session.appointment_at, accommodations.sitting_of(session).minutes
    if start is None:
        return False
    return start + (timedelta(minutes=minutes) if minutes else LONGEST_STAY) <= now


def _is_of_a_day_before(session: ExamSession, now: datetime) -> bool:
    """Whether its time was over before today: nobody comes to it any more."""
    midnight = now.astimezone(session.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return has_ended(session, midnight)


def last_mark(known: Attendance | None) -> Mark | None:
    """The mark that was made last."""
    if known is None:
        return None
    if known.no_show_at:
        return Mark.NO_SHOW
    return Mark.ARRIVED if known.is_here else Mark.LEFT


def mark(*, session: ExamSession, mark: Mark, shown_event: int, actor: Actor) -> bool:
    """Mark a stored session, and tell whether that changed anything: what stands stays.

    `shown_event` is the event of the mark that the person saw, 0 where there was none. Raises
    ChangedMeanwhile where another one stands by now, and NotPossible.
    """
    with transaction.atomic():
        ExamSession.objects.select_for_update(no_key=True).get(pk=session.pk)
        known, now = of(session), timezone.now()
        is_shown = (known.event_number if known else 0) == shown_event
        if last_mark(known) == mark:
            return False
        if not is_shown:
            raise MarkedMeanwhile
        if mark not in possible(session, known, now):
            raise NotPossible
        number = event_writer.append(
            attendance_events.marked(session, mark, _start_of(session, known), now, actor)
        )
        _store(session, known if mark == Mark.LEFT else None, mark, now, number, actor)
    return True


def take_back(*, session: ExamSession, shown_event: int, reason: str, actor: Actor) -> Mark:
    """Undo the last mark, the one that the person saw, and tell which that was. Raises
    ChangedMeanwhile where it is not the last one any more.
    """
    with transaction.atomic():
        ExamSession.objects.select_for_update(no_key=True).get(pk=session.pk)
        known = of(session)
        last = last_mark(known)
        if known is None or last is None or known.event_number != shown_event:
            raise MarkedMeanwhile
        number = event_writer.append(
            attendance_events.taken_back(
                session,
                known,
                last,
                marked_at=getattr(known, FIELDS[last]),
                reason=reason,
                actor=actor,
            )
        )
        if last == Mark.LEFT:
            _store(session, known, last, None, number, actor)
        else:
            known.delete()
    return last


def _store(
    session: ExamSession,
    known: Attendance | None,
    mark: Mark,
    at: datetime | None,
    number: int,
    actor: Actor,
) -> None:
    row = known or Attendance(session=session, start_at=session.appointment_at)
    setattr(row, FIELDS[mark], at)
    row.marked_by_name, row.event_number = actor.name, number
    row.save()


def _start_of(session: ExamSession, known: Attendance | None) -> datetime | None:
    """The start that a mark is made for: who leaves after the booking was moved to another day
    leaves the one that they came for.
    """
    start = session.appointment_at
    if known and known.is_here and not (start and has_come_for(session, start, known)):
        return known.start_at
    return start
