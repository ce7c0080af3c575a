"""What the stand-in knows and the rules by which it changes: schedule, reschedule, cancel."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.sandbox import practice
from portal.sandbox.answers import FieldError, conflict, invalid, invalid_field, not_found
from portal.sandbox.ledger import Entry, Ledger
from portal.sandbox.model import (
    CANCELLED,
    NEEDS_PROCTOR,
    SCHEDULED,
    Enrollment,
    Install,
    Place,
    Session,
    make_sid,
    read_time,
    write_time,
)
from portal.sandbox.payment import Till
from portal.sandbox.records import session_object
from portal.sandbox.seed import seeded

Body = dict[str, Any]

# The API reference gives PUT this shorter list.
RESCHEDULABLE = frozenset(
    {"b-virtual", "ad-hoc", "register-blast", "proctoru", "examity", "smarter-scheduling"}
)


class State:
    """Every install and its sessions.

    All changes happen under one lock and are noted in the ledger.
    """

    def __init__(self, seed: int, ledger: Ledger) -> None:
        self.lock = threading.RLock()
        self.ledger = ledger
        self.reset(seed)

    def reset(self, seed: int) -> None:
        with self.lock:
            self.seed = seed
            self.installs = seeded(seed)
            self.till = Till()
            self.seats: dict[str, int] = {}
            self._being_scheduled: set[str] = set()

    def install(self, sid: str) -> Install:
        if sid not in self.installs:
            raise not_found("The install")
        return self.installs[sid]

    def find(self, install_sid: str, exam_sid: str, session_sid: str) -> tuple[Install, Session]:
        """Raises Refusal 404 unless all three SIDs belong together."""
        install = self.install(install_sid)
        session = install.sessions.get(session_sid)
        if session is None or session.exam.sid != exam_sid:
            raise not_found("The exam session")
        return install, session

    @contextmanager
    def one_at_a_time(self, session_sid: str) -> Iterator[None]:
        """Refuses (409) a second scheduling of a session while the first is being worked on."""
        with self.lock:
            if session_sid in self._being_scheduled:
                raise conflict("This exam session is still being processed.")
            self._being_scheduled.add(session_sid)
        try:
            yield
        finally:
            with self.lock:
                self._being_scheduled.discard(session_sid)

    def schedule(self, install: Install, session: Session, body: Body, entry: Entry) -> None:
        """Books a proctor: `Needs Proctor` becomes `Scheduled`. Raises Refusal 400, 402 or 409."""
        with self.lock:
            if session.status != NEEDS_PROCTOR:
                raise conflict(f"This exam session can't be scheduled: it is {session.status}.")
            self._check_references(install, body)
            start = _moment(body, "appointmentDateTime")
            self._check_seats(install, body, start)
            charge = self.till.pay(session.sid, body)
            session.asked = dict(body)
            session.status, session.status_reason = SCHEDULED, None
            session.scheduled = session.edited = datetime.now(UTC)
            session.start = start
            session.end = start and start + timedelta(minutes=session.exam.minutes)
            self.ledger.effect(entry, "scheduled", _booking(install, session), charge)

    def reschedule(self, install: Install, session: Session, body: Body, entry: Entry) -> None:
        """Moves a scheduled session (contract §2, PUT). Raises Refusal 400 or 409."""
        with self.lock:
            self._check_scheduled(session, body, "rescheduled")
            if session.type not in RESCHEDULABLE:
                raise conflict(
                    f"A session of the type {session.type} can't be rescheduled; cancel it instead."
                )
            start = _moment(body, "appointmentDateTime") or _moment(
                body, "appointmentStartDateTime"
            )
            end = _moment(body, "appointmentEndDateTime")
            if start and start != session.start:
                self._check_seats(install, session.asked, start)
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
            self.ledger.effect(entry, "rescheduled", _booking(install, session))

    def cancel(self, install: Install, session: Session, body: Body, entry: Entry) -> Session:
        """Cancels, and returns the enrollment's new session, which needs a proctor."""
        with self.lock:
            self._check_scheduled(session, body, "cancelled")
            now = datetime.now(UTC)
            session.status, session.status_reason = CANCELLED, body["cancellationMemo"]
            session.edited = now
            sid = make_sid("ES", session.sid, "again")
            again = Session(sid, session.exam, session.enrollment, now)
            install.sessions[again.sid] = again
            booking = {**_booking(install, session), "new_session_sid": again.sid}
            self.ledger.effect(entry, "cancelled", booking, self.till.refund(session.sid, body))
            return again

    def set_seats(self, place_sid: str, seats: int) -> None:
        """Changes how many fit in at a location or instructor entry at one start time."""
        with self.lock:
            self.seats[place_sid] = seats

    def inspect(self, *, status: str = "", install_sid: str = "", sid: str = "") -> list[Body]:
        """Where exam sessions live and how they stand, without a request."""
        with self.lock:
            return [
                _address(install, session)
                for install in self.installs.values()
                for session in install.sessions.values()
                if install_sid in ("", install.sid)
                and status in ("", session.status)
                and sid in ("", session.sid)
            ]

    def stored(self, session_sid: str) -> Body:
        """The session object as it is stored now."""
        with self.lock:
            return session_object(*self._anywhere(session_sid))

    def place(self, wanted: Body) -> Body:
        """Changes a session past the API (`status`, `reason`, `start` in ISO 8601 with a zone,
        `minutes` of its exam, `fields` of its booking, `learner` by `sid`, `firstName`, `lastName`,
        `email`), or, without `sid`, adds one that needs a proctor, of the enrollment and exam of
        the session `like`, or else of a learner of its own. Returns its address.
        """
        with self.lock:
            if wanted.get("sid"):
                install, session = self._anywhere(wanted["sid"])
                session.status = wanted.get("status", session.status)
                session.status_reason = wanted.get("reason", session.status_reason)
                if "start" in wanted:
                    session.start = datetime.fromisoformat(wanted["start"]).astimezone(UTC)
                minutes = wanted.get("minutes", session.exam.minutes)
                session.exam = replace(session.exam, minutes=minutes)
                session.asked |= wanted.get("fields", {})
                session.enrollment = _of(session.enrollment, wanted.get("learner", {}))
                return _address(install, session)
            like = wanted.get("like") or next(iter(self.installs[practice.NORTHFIELD].sessions))
            install, model = self._anywhere(like)
            number = len(install.sessions)
            sid = make_sid("ES", like, "placed", number)
            enrollment = model.enrollment if "like" in wanted else _anew(model.enrollment, number)
            install.enrollments[enrollment.sid] = enrollment
            install.sessions[sid] = Session(sid, model.exam, enrollment, datetime.now(UTC))
            return _address(install, install.sessions[sid])

    def _anywhere(self, session_sid: str) -> tuple[Install, Session]:
        for install in self.installs.values():
            if session_sid in install.sessions:
                return install, install.sessions[session_sid]
        raise not_found("The exam session")

    def _check_scheduled(self, session: Session, body: Body, what: str) -> None:
        if session.status != SCHEDULED:
            raise conflict(f"This exam session can't be {what}: it is {session.status}.")
        if body.get("type", session.type) != session.type:
            raise invalid_field("type", f"This exam session is booked as {session.type}.")

    def _check_references(self, install: Install, body: Body) -> None:
        shelves = {
            "proctorLocationSid": (install.places, "proctor location"),
            "instructorProctorSid": (install.instructors, "instructor entry"),
            "messageSid": (install.threads, "message thread"),
            "cancellationPolicyVersionSid": (
                install.policy_versions,
                "cancellation-policy version",
            ),
            "proctorTypeSubCategorySid": (practice.PROCTOR_TYPES, "proctor type"),
        }
        faults = [
            FieldError(name, f"This install has no {what} with this SID.")
            for name, (shelf, what) in shelves.items()
            if name in body and body[name] not in shelf
        ]
        if faults:
            raise invalid(faults)

    def _check_seats(self, install: Install, body: Body, start: datetime | None) -> None:
        for name, shelf in (
            ("proctorLocationSid", install.places),
            ("instructorProctorSid", install.instructors),
        ):
            place = shelf.get(body.get(name, ""))
            if place and start and self._taken(install, name, place, start) >= self._seats(place):
                raise conflict(
                    f"{place.name} has no room left at {write_time(start)}. Choose another time."
                )

    def _seats(self, place: Place) -> int:
        return self.seats.get(place.sid, place.seats)

    def _taken(self, install: Install, name: str, place: Place, start: datetime) -> int:
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


def _of(enrollment: Enrollment, told: Body) -> Enrollment:
    """The same enrollment, with these facts of its learner changed."""
    names = {"sid": "sid", "firstName": "first_name", "lastName": "last_name", "email": "email"}
    facts = {ours: told[api] for api, ours in names.items() if api in told}
    return (
        replace(enrollment, learner=replace(enrollment.learner, **facts)) if facts else enrollment
    )


def _anew(enrollment: Enrollment, number: int) -> Enrollment:
    """The same enrollment for another learner."""
    learner = replace(enrollment.learner, sid=make_sid("US", "placed", number))
    return replace(enrollment, sid=make_sid("EN", "placed", number), learner=learner)


def _address(install: Install, session: Session) -> Body:
    learner = session.enrollment.learner
    return {
        "installSid": install.sid,
        "examSid": session.exam.sid,
        "sessionSid": session.sid,
        "enrollmentSid": session.enrollment.sid,
        "status": session.status,
        "learner": f"{learner.first_name} {learner.last_name}",
        "exam": session.exam.title,
    }
