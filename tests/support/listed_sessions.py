"""Sessions that a list has: made known, and listed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import (
    worklist,
)
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search import word_index
from scheduling.models import ExamSession, Institution
from tests.support.known_sessions import known_session

CHICAGO = "America/Chicago"


def known(institution: Institution, name: str, status: str = "Scheduled", **facts: object) -> None:
    session = known_session(institution, learner_name=name, status=status)
    ExamSession.objects.filter(pk=session.pk).update(indexed_by=0, **facts)
    word_index.catch_up()


def shown(institution: Institution, view: View = View.ALL, **filters: object) -> list[str]:
    found = worklist.listing([institution], ListQuery(view=view, filters=ListFilters(**filters)))
    assert found.total == len(found.sessions)
    return [session.learner_name for session in found.sessions]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(CHICAGO))
