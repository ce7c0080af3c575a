"""A number, a yes or no, an id or a row's owner that somebody damaged past the portal is not known,
never another one: no page dies of it, it is not written over, and a verification names it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks import comparison_with_log
from scheduling.exam_sessions import accommodations
from scheduling.models import (
    Attempt,
    Attendance,
    EarlierState,
    ExamSession,
    Handover,
    Institution,
    ListWalk,
    Location,
    SessionAccommodation,
    sql_statements,
)
from scheduling.models.columns.kept_columns import is_damaged
from tests.support.accommodations import accommodate
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book, mirrored
from tests.support.client import Desk
from tests.support.damaged_rows import damage, not_shown, of_session, work_on
from tests.support.html import words

NONE = {"a word": "'soon'", "bytes": "x'ff41'", "less than none": "-5", "too many": "9" * 19}
KINDS = (
    *(models.IntegerField, models.BooleanField, models.FloatField, models.UUIDField),
    models.ForeignKey,
)
TABLES: tuple[type[models.Model], ...] = (
    *(ExamSession, SessionAccommodation, Attempt, Attendance, EarlierState, Handover, ListWalk),
    *(Location, Institution),
)


def numbers_of(model: type[models.Model]) -> list[str]:
    fields = [one for one in model._meta.concrete_fields if not one.primary_key]
    return [one.column for one in fields if isinstance(one, KINDS)]


COLUMNS = [(model, column) for model in TABLES for column in numbers_of(model)]


@pytest.fixture
def place(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A booked session with an accommodation, that somebody came to."""
    where = book(desk, sandbox)
    session, now = mirrored(where), timezone.now()
    ExamSession.objects.filter(pk=session.pk).update(duration_minutes=60)
    accommodate(desk, where, factor="1.5", break_minutes="10")
    start = session.appointment_at
    Attendance.objects.create(session=session, start_at=start, arrived_at=now, event_number=1)
    EarlierState.objects.create(
        session=session,
        institution=session.institution,
        start_at=start - timedelta(hours=1),
        duration_minutes=60,
        known_until=now,
    )
    ListWalk.objects.get_or_create(institution=session.institution)
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
    return where


def last_of(model: type[models.Model]) -> str:
    key = model._meta.pk.column
    return f"{key} = (SELECT max({key}) FROM {model._meta.db_table})"


def named() -> str:
    return " ".join(one.said for one in comparison_with_log.compare().differences)


@pytest.mark.long
@pytest.mark.parametrize(
    ("model", "column", "what"),
    [
        (Location, "seats", "a word"),
        (ExamSession, "duration_minutes", "bytes"),
        (SessionAccommodation, "percent", "less than none"),
        (Attempt, "attempt_id", "a word"),
        (ExamSession, "institution_id", "a word"),
    ],
)
def test_pages_and_the_worker_go_on_beside_a_number_that_is_none(
    administrator: Desk,
    place: dict[str, str],
    model: type[models.Model],
    column: str,
    what: str,
) -> None:
    damage(model.__name__.lower(), f"{column} = {NONE[what]}", last_of(model))
    assert f"{model._meta.db_table}.{column} is kept as something else" in named()
    assert not_shown(administrator, place) == {}
    work_on()


@pytest.mark.parametrize("what", NONE)
def test_seats_and_a_length_that_can_not_be_read_are_not_known(
    place: dict[str, str], what: str
) -> None:
    damage("location", f"seats = {NONE[what]}")
    damage("examsession", f"duration_minutes = {NONE[what]}")
    assert set(Location.objects.values_list("seats", flat=True)) == {None}
    assert mirrored(place).duration_minutes is None
    [session] = sql_statements.every(ExamSession, "sid = %s", place["sessionSid"])
    assert session.duration_minutes is None


@pytest.mark.parametrize("column", ["percent", "break_minutes"])
@pytest.mark.parametrize("what", NONE)
def test_of_an_accommodation_that_can_not_be_read_no_length_is_told(
    administrator: Desk, place: dict[str, str], column: str, what: str
) -> None:
    assert accommodations.sitting_of(mirrored(place)).minutes == 100
    damage("sessionaccommodation", f"{column} = {NONE[what]}")
    sitting = accommodations.sitting_of(mirrored(place))
    assert (sitting.minutes, sitting.accommodation.takes_longer) == (None, True)
    [row] = ExamSession.objects.filter(sid=place["sessionSid"]).annotate(
        taken=RawSQL(accommodations.MINUTES, ())
    )
    assert row.taken is None
    said = words(administrator.get(f"/sessions/{of_session(place)}"))
    assert "an accommodation that can’t be read" in said


@pytest.mark.parametrize("what", ["a word", "bytes"])
def test_saving_a_row_leaves_what_can_not_be_read_as_it_stood(
    place: dict[str, str], what: str
) -> None:
    damage("attempt", f"checks = {NONE[what]}, needs_person = {NONE[what]}")
    stood = sql_statements.rows(STANDS)
    row = Attempt.objects.get()
    assert is_damaged(row.checks) and is_damaged(row.needs_person) and row.is_damaged
    assert f"{row.checks}" == "(can’t be read)"
    row.save()
    assert sql_statements.rows(STANDS) == stood


STANDS = "SELECT hex(checks), hex(needs_person) FROM scheduling_attempt"


def test_an_id_that_is_none_is_no_requests_and_is_kept(place: dict[str, str]) -> None:
    damage("attempt", "attempt_id = 'soon'")
    row = Attempt.objects.get()
    assert row.attempt_id == UUID(int=0)
    assert row.is_damaged
    row.save()
    assert sql_statements.rows("SELECT attempt_id || '' FROM scheduling_attempt") == [("soon",)]


def test_a_row_that_names_one_which_is_not_there_is_named(place: dict[str, str]) -> None:
    damage("examsession", "institution_id = 999999", f"sid = '{place['sessionSid']}'")
    assert "scheduling_examsession.institution_id is kept as something else" in named()


@pytest.mark.long
@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_no_column_of_numbers_takes_down_a_page(
    administrator: Desk, place: dict[str, str], model: type[models.Model], column: str
) -> None:
    for stored in NONE.values():
        damage(model.__name__.lower(), f"{column} = {stored}", last_of(model))
        assert not_shown(administrator, place) == {}
        work_on()
