"""Successor of a cancelled exam session: the one in which its enrollment can be booked again."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from django.db import DatabaseError
from django.utils import timezone

from scheduling.exam_sessions import session_reading
from scheduling.exam_sessions.inherited_accommodations import pass_on
from scheduling.exam_sessions.mirrored_values import kept_status, kept_type
from scheduling.exam_sessions.search import word_index
from scheduling.institutions import circuit_breaker, request_budget
from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.client import Client, client_for
from scheduling.proctoring_api.errors import ProctoringError, is_of_another
from scheduling.proctoring_api.lists.list_page import BadRow
from scheduling.proctoring_api.lists.list_rows import SessionRow

log = logging.getLogger(__name__)
PATIENCE = 2.0
MOST_NAMED = 3
NOT_ITS_OWN = (
    "SmarterProctoring’s list of the sessions of enrollment {enrollment} holds what is not its own,"
    " which was left out: {rows}."
)
NO_SID = "a row without a SID"
NOT_NAMED = "read by itself, it is about another learner"
MORE_THAN_READ = "there are more new ones than one cancellation makes"
MOST_READ = 5  # a cancellation makes one
_SID = re.compile("ES[a-f0-9]{32}")
SAME_LEARNER = (
    "user_sid",
    "learner_name",
    "learner_family_name",
    "learner_email",
    "exam_title",
    "course_name",
    "instructor_name",
    "duration_minutes",
)


def fetch_after(attempt: Attempt) -> None:
    """List the enrollment's sessions again once a cancellation is certain (contract §2, DELETE).

    Failing is no loss: the next fetch of the whole list brings the new session too.
    """
    if (attempt.action, attempt.state) != (Attempt.Action.CANCEL, Attempt.State.ACCEPTED):
        return
    fetch(attempt.session)
    # The worker's walk through the list may have brought it before the cancellation was recorded.
    since = [
        one
        for one in beside(attempt.session)
        if one.listed_at and one.listed_at >= attempt.started_at
    ]
    try:
        pass_on(attempt.session.institution, since)
    except DatabaseError as error:
        log.warning("the accommodation of session %s stays behind: %s", attempt.session.sid, error)


def fetch(session: ExamSession) -> bool:
    """List the sessions of a session's enrollment again, and take in those that are new here, each
    once it was read and named this learner; whether that could be done.
    """
    if not session.enrollment_sid:
        return False
    others: list[BadRow] = []
    try:
        client = client_for(session.institution.connection)
        rows = client.enrollment_sessions(
            session.institution.sid,
            session.enrollment_sid,
            session.exam_sid,
            user_sid=session.user_sid,
            timeout=PATIENCE,
            left_out=others,
        )
        unknown = _unknown(session, rows)
        others += [BadRow(place=0, sid=one.sid, why=MORE_THAN_READ) for one in unknown[MOST_READ:]]
        added = [new for row in unknown[:MOST_READ] if (new := _read(client, session, row, others))]
        pass_on(session.institution, added)
        if others:
            _tell(session, others)
    except (ProctoringError, DatabaseError) as error:
        if isinstance(error, ProctoringError):
            request_budget.pause_if_asked_to(session.institution, error)
        log.warning(
            "the sessions of enrollment %s could not be listed: %s", session.enrollment_sid, error
        )
        return False
    return True


def _tell(session: ExamSession, others: list[BadRow]) -> None:
    """What can't be taken for this enrollment's is named to administrators."""
    named = [f"{one.sid or NO_SID} ({one.why})" for one in others[:MOST_NAMED]]
    said = NOT_ITS_OWN.format(enrollment=session.enrollment_sid, rows=", ".join(named))
    circuit_breaker.raise_alarm(session.institution, said)


def successor(session: ExamSession) -> ExamSession | None:
    """The session in which the learner of a cancelled one can be booked, as far as it is known
    here.
    """
    return next(iter(bookable_beside(session)), None) if session.known_status.is_cancelled else None


def booked_instead(session: ExamSession) -> ExamSession | None:
    """The session in which the learner of a cancelled one is booked by now, as far as it is known
    here.
    """
    if not session.known_status.is_cancelled:
        return None
    return next((one for one in beside(session) if one.known_status.is_in_place), None)


def bookable_beside(session: ExamSession) -> list[ExamSession]:
    """The other sessions of its enrollment and exam that need a proctor, the newest first."""
    return [one for one in beside(session) if one.needs_proctor]


def beside(session: ExamSession) -> list[ExamSession]:
    """The other sessions of its enrollment and exam, the newest first; none where the enrollment is
    not known.
    """
    if not session.enrollment_sid:
        return []
    same = ExamSession.objects.filter(enrollment_sid=session.enrollment_sid)
    others = same.exclude(pk=session.pk).select_related("institution").order_by("-pk")
    place = session.institution_id, session.exam_sid
    return [one for one in others if (one.institution_id, one.exam_sid) == place]


def _unknown(session: ExamSession, rows: Iterable[SessionRow]) -> list[SessionRow]:
    """Those of the rows whose session is not known at the institution yet."""
    found = {row.sid: row for row in rows if _SID.fullmatch(row.sid)}
    there = ExamSession.objects.filter(institution=session.institution, sid__in=list(found))
    known = set(there.values_list("sid", flat=True))
    return [row for sid, row in found.items() if sid not in known]


def _read(
    client: Client, cancelled: ExamSession, row: SessionRow, others: list[BadRow]
) -> ExamSession | None:
    """Take in a session that is new here, once it names the learner: its row may not, and a list
    that leaves the enrollment out of account holds the sessions of all. None for another's, which
    joins the `others`, and for one that can't be read: the whole list brings it.
    """
    new = ExamSession(
        institution=cancelled.institution,
        exam_sid=cancelled.exam_sid,
        sid=row.sid,
        enrollment_sid=cancelled.enrollment_sid,
        **{name: getattr(cancelled, name) for name in SAME_LEARNER},
    )
    try:
        record = session_reading.read_session(client, new, timeout=PATIENCE).record
    except ProctoringError as error:
        request_budget.pause_if_asked_to(new.institution, error)
        if is_of_another(error):
            others.append(BadRow(place=0, sid=row.sid, why=NOT_NAMED))
        return None
    if record is None or not (record.only_enrollment_sid or record.only_user_sid):
        return None
    return _add(new, row)


def _add(new: ExamSession, row: SessionRow) -> ExamSession | None:
    """Keep it; None where somebody else did meanwhile."""
    told = {
        "status": kept_status(row.status),
        "session_type": kept_type(row.session_type),
        "appointment_at": row.appointment_at,
        "listed_at": timezone.now(),
        **{name: getattr(new, name) for name in ("exam_sid", "enrollment_sid", *SAME_LEARNER)},
    }
    kept, is_new = ExamSession.objects.get_or_create(
        institution=new.institution, sid=new.sid, defaults=told
    )
    word_index.take([kept.pk])
    return kept if is_new else None
