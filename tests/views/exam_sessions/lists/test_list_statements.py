"""What a page of the list asks of the database: as much for many rows as for one."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import earlier_page, list_filters, worklist
from scheduling.exam_sessions.lists.tabs import View
from scheduling.models import ExamSession, Institution
from scheduling.views.exam_sessions import session_rows
from scheduling.views.exam_sessions.lists import row_groups
from scheduling.views.exam_sessions.session_rows import ListReading
from tests.support.known_sessions import known_session

FEW, MANY = 1, 20


def statements(institution: Institution, wanted: ListQuery, rows: int) -> tuple[int, int]:
    """How many statements the rows of a page take that is shown, and of one that is renewed."""
    reading = ListReading(
        zone=institution.time_zone,
        day=wanted.filters.day,
        bookable=[institution.pk],
        tells_booker=True,
        query=wanted.query,
    )
    with CaptureQueriesContext(connection) as shown:
        found = worklist.listing([institution], wanted)
        row_groups.grouped(found.sessions, found.found_under, reading)
    assert len(found.sessions) == rows
    keys = [one.pk for one in found.sessions]
    with CaptureQueriesContext(connection) as renewed:
        again = earlier_page.renewal([institution], wanted, keys)
        session_rows.rows_without_headings(again.sessions, again.found_under, reading)
    assert {one.pk for one in again.sessions} == set(keys)
    return len(shown), len(renewed)


@pytest.mark.parametrize("kind", ["all", "day", "to book", "search"])
def test_twenty_rows_take_as_many_statements_as_one(institution: Institution, kind: str) -> None:
    ExamSession.objects.all().delete()
    day = list_filters.today_at(institution)
    wanted = {
        "all": ListQuery(),
        "day": ListQuery(filters=list_filters.ListFilters(day=day)),
        "to book": ListQuery(view=View.TO_BOOK),
        "search": ListQuery(query="ruiz"),
    }[kind]
    noon = datetime.combine(day, time(12), ZoneInfo(institution.time_zone))
    facts = {
        "status": "Needs Proctor" if kind == "to book" else "Scheduled",
        "learner_name": "Ana Ruiz",
        "appointment_at": noon,
        "time_zone": "America/Denver",
    }
    known_session(institution, **facts)
    few = statements(institution, wanted, FEW)
    for _ in range(MANY - FEW):
        known_session(institution, **facts)
    assert statements(institution, wanted, MANY) == few
