"""Looking at one exam session as it stands upstream, for a page or for what is about to be sent."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from scheduling.exam_sessions import mirror, session_reading
from scheduling.institutions import calls_at_once, circuit_breaker, request_budget
from scheduling.institutions.calls_at_once import Purpose
from scheduling.models import ExamSession
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import NotFound, NothingSent, ProctoringError, Throttled
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.session_record import SessionRecord

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RefreshedSession:
    """The session as known now, and what this look alone showed of it.

    `problem` says in plain words what could not be fetched, else it is empty; `is_asked` whether
    the question reached the provider, which was not too busy for it.
    """

    session: ExamSession
    problem: str = ""
    is_unknown: bool = False
    record: SessionRecord | None = None
    exchange: Exchange | None = None
    is_asked: bool = False


def refresh_session(
    session: ExamSession, *, purpose: Purpose = Purpose.READING, patience: float | None = None
) -> RefreshedSession:
    """Read the session from the provider; where that fails, what was known stands, and the page
    says so. `patience` is in seconds: a page's, unless another is given.

    A session that was not stored yet is stored once the provider has confirmed that it exists. What
    is read for the sake of a booking (`purpose`) takes a place of the bookings.
    """
    if circuit_breaker.paused(session.institution):
        return RefreshedSession(session, circuit_breaker.NOT_ASKED)
    with calls_at_once.place(session.institution.pk, purpose) as is_free:
        if not is_free:
            return RefreshedSession(session, calls_at_once.NOT_ASKED)
        return _read(session, settings.PAGE_PATIENCE if patience is None else patience)


def _read(session: ExamSession, patience: float) -> RefreshedSession:
    asked_at = timezone.now()
    try:
        client = client_for(session.institution.connection)
        answer = session_reading.read_session(client, session, timeout=patience)
    except NotFound as error:
        return RefreshedSession(session, error.reason, is_unknown=True)
    except ProctoringError as error:
        request_budget.pause_if_asked_to(session.institution, error)
        is_asked = not isinstance(error, NothingSent | Throttled)
        return RefreshedSession(session, error.reason, is_asked=is_asked)
    if answer.record:
        _mirror(session, answer.record, asked_at)
    return RefreshedSession(session, record=answer.record, exchange=answer.exchange, is_asked=True)


def _mirror(session: ExamSession, record: SessionRecord, asked_at: datetime) -> None:
    """A storage that takes nothing just now keeps nobody from seeing what was read."""
    exam_sid = session.exam_sid
    try:
        if session.pk is None:
            _store(session)
        other = exam_sid if session.exam_sid != exam_sid else ""
        mirror.take_record(session, record, asked_at=asked_at, exam_sid=other)
    except DatabaseError as error:
        log.error("what was read about session %s could not be kept: %s", session.sid, error)


def _store(session: ExamSession) -> None:
    """Its row, made or found, also under another exam than the one where the provider shows it."""
    institution = session.institution
    known = mirror.find_or_add_session(institution=institution, address=session.address)
    session.pk = known.pk
    session._state.adding = False
    session.refresh_from_db()
    session.institution = institution
