"""The order of the sessions that need a proctor: by course, as people look courses up, then by the
learner's family name. The course names themselves are not stored in that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, QuerySet, Value, When
from django.db.models.expressions import Expression

from scheduling.exam_sessions.lists import listed_statuses, tab_conditions
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.name_order import by_course
from scheduling.models import ExamSession, Institution, status_of

IN_A_COURSE = ("name_order", "pk")
Rows = QuerySet[ExamSession]


@dataclass(frozen=True, slots=True)
class _CourseRun:
    """Courses that the database has in the same order as people: the first, and its place."""

    first: str
    place: int


def ordered(rows: Rows, institutions: Iterable[Institution], texts: set[str]) -> Rows:
    """The rows in order; `texts` are all statuses at these institutions."""
    runs = _runs(_courses(institutions, texts))
    if len(runs) > 1:
        rows = rows.alias(run=_place(runs))
        return rows.order_by("run", "course_name", *IN_A_COURSE)
    return rows.order_by("course_name", *IN_A_COURSE)


def following(after: ExamSession) -> ExamSession | None:
    """The session that comes after this one among those to book at its institution, or else the
    first of them.
    """
    here = [after.institution]
    texts = listed_statuses.statuses_there(here)
    if not any(status_of(text).needs_proctor for text in texts):
        return None
    rows = ExamSession.objects.filter(institution=after.institution, listed_at__isnull=False)
    waits = tab_conditions.in_view(View.TO_BOOK, here, texts).expression
    waiting = rows.filter(waits).exclude(pk=after.pk)
    waiting = waiting.select_related("institution").order_by(*IN_A_COURSE)
    own, own_place = waiting.filter(course_name=after.course_name), by_course(after.course_name)
    later = own.filter(name_order=after.name_order, pk__gt=after.pk)
    if found := later.first() or own.filter(name_order__gt=after.name_order).first():
        return found
    courses = sorted(_courses(here, texts), key=by_course)
    behind = [one for one in courses if by_course(one) > own_place]
    before = [one for one in courses if by_course(one) <= own_place]
    found_there = (waiting.filter(course_name=one).first() for one in (*behind, *before))
    return next((one for one in found_there if one), None)


def _courses(institutions: Iterable[Institution], texts: set[str]) -> list[str]:
    """The courses of what needs a proctor, in the order of the database."""
    needs = listed_statuses.with_status(texts, lambda status: status.needs_proctor)
    rows = ExamSession.objects.filter(needs, institution__in=[one.pk for one in institutions])
    return list(rows.order_by("course_name").values_list("course_name", flat=True).distinct())


def _runs(courses: Sequence[str]) -> list[_CourseRun]:
    places = {course: place for place, course in enumerate(sorted(courses, key=by_course))}
    found: list[_CourseRun] = []
    goes_on = None
    for course in courses:
        if places[course] != goes_on:
            found.append(_CourseRun(course, places[course]))
        goes_on = places[course] + 1
    return found


def _place(runs: Sequence[_CourseRun]) -> Expression:
    """The place of a row's run, found by halves: there may be hundreds of them."""
    if len(runs) == 1:
        return Value(runs[0].place)
    middle = len(runs) // 2
    is_before = When(course_name__lt=runs[middle].first, then=_place(runs[:middle]))
    return Case(is_before, default=_place(runs[middle:]))
