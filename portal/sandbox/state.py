"""What the stand-in knows, and how a person changes it past the API; bookings.py has the rules."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.sandbox import practice_institutions
from portal.sandbox.answers import conflict, not_found
from portal.sandbox.ledger import Ledger
from portal.sandbox.model import (
    Enrollment,
    Install,
    Place,
    Session,
    make_sid,
)
from portal.sandbox.payment import Till
from portal.sandbox.records import session_object
from portal.sandbox.seed import seeded

Body = dict[str, Any]


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
            like = wanted.get("like") or next(
                iter(self.installs[practice_institutions.NORTHFIELD].sessions)
            )
            install, model = self._anywhere(like)
            number = len(install.sessions)
            sid = make_sid("ES", like, "placed", number)
            enrollment = model.enrollment if "like" in wanted else _anew(model.enrollment, number)
            install.enrollments[enrollment.sid] = enrollment
            install.sessions[sid] = Session(sid, model.exam, enrollment, datetime.now(UTC))
            return _address(install, install.sessions[sid])

    def seats_of(self, place: Place) -> int:
        return self.seats.get(place.sid, place.seats)

    def _anywhere(self, session_sid: str) -> tuple[Install, Session]:
        for install in self.installs.values():
            if session_sid in install.sessions:
                return install, install.sessions[session_sid]
        raise not_found("The exam session")


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
