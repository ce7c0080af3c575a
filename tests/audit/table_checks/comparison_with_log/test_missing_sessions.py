"""Requests and changes whose session is another one, or gone, are named."""

from __future__ import annotations

from django.db import connection

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.events.event_entry import entry_about
from scheduling.models import (
    Attempt,
    ExamSession,
    Institution,
)
from scheduling.session_commands import PORTAL
from tests.support.known_sessions import known_session
from tests.support.table_changes import run_sql
from tests.support.table_comparisons import found


def test_a_request_that_was_put_under_another_session_is_named(booked: Attempt) -> None:
    other = ExamSession.objects.exclude(pk=booked.session_id).first()
    if other is None:
        other = ExamSession.objects.get(pk=booked.session_id)
        other.pk, other.sid = None, "ES" + "9" * 32
        other.save()
    Attempt.objects.update(session=other)
    assert "asks for something else (session) than event" in found()


def test_a_request_whose_session_is_not_there_is_named_and_all_else_of_it_is_compared(
    booked: Attempt,
) -> None:
    nowhere = f"request {booked.attempt_id} of Ana Ruiz is of a session that is not there"
    with connection.constraint_checks_disabled():
        Attempt.objects.update(session_id=99_999)
        column = "scheduling_attempt.session_id is kept as something else than the portal writes"
        assert found() == f"{column} in row {booked.pk}; the {nowhere}"
        Attempt.objects.update(state="refused", asked=booked.asked | {"amount": "0.01"})
    for said in (nowhere, "is shown as “refused”, but", "asks for something else (amount) than"):
        assert said in found()
    booked.save()
    assert found() == ""


def test_a_request_whose_session_was_removed_is_named_though_the_session_is_seen_anew(
    booked: Attempt,
) -> None:
    session = ExamSession.objects.get(pk=booked.session_id)
    sid = session.sid
    with connection.constraint_checks_disabled():
        run_sql(f"DELETE FROM scheduling_examsession WHERE id = {session.pk}")
    assert "is of a session that is not there" in found()
    assert f"tells of session {sid}, which is not there any more" in found()
    session.pk = None
    session.save()
    assert ExamSession.objects.get(sid=sid).pk != booked.session_id
    assert "is of a session that is not there" in found()
    assert "not there any more" not in found()


def test_a_session_that_only_a_change_outside_tells_of_is_named_where_it_is_gone(
    noted: Institution,
) -> None:
    session = known_session(noted, status="Scheduled")
    event_writer.record(entry_about(session, Kind.SEEN, "It was moved.", PORTAL))
    assert found() == ""
    session.delete()
    assert f"tells of session {session.sid}, which is not there any more" in found()
