"""What a request of this portal has to do with a change that a look shows: whether it may be the
reason of it, and whether what is shown is what it asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from scheduling.audit.name_edges import place_with_edges
from scheduling.exam_sessions.outside_changes import arrangements, reviews
from scheduling.exam_sessions.outside_changes.differences import (
    NOT_SHOWN_THEN,
    OutsideChange,
    differ,
    location_of,
    of_arrangement,
)
from scheduling.exam_sessions.outside_changes.known_session import KnownSession
from scheduling.models import Attempt, ExamSession
from scheduling.models.session_status import folded
from scheduling.proctoring_api.provider_times import moment
from scheduling.spoken_time import say
from scheduling.wall_time import in_utc

# What a request may change of a session, and so be the reason of.
MAY_CHANGE: dict[str, tuple[str, ...]] = {
    Attempt.Action.SCHEDULE: ("start", "status", "type", "location", *arrangements.WORDS),
    Attempt.Action.RESCHEDULE: ("start", "status", arrangements.END, *arrangements.PERSONAL),
    Attempt.Action.CANCEL: ("status",),
}
# What is asked for under which name, and kept in which field.
ASKED_AS = {"type": ("type", "session_type"), "location": ("proctorLocationSid", "location_sid")}
OF_THE_ANSWER = timedelta(seconds=5)  # between taking an answer and keeping it
IN_VAIN = (Attempt.State.REFUSED, Attempt.State.UNREACHABLE)


def asked_for_here(session: ExamSession, since: datetime | None) -> set[str]:
    """What may be the doing of a request on the session that is open, or was accepted since the
    look before: what became of it is told there. One that counts as not done explains only what it
    had asked for, and so does a cancellation that looks since did not show; one that was refused or
    never sent explains nothing.
    """
    attempts = Attempt.objects.filter(session=session).exclude(state__in=IN_VAIN)
    may_be_done = Q(state__in=Attempt.OPEN)
    if since is not None:
        may_be_done |= Q(state=Attempt.State.ACCEPTED, settled_at__gte=since)
    actions = set(attempts.filter(may_be_done).values_list("action", flat=True))
    last = attempts.order_by("-pk").first()
    if last and _is_shown_late(session, last):
        actions.add(last.action)
    return {name for action in actions for name in MAY_CHANGE[action]}


def _is_shown_late(session: ExamSession, last: Attempt) -> bool:
    """Whether what is shown now is what that request asked for, and was not shown before: once it
    was, another status of the session is an event.
    """
    if not _shows_what_was_asked(session, last):
        return False
    if last.state == Attempt.State.NOT_APPLIED:
        return not reviews.is_shown_as_others(session, last)
    is_done = last.state == Attempt.State.ACCEPTED and last.action == Attempt.Action.CANCEL
    return is_done and not reviews.has_left_cancelled(session, last)


def _shows_what_was_asked(session: ExamSession, attempt: Attempt) -> bool:
    """Whether it may have been done late: the session's page says so itself."""
    status, start = session.known_status, session.appointment_at
    if attempt.action == Attempt.Action.CANCEL:
        return status.is_cancelled
    if attempt.action == Attempt.Action.SCHEDULE:
        return status.is_in_place
    return start is not None and moment(attempt.asked.get("appointmentDateTime")) == start


def as_asked(session: ExamSession, changes: Iterable[OutsideChange]) -> list[str]:
    """What is another since, and is now as the requests asked of which the newest was done: by the
    names of the changes. Of a cancellation that is the status.
    """
    changes = list(changes)
    last = _newest_done(session) if changes else None
    if last is None:
        return []
    if last.action == Attempt.Action.CANCEL:
        is_back = session.known_status.is_cancelled
        return [one.name for one in changes if one.name == "status" and is_back]
    return [one.name for one in changes if _is_shown_as(one.name, _asked_in_all(last), session)]


def _is_shown_as(name: str, asked: Mapping[str, Any], session: ExamSession) -> bool:
    """Whether this part of the session stands as it was asked for."""
    if name == "start":
        start = moment(asked.get("appointmentDateTime"))
        return start is not None and not _is_another(start, session)
    if name in ASKED_AS:
        called, field = ASKED_AS[name]
        return folded(str(asked.get(called, ""))) == folded(getattr(session, field))
    wanted = arrangements.asked(asked, session.session_type).get(name, "")
    shown = arrangements.kept(session).get(name, "")
    return bool(wanted and shown) and arrangements.is_same(name, wanted, shown)


def _asked_in_all(last: Attempt) -> Mapping[str, Any]:
    """What was asked of the booking: when it was booked, and by each move since."""
    done = Attempt.objects.filter(session=last.session_id, state=Attempt.State.ACCEPTED)
    asked: dict[str, Any] = {}
    for one in done.only("action", "asked").order_by("pk"):
        is_move = one.action == Attempt.Action.RESCHEDULE
        asked = {**(asked if is_move else {}), **one.asked}
    return asked


def is_since_own_answer(session: ExamSession, before: KnownSession) -> bool:
    """Whether the look before was the answer to the newest request: what that told otherwise may
    have been the answer's fault.
    """
    last = _newest_done(session)
    if last is None or last.settled_at is None or before.seen_at is None:
        return False
    return before.seen_at <= last.settled_at + OF_THE_ANSWER


def as_refused(session: ExamSession, changes: Iterable[OutsideChange]) -> list[str]:
    """What is another since, and is now as the newest request asked, which was refused: it may have
    been carried out all the same. By the names of the changes.
    """
    changes = list(changes)
    last = Attempt.objects.filter(session=session).order_by("-pk").first() if changes else None
    if last is None or last.state != Attempt.State.REFUSED or not _stands_as_refused(session, last):
        return []
    return [
        one.name
        for one in changes
        if (one.name == "status" and last.action != Attempt.Action.RESCHEDULE)
        or _is_shown_as(one.name, last.asked, session)
    ]


def _stands_as_refused(session: ExamSession, last: Attempt) -> bool:
    is_done = _shows_what_was_asked(session, last)
    if not is_done or last.action != Attempt.Action.SCHEDULE:
        return is_done
    asked_type, asked_place = (
        str(last.asked.get(one, "")) for one in ("type", "proctorLocationSid")
    )
    is_elsewhere = differ(asked_place, session.location_sid) or _is_another_start(last, session)
    return not (is_elsewhere or differ(asked_type, session.session_type))


def first_shown_otherwise(before: KnownSession, session: ExamSession) -> list[OutsideChange]:
    """A start, a place or what else was arranged that the yes to the newest request did not show,
    shown now as another than that request asked for.
    """
    start, sid = session.appointment_at, session.location_sid
    is_first = (not before.start and start is not None, not before.location_sid and bool(sid))
    known = before.arranged
    now = {} if known is None else arrangements.kept(session)  # where none was ever kept
    new = {name: said for name, said in now.items() if name not in (known or {})}
    last = _newest_done(session) if any(is_first) or new else None
    if last is None:
        return []
    found = []
    if _is_another_start(last, session):
        new.pop(arrangements.END, None)  # the start tells it
    if is_first[0] and _is_another_start(last, session):
        in_words = f"start {NOT_SHOWN_THEN} → {say(start, str(session.zone)).dated}"
        found.append(OutsideChange("start", NOT_SHOWN_THEN, in_utc(start), in_words))
    if is_first[1] and differ(str(last.asked.get("proctorLocationSid", "")), sid):
        name = session.location_name or location_of(session, sid)
        in_words = f"location {NOT_SHOWN_THEN} → {place_with_edges(name)}"
        found.append(OutsideChange("location", NOT_SHOWN_THEN, name, in_words))
    asked = arrangements.asked(last.asked, last.session_type)
    return found + [
        of_arrangement(session, name, NOT_SHOWN_THEN, said)
        for name, said in new.items()
        if name in asked and not arrangements.is_same(name, asked[name], said)
    ]


def _newest_done(session: ExamSession) -> Attempt | None:
    """The newest request, where it was accepted."""
    last = Attempt.objects.filter(session=session).order_by("-pk").first()
    return last if last is not None and last.state == Attempt.State.ACCEPTED else None


def _is_another_start(last: Attempt, session: ExamSession) -> bool:
    asked = moment(last.asked.get("appointmentDateTime"))
    return asked is not None and _is_another(asked, session)


def _is_another(asked: datetime, session: ExamSession) -> bool:
    start = session.appointment_at
    return start is not None and asked.replace(microsecond=0) != start.replace(microsecond=0)
