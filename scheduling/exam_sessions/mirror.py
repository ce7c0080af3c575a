"""Keeping the local mirror of exam sessions true to what the provider last said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from scheduling.exam_sessions import name_order
from scheduling.exam_sessions.mirrored_values import (
    beside_known,
    location_in,
    of_another_exam,
    taken_from,
    told_by,
)
from scheduling.exam_sessions.moments import earlier_states
from scheduling.exam_sessions.moments.earlier_states import Stood
from scheduling.exam_sessions.outside_changes import (
    arrangements,
    older_answers,
    recording,
    unread_answers,
)
from scheduling.exam_sessions.outside_changes.known_session import is_of_another_booking, known_of
from scheduling.exam_sessions.outside_changes.learner_marks import is_of_another_learner
from scheduling.exam_sessions.search import word_index
from scheduling.models import Attempt, ExamSession, Institution, sql_statements, status_of
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import SessionAddress
from scheduling.session_types.registry import with_known_type

# How and where a session is booked, where none of it is known.
NOT_KNOWN: dict[str, Any] = {
    "status": "",
    "status_reason": "",
    "session_type": "",
    "appointment_at": None,
    "location_sid": "",
    "location_name": "",
    "time_zone": "",
    "arranged": arrangements.NONE_SHOWN,
}
NO_LEARNER: dict[str, Any] = {
    "enrollment_sid": "",
    "user_sid": "",
    "learner_name": "",
    "learner_family_name": "",
    "learner_email": "",
}
# Of a row, what tells whether a look shows a change.
STOOD = (
    *("id", "status", "session_type", "appointment_at", "duration_minutes", "location_sid"),
    *("location_name", "user_sid", "enrollment_sid", "exam_sid", "exam_title"),
    *("learner_name", "refreshed_at", "listed_at", "arranged"),
)
THIS_ONE = "institution_id = %s AND sid = %s AND exam_sid = %s"


def find_or_add_session(*, institution: Institution, address: SessionAddress) -> ExamSession:
    """The mirrored session, made with its SIDs alone where it was never seen before."""
    session, _ = ExamSession.objects.select_related("institution").get_or_create(
        institution=institution, sid=address.session_sid, defaults={"exam_sid": address.exam_sid}
    )
    return session


def find_session(*, institution: Institution, address: SessionAddress) -> ExamSession | None:
    """The mirrored session, or None where it was never seen."""
    session = sql_statements.first(
        ExamSession, THIS_ONE, institution.pk, address.session_sid, address.exam_sid
    )
    if session:
        session.institution = institution
    return session


def is_elsewhere(*, institution: Institution, sid: str) -> bool:
    """Whether the session was seen at another institution."""
    return ExamSession.objects.filter(sid=sid).exclude(institution=institution).exists()


def take_record(
    session: ExamSession,
    record: SessionRecord,
    *,
    asked_at: datetime | None = None,
    answered_at: datetime | None = None,
    meant_in: str = "",
    accepted: str = "",
    exam_sid: str = "",
) -> bool:
    """Take over what a session object says; what it leaves out stays as it was known, unless the
    session was booked anew: then it is not known any more. False where what is known is newer.

    `asked_at` is when the provider was asked: an answer older than what is known already is
    dropped. `answered_at` is when the answer to a request came that is recorded only now: what was
    seen since stays. `meant_in` is the zone the booking was made in: its time goes on being said
    so, unless the place has its own. `accepted` is the action of the request that this answers, or
    shows as done: what such a request can't change is a change outside here, too. `exam_sid` is the
    exam under which it was asked for, where that is another than the known one.
    """
    record = with_known_type(record)
    if asked_at and not accepted and older_answers.put_off(session, record, asked_at):
        return False
    is_anew = accepted == Attempt.Action.SCHEDULE
    is_anew = is_anew or is_of_another_booking(session, status_of(record.status))
    told = told_by(session, record, meant_in, is_anew=is_anew)
    values = _not_known_now(session, record, is_anew=is_anew) | taken_from(told, session)
    values |= of_another_exam(told, exam_sid) if exam_sid else {}
    seen_at = min(timezone.now(), answered_at) if answered_at else timezone.now()
    values |= {"refreshed_at": seen_at, "dropped_at": None}
    values["unread"] = _unread(session, record, accepted, is_anew=is_anew)
    was, is_look = known_of(session), bool(asked_at and not accepted)
    if not _put_in(session, values, answered_at or asked_at, is_look=is_look):
        session.refresh_from_db()
        _keep_zone(session, meant_in)
        return False
    if accepted:
        recording.note_beside(session, was, accepted, seen_at=seen_at)
    return True


def _not_known_now(session: ExamSession, record: SessionRecord, *, is_anew: bool) -> dict[str, Any]:
    """What was known of another booking, or of another learner, as blank."""
    blank = NOT_KNOWN if is_anew else {}
    user, enrollment = record.only_user_sid, record.only_enrollment_sid
    return blank | NO_LEARNER if is_of_another_learner(session, user, enrollment) else blank


def _unread(
    session: ExamSession, record: SessionRecord, accepted: str, *, is_anew: bool
) -> str | None:
    """Of a look, also of the one by which a move or a cancellation was accepted; what the answer to
    a booking gave so is told with the request.
    """
    odd = unread_answers.length_of(record, session)
    if accepted == Attempt.Action.SCHEDULE:
        return unread_answers.kept(odd)
    is_told = bool(record.location_sids or record.location_name)
    place = location_in(session.institution_id, record)
    is_open = is_told and not any(place if is_anew else beside_known(session, place))
    left_out = () if is_anew else unread_answers.left_out_of(record, session)
    if accepted:
        found = dict.fromkeys(left_out, "") | odd
        found |= unread_answers.of_location(record) if is_open else {}
        return unread_answers.kept(found)
    return unread_answers.of_record(record, is_place_open=is_open, left_out=left_out, odd=odd)


def _put_in(
    session: ExamSession, values: dict[str, Any], since: datetime | None, *, is_look: bool
) -> bool:
    """Put the values into the session and store them, with the words it is found by where those
    change; whether they were kept, as they are where nothing was seen `since`.
    """
    known, before = word_index.facts(session), earlier_states.stood(session)
    for name, value in values.items():
        setattr(session, name, value)
    if word_index.facts(session) == known and session.indexed_by == word_index.RULES:
        return _stored(session, values, since, None if is_look else before)
    if is_look:
        return _stored_and_indexed(session, values, since)
    return _stored_to_be_indexed(session, values, since, before)


def _stored_to_be_indexed(
    session: ExamSession, values: dict[str, Any], since: datetime | None, before: Stood
) -> bool:
    """On the way of a booking the index of words can wait: the next search catches up with it. Who
    sits the session, and where it stands among names, is known at once.
    """
    session.indexed_by = 0
    session.learner_key = word_index.own_key(session) or session.learner_key
    session.name_order = name_order.of(session)
    names = ("indexed_by", "learner_key", "name_order")
    known = {name: getattr(session, name) for name in names}
    return _stored(session, values | known, since, before)


def _stored_and_indexed(
    session: ExamSession, values: dict[str, Any], since: datetime | None
) -> bool:
    with transaction.atomic():
        is_stored = _stored(session, values | {"indexed_by": 0}, since)
        word_index.take([session.pk])
    session.refresh_from_db(fields=("learner_key", "indexed_by"))
    return is_stored


def _keep_zone(session: ExamSession, meant_in: str) -> None:
    """No look tells it where the place has none."""
    if meant_in and not session.time_zone:
        session.time_zone = meant_in
        sql_statements.change(ExamSession, {"time_zone": meant_in}, "id = %s", session.pk)


def forget_booking(session: ExamSession, *, answered_at: datetime | None = None) -> None:
    """A session that was booked anew, of which nothing was shown since: nor, where the answer came
    earlier, since then.
    """
    before = earlier_states.stood(session)
    for name, value in NOT_KNOWN.items():
        setattr(session, name, value)
    if older_answers.keep_unless_newer(session, NOT_KNOWN, answered_at):
        earlier_states.keep([(session, before)], until=timezone.now())
    else:
        session.refresh_from_db()


def _stored(
    session: ExamSession,
    values: dict[str, Any],
    since: datetime | None,
    before: Stood | None = None,
) -> bool:
    """Whether the values were kept. What a look shows changed is kept together with its event; with
    `before` they are the answer to a request, which has an event of its own.
    """
    if before is not None:
        is_kept = older_answers.keep_unless_newer(session, values, since)
        earlier_states.keep([(session, before)] * is_kept, until=values["refreshed_at"])
        return is_kept
    with transaction.atomic():
        this_one = sql_statements.locked("id = %s")
        rows = sql_statements.every(ExamSession, this_one, session.pk, only=STOOD)
        is_kept = older_answers.keep_unless_newer(session, values, since)
        for row in rows if is_kept else ():
            seen_at = values["refreshed_at"]
            earlier_states.keep([(session, earlier_states.stood(row))], until=seen_at)
            recording.note(session, known_of(row), seen_at=seen_at)
    return is_kept
