"""What a request of this portal has to do with a change that a look shows: whether it may be the
reason of it, and whether what is shown is what it asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from scheduling.exam_sessions.outside_changes.differences import (
    OutsideChange,
    differ,
    location_of,
)
from scheduling.exam_sessions.outside_changes.known_session import KnownSession
from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.parsing import moment
from scheduling.wall_time import in_utc, say

# What a request may change of a session, and so be the reason of.
MAY_CHANGE: dict[str, tuple[str, ...]] = {
    Attempt.Action.SCHEDULE: ("start", "status", "type", "location"),
    Attempt.Action.RESCHEDULE: ("start", "status"),
    Attempt.Action.CANCEL: ("status",),
}
IN_VAIN = (Attempt.State.REFUSED, Attempt.State.UNREACHABLE)
NOT_SHOWN_THEN = "not shown"


def asked_for_here(session: ExamSession, since: datetime | None) -> set[str]:
    """What may be the doing of a request on the session that is open, or was accepted since the
    look before: what became of it is told there. One that counts as not done explains only what it
    had asked for; one that was refused or never sent explains nothing.
    """
    attempts = Attempt.objects.filter(session=session).exclude(state__in=IN_VAIN)
    may_be_done = Q(state__in=Attempt.OPEN)
    if since is not None:
        may_be_done |= Q(state=Attempt.State.ACCEPTED, settled_at__gte=since)
    actions = set(attempts.filter(may_be_done).values_list("action", flat=True))
    last = attempts.order_by("-pk").first()
    if last and last.state == Attempt.State.NOT_APPLIED and _shows_what_was_asked(session, last):
        actions.add(last.action)
    return {name for action in actions for name in MAY_CHANGE[action]}


def _shows_what_was_asked(session: ExamSession, attempt: Attempt) -> bool:
    """Whether it may have been done late: the session's page says so itself."""
    status, start = session.known_status, session.appointment_at
    if attempt.action == Attempt.Action.CANCEL:
        return status.is_cancelled
    if attempt.action == Attempt.Action.SCHEDULE:
        return status.is_in_place
    asked = str(attempt.asked.get("appointmentDateTime", ""))
    return bool(asked and start) and datetime.fromisoformat(asked) == start


def is_as_asked(session: ExamSession, changes: Iterable[OutsideChange]) -> bool:
    """Whether the start is another since, and the one that the newest request asked for."""
    if not any(one.name == "start" for one in changes):
        return False
    last = _newest_done(session)
    asks = last is not None and bool(last.asked.get("appointmentDateTime"))
    return last is not None and asks and not _is_another_start(last, session)


def first_shown_otherwise(before: KnownSession, session: ExamSession) -> list[OutsideChange]:
    """A start or a place that the yes to the newest request did not show, shown now as another than
    that request asked for.
    """
    start, sid = session.appointment_at, session.location_sid
    is_first = (not before.start and start is not None, not before.location_sid and bool(sid))
    last = _newest_done(session) if any(is_first) else None
    if last is None:
        return []
    found = []
    if is_first[0] and _is_another_start(last, session):
        in_words = f"start {NOT_SHOWN_THEN} → {say(start, str(session.zone)).dated}"
        found.append(OutsideChange("start", NOT_SHOWN_THEN, in_utc(start), in_words))
    if is_first[1] and differ(str(last.asked.get("proctorLocationSid", "")), sid):
        name = session.location_name or location_of(session, sid)
        in_words = f"location {NOT_SHOWN_THEN} → {name}"
        found.append(OutsideChange("location", NOT_SHOWN_THEN, name, in_words))
    return found


def _newest_done(session: ExamSession) -> Attempt | None:
    """The newest request, where it was accepted."""
    last = Attempt.objects.filter(session=session).order_by("-pk").first()
    return last if last is not None and last.state == Attempt.State.ACCEPTED else None


def _is_another_start(last: Attempt, session: ExamSession) -> bool:
    asked, start = moment(last.asked.get("appointmentDateTime")), session.appointment_at
    if asked is None or start is None:
        return False
    return asked.replace(microsecond=0) != start.replace(microsecond=0)
