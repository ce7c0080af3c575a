"""A time that somebody damaged past the portal takes down no page and no step of the worker, is
never told as another time, and is named by a verification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import models
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks import comparison_with_log
from scheduling.exam_sessions import attendance
from scheduling.models import (
    Attempt,
    Attendance,
    EarlierState,
    ExamSession,
    Handover,
    ListWalk,
    sql_statements,
)
from scheduling.wall_time import NoTime
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book, mirrored
from tests.support.client import Desk
from tests.support.damaged_rows import damage, not_shown, of_session, work_on
from tests.support.html import words

NONE = {
    "bytes": "x'ff41'",
    "a word": "'soon'",
    "a number": "9223372036854775807",
    "a day": "'2027-01-14'",
    "year one": "'0001-01-01 00:00:00'",
    "half a surrogate": "CAST(x'eda080' AS TEXT)",
}
TABLES: tuple[type[models.Model], ...] = (
    *(ExamSession, Attempt, Attendance, EarlierState, Handover, ListWalk),
)
OTHER_TIME = re.compile(r"\b(1969|1970)\b")


def times_of(model: type[models.Model]) -> Iterator[str]:
    fields = model._meta.concrete_fields
    yield from (one.column for one in fields if isinstance(one, models.DateTimeField))


COLUMNS = [(model, column) for model in TABLES for column in times_of(model)]


@pytest.fixture
def place(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A booked session that somebody came to; no trigger keeps anything from being changed."""
    where = book(desk, sandbox)
    session, now = mirrored(where), timezone.now()
    start = session.appointment_at
    Attendance.objects.create(session=session, start_at=start, arrived_at=now, event_number=1)
    EarlierState.objects.create(
        session=session, institution=session.institution, start_at=start, known_until=now
    )
    ListWalk.objects.get_or_create(institution=session.institution)
    without_triggers()
    return where


@pytest.mark.parametrize(
    ("model", "column", "what"),
    [
        (ExamSession, "appointment_at", "bytes"),
        (Attempt, "started_at", "a word"),
        (Attendance, "left_at", "a number"),
    ],
)
def test_pages_and_the_worker_go_on_beside_a_time_that_is_none(
    administrator: Desk,
    place: dict[str, str],
    model: type[models.Model],
    column: str,
    what: str,
) -> None:
    damage(model.__name__.lower(), f"{column} = {NONE[what]}")
    said = [one.said for one in comparison_with_log.compare().differences]
    assert f"{model._meta.db_table}.{column} is kept as something else" in " ".join(said)
    assert not_shown(administrator, place) == {}
    work_on()


@pytest.mark.parametrize("what", NONE)
def test_a_start_that_can_not_be_read_is_not_known(
    administrator: Desk, place: dict[str, str], what: str
) -> None:
    damage("examsession", f"appointment_at = {NONE[what]}", f"sid = '{place['sessionSid']}'")
    assert mirrored(place).appointment_at is None
    [session] = sql_statements.every(ExamSession, "sid = %s", place["sessionSid"])
    assert session.appointment_at is None


@pytest.mark.long
@pytest.mark.parametrize("what", NONE)
def test_a_request_whose_time_can_not_be_read_says_so_and_no_other_time(
    administrator: Desk, place: dict[str, str], what: str
) -> None:
    damage("attempt", f"started_at = {NONE[what]}")
    session = administrator.get(f"/sessions/{of_session(place)}")
    assert "What became of the newest request can’t be read here" in words(session)
    for page in ("/admin/scheduling/attempt/", "/payments/", "/undecided/", "/admin/"):
        assert not OTHER_TIME.search(words(administrator.get(page)))
    assert "(can’t be read)" in words(administrator.get("/admin/scheduling/attempt/"))


def test_a_damaged_time_is_not_written_over(place: dict[str, str]) -> None:
    damage("attempt", f"started_at = {NONE['bytes']}")
    row = Attempt.objects.get()
    assert isinstance(row.started_at, NoTime)
    row.save()
    assert sql_statements.rows("SELECT hex(started_at) FROM scheduling_attempt") == [("FF41",)]


def test_who_has_left_has_left_though_it_can_not_be_read_when(place: dict[str, str]) -> None:
    session = mirrored(place)
    assert attendance.is_here(attendance.of(session), timezone.now())
    damage("attendance", f"left_at = {NONE['bytes']}")
    assert not attendance.is_here(attendance.of(session), timezone.now())


def test_nothing_reckoned_from_a_time_that_is_none_says_a_date() -> None:
    none = NoTime.kept_as(b"soon")
    reckoned = none + timedelta(days=3)
    assert (f"{reckoned}", f"{reckoned:%Y}", reckoned.isoformat()) == (
        *("(can’t be read)", "(can’t be read)", ""),
    )


@pytest.mark.long
@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_no_column_of_times_takes_down_a_page(
    administrator: Desk, place: dict[str, str], model: type[models.Model], column: str
) -> None:
    for what in ("bytes", "a word", "a number"):
        damage(model.__name__.lower(), f"{column} = {NONE[what]}")
        assert not_shown(administrator, place) == {}
        work_on()
