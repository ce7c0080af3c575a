"""The rules by which the stand-in books: schedule, reschedule, cancel, and what each refuses.

All changes happen under the state's one lock and are noted in its ledger.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from portal.sandbox import practice_institutions
from portal.sandbox.answers import FieldError, conflict, invalid, invalid_field
from portal.sandbox.ledger import Entry
from portal.sandbox.model import (
    CANCELLED,
    NEEDS_PROCTOR,
    SCHEDULED,
    Install,
    Place,
    Session,
    make_sid,
    read_time,
    write_time,
)
from portal.sandbox.state import Body, State

# The API reference gives PUT this shorter list.
RESCHEDULABLE = frozenset(
    {"b-virtual", "ad-hoc", "register-blast", "proctoru", "examity", "smarter-scheduling"}
)


def schedule(state: State, install: Install, session: Session, body: Body, entry: Entry) -> None:
    """Books a proctor: `Needs Proctor` becomes `Scheduled`. Raises Refusal 400, 402 or 409."""
    with state.lock:
        if session.status != NEEDS_PROCTOR:
            raise conflict(f"This exam session can't be scheduled: it is {session.status}.")
        _check_references(install, body)
        start = _moment(body, "appointmentDateTime")
        _check_seats(state, install, body, start)
        charge = state.till.pay(session.sid, body)
        session.asked = dict(body)
        session.status, session.status_reason = SCHEDULED, None
        session.scheduled = session.edited = datetime.now(UTC)
        session.start = start
        session.end = start and start + timedelta(minutes=session.exam.minutes)
        state.ledger.effect(entry, "scheduled", _booking(install, session), charge)


def reschedule(state: State, install: Install, session: Session, body: Body, entry: Entry) -> None:
    """Moves a scheduled session (contract §2, PUT). Raises Refusal 400 or 409."""
    with state.lock:
        _check_scheduled(session, body, "rescheduled")
        if session.type not in RESCHEDULABLE:
            raise conflict(
                f"A session of the type {session.type} can't be rescheduled; cancel it instead."
            )
        start = _moment(body, "appointmentDateTime") or _moment(body, "appointmentStartDateTime")
        end = _moment(body, "appointmentEndDateTime")
        if start and start != session.start:
            _check_seats(state, install, session.asked, start)
        times = (
            "type",
            "appointmentDateTime",
            "appointmentStartDateTime",
            "appointmentEndDateTime",
        )
        session.asked = session.asked | {k: v for k, v in body.items() if k not in times}
        session.start = start or session.start
        session.end = end or (
            session.start and session.start + timedelta(minutes=session.exam.minutes)
        )
        session.edited = datetime.now(UTC)
        state.ledger.effect(entry, "rescheduled", _booking(install, session))


def cancel(state: State, install: Install, session: Session, body: Body, entry: Entry) -> Session:
    """Cancels, and returns the enrollment's new session, which needs a proctor."""
    with state.lock:
        _check_scheduled(session, body, "cancelled")
        now = datetime.now(UTC)
        session.status, session.status_reason = CANCELLED, body["cancellationMemo"]
        session.edited = now
        sid = make_sid("ES", session.sid, "again")
        again = Session(sid, session.exam, session.enrollment, now)
        install.sessions[again.sid] = again
        booking = {**_booking(install, session), "new_session_sid": again.sid}
        state.ledger.effect(entry, "cancelled", booking, state.till.refund(session.sid, body))
        return again


def _check_scheduled(session: Session, body: Body, what: str) -> None:
    if session.status != SCHEDULED:
        raise conflict(f"This exam session can't be {what}: it is {session.status}.")
    if body.get("type", session.type) != session.type:
        raise invalid_field("type", f"This exam session is booked as {session.type}.")


def _check_references(install: Install, body: Body) -> None:
    shelves = {
        "proctorLocationSid": (install.places, "proctor location"),
        "instructorProctorSid": (install.instructors, "instructor entry"),
        "messageSid": (install.threads, "message thread"),
        "cancellationPolicyVersionSid": (
            install.policy_versions,
            "cancellation-policy version",
        ),
        "proctorTypeSubCategorySid": (practice_institutions.PROCTOR_TYPES, "proctor type"),
    }
    faults = [
        FieldError(name, f"This install has no {what} with this SID.")
        for name, (shelf, what) in shelves.items()
        if name in body and body[name] not in shelf
    ]
    if faults:
        raise invalid(faults)


def _check_seats(state: State, install: Install, body: Body, start: datetime | None) -> None:
    for name, shelf in (
        ("proctorLocationSid", install.places),
        ("instructorProctorSid", install.instructors),
    ):
        place = shelf.get(body.get(name, ""))
        if place and start and _taken(install, name, place, start) >= state.seats_of(place):
            raise conflict(
                f"{place.name} has no room left at {write_time(start)}. Choose another time."
            )


def _taken(install: Install, name: str, place: Place, start: datetime) -> int:
    return sum(
        1
        for s in install.sessions.values()
        if s.start == start and s.status == SCHEDULED and s.asked.get(name) == place.sid
    )


def _moment(body: Body, name: str) -> datetime | None:
    try:
        moment = read_time(body.get(name))
        # Whatever comes after it has to be a time too.
        return moment and moment + timedelta(days=1) - timedelta(days=1)
    except (ValueError, OverflowError):
        raise invalid_field(name, "This is not a moment in time that can be booked.") from None


def _booking(install: Install, session: Session) -> Entry:
    return {
        "install_sid": install.sid,
        "exam_sid": session.exam.sid,
        "session_sid": session.sid,
        "type": session.type,
        "appointmentDate": write_time(session.start),
        "stored": dict(session.asked),
    }
