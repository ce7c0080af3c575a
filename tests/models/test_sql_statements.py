"""Statements written out give and keep what the ORM would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession, Institution, sql_statements
from tests.support.booking_form import session_path
from tests.support.client import Desk


def columns(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def an_attempt(session: ExamSession) -> Attempt:
    now = datetime(2027, 1, 14, 15, 30, 0, 123456, tzinfo=UTC)
    return Attempt(
        attempt_id=uuid4(),
        session=session,
        action=Attempt.Action.SCHEDULE,
        actor=get_user_model().objects.get(username="coordinator"),
        actor_name="Ana “Ñ” Ruiz",
        time_zone="America/Chicago",
        asked={"notes": "Zoë’s % room", "amount": "25.50", "rooms": [1, None, True]},
        asked_digest="d" * 64,
        started_at=now,
        deadline_at=now + timedelta(seconds=20),
    )


@pytest.fixture
def session(desk: Desk, sandbox: Sandbox) -> ExamSession:
    desk.get(session_path(sandbox.needs_proctor()[0]))
    return ExamSession.objects.get()


def test_rows_are_read_as_the_orm_reads_them(session: ExamSession) -> None:
    an_attempt(session).save()
    for model in (Institution, ExamSession, Attempt, get_user_model()):
        read = sql_statements.every(model, "id > %s ORDER BY id", 0)
        assert [columns(row) for row in read] == [
            columns(row) for row in model.objects.order_by("pk")
        ]
        assert read


def test_a_row_that_is_not_there_is_none(database: object) -> None:
    assert sql_statements.first(Institution, "sid = %s", "AI" + "f" * 32) is None


def test_an_added_row_is_kept_as_the_orm_would_keep_it(session: ExamSession) -> None:
    added = an_attempt(session)
    sql_statements.add(added)
    assert columns(Attempt.objects.get(pk=added.pk)) == columns(added)
    added.reason = "saved again"
    added.save()
    assert Attempt.objects.get().reason == "saved again"


def test_a_second_open_attempt_is_refused(session: ExamSession) -> None:
    sql_statements.add(an_attempt(session))
    with pytest.raises(IntegrityError):
        sql_statements.add(an_attempt(session))


def test_a_change_reaches_the_rows_of_its_condition_only(session: ExamSession) -> None:
    sql_statements.add(an_attempt(session))
    settled = {
        "state": "refused",
        "settled_at": timezone.now(),
        "differences": [{"what": "Notes"}],
        "needs_person": True,
    }
    where, open_ones = "session_id = %s AND state IN ", Attempt.OPEN
    assert (
        sql_statements.change(
            Attempt, settled, where + sql_statements.marks(open_ones), session.pk, *open_ones
        )
        == 1
    )
    assert (
        sql_statements.change(
            Attempt, settled, where + sql_statements.marks(open_ones), session.pk, *open_ones
        )
        == 0
    )
    assert {name: getattr(Attempt.objects.get(), name) for name in settled} == settled


def test_a_secret_is_kept_encrypted(institution: Institution) -> None:
    given = {"api_token": "a-secret-token"}
    assert sql_statements.change(Institution, given, "id = %s", institution.pk) == 1

    assert Institution.objects.get(pk=institution.pk).api_token == "a-secret-token"
    [(kept,)] = sql_statements.rows(
        "SELECT api_token FROM scheduling_institution WHERE id = %s", institution.pk
    )
    assert "a-secret-token" not in kept


def test_a_sign_in_past_its_time_is_none(database: object) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store()
    session["answers"] = "kept"
    session.save()
    assert store(session.session_key).load() == {"answers": "kept"}

    session.set_expiry(-1)
    session.save()
    lapsed = store(session.session_key)
    assert (lapsed.load(), lapsed.session_key) == ({}, None)


def test_someone_who_is_made_inactive_is_signed_out_at_once(desk: Desk) -> None:
    assert desk.get("/").status_code == 200
    get_user_model().objects.filter(username="coordinator").update(is_active=False)
    answer = desk.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=%2F")
