"""Sessions that wait to be booked, by course."""

from __future__ import annotations

from collections import Counter
from typing import Any

from scheduling.exam_sessions.lists import listed_statuses
from scheduling.exam_sessions.lists.tab_conditions import IS_NOT_CHECKED
from scheduling.models import sql_statements, status_of
from scheduling.week_figures.figures import FigureRow, at_least
from scheduling.week_figures.scope import WeekScope

MOST_COURSES = 15
OTHER_COURSES = "Other courses"
NO_COURSE = "Course not known"
NOT_LISTED = "Sessions not loaded yet"
# Of the sessions that wait, the numbers alone: there may be thousands.
BY_COURSE = """SELECT course_name, count(*) FROM scheduling_examsession
WHERE institution_id IN {institutions} AND status IN {statuses}
  AND dropped_at IS NULL AND listed_at IS NOT NULL AND {is_not_checked}
GROUP BY course_name ORDER BY course_name"""


def to_book_by_course(scope: WeekScope) -> list[FigureRow]:
    """Sessions that need a proctor now and for which no request is open, by course, the most first;
    the rest in one row.
    """
    # A location is known of booked sessions alone: what waits to be booked has none.
    counted = Counter(dict(_waiting_by_course(scope)))
    most = counted.most_common(MOST_COURSES)
    rows = [FigureRow(course or NO_COURSE, [count], course=course) for course, count in most]
    if rest := sum(counted.values()) - sum(count for _, count in most):
        rows.append(FigureRow(OTHER_COURSES, [rest]))
    return (
        rows if scope.is_listed else [at_least(row) for row in (*rows, FigureRow(NOT_LISTED, [0]))]
    )


def _waiting_by_course(scope: WeekScope) -> list[tuple[Any, ...]]:
    texts = listed_statuses.statuses_there(scope.institutions)
    waiting = [one for one in sorted(texts) if status_of(one).needs_proctor]
    keys = [one.pk for one in scope.institutions]
    sql = BY_COURSE.format(
        institutions=sql_statements.marks(keys),
        statuses=sql_statements.marks(waiting),
        is_not_checked=IS_NOT_CHECKED.sql,
    )
    return sql_statements.rows(sql, *keys, *waiting, *IS_NOT_CHECKED.values) if waiting else []
