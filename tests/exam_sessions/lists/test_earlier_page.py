"""What became of a page of the worklist since it was shown: the same few questions however long the
list is, and nothing of other institutions.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import earlier_page
from scheduling.exam_sessions.lists.tabs import View
from scheduling.models import ExamSession, Institution
from tests.support.known_sessions import known_session
from tests.support.long_cases import mostly_long
from tests.support.people import LAKESIDE

TO_BOOK = ListQuery(view=View.TO_BOOK)


@pytest.fixture
def waiting(institution: Institution) -> list[int]:
    """The primary keys of three sessions that need a proctor, in their order; there are no more."""
    ExamSession.objects.all().delete()
    facts = {"status": "Needs Proctor", "course_name": "A"}
    names = ("Ana", "Ben", "Cy")
    return [known_session(institution, learner_name=name, **facts).pk for name in names]


def came_or_went(institution: Institution, keys: list[int], wanted: ListQuery = TO_BOOK) -> int:
    return earlier_page.renewal([institution], wanted, keys).came_or_went


def test_what_came_and_what_went_are_counted_and_all_that_is_shown_is_seen_as_it_is_now(
    institution: Institution, waiting: list[int]
) -> None:
    assert came_or_went(institution, waiting) == 0
    ExamSession.objects.filter(pk=waiting[1]).update(status="Scheduled")
    new = known_session(institution, status="Needs Proctor").pk
    found = earlier_page.renewal([institution], TO_BOOK, waiting)
    assert found.came_or_went == 2
    statuses = {one.pk: one.status for one in found.sessions}
    assert [statuses[key] for key in waiting] == ["Needs Proctor", "Scheduled", "Needs Proctor"]
    assert came_or_went(institution, [waiting[0], waiting[2], new]) == 0
    assert came_or_went(institution, []) == 3


def test_nothing_of_another_institution_is_told(
    institution: Institution, waiting: list[int]
) -> None:
    other = Institution.objects.get(sid=LAKESIDE)
    found = earlier_page.renewal([other], TO_BOOK, waiting)
    assert (found.sessions, found.came_or_went) == ([], 3)
    assert earlier_page.renewal([], TO_BOOK, waiting).sessions == []


def test_a_search_tells_under_which_name_it_found_somebody(institution: Institution) -> None:
    ExamSession.objects.all().delete()
    one = known_session(institution, learner_name="Ana Ruiz", learner_key="US1")
    ExamSession.objects.filter(pk=one.pk).update(learner_name="Ana Petrov")
    found = earlier_page.renewal([institution], ListQuery(query="ruiz"), [one.pk])
    assert (found.found_under, found.came_or_went) == ({one.pk: "Ana Ruiz"}, 0)


@pytest.mark.parametrize(
    "wanted", mostly_long([TO_BOOK, ListQuery(), ListQuery(view=View.TODAY)], everyday=1)
)
def test_the_questions_are_as_many_for_a_hundred_rows_as_for_one(
    institution: Institution, waiting: list[int], wanted: ListQuery
) -> None:
    asked = []
    for keys in (waiting[:1], waiting):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            earlier_page.renewal([institution], wanted, keys)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 10
    assert all(one["sql"].startswith(("SELECT", "WITH")) for one in statements)


def test_of_a_list_that_is_too_long_to_be_put_in_order_only_what_left_counts(
    institution: Institution, waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier_page, "MOST_ORDERED", 2)
    assert earlier_page.page_keys([institution], TO_BOOK) is None
    assert came_or_went(institution, waiting[:2]) == 0
    ExamSession.objects.filter(pk=waiting[0]).delete()
    monkeypatch.setattr(earlier_page, "MOST_ORDERED", 1)
    assert came_or_went(institution, waiting[:2]) == 1


def test_neighbors_are_found_across_the_edge_of_a_page_in_a_fixed_number_of_questions(
    institution: Institution, waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = {one.pk: one for one in ExamSession.objects.all()}

    def beside(key: int, page: int) -> tuple[int | None, int | None, int] | None:
        wanted = ListQuery(view=View.TO_BOOK, page=page)
        with CaptureQueriesContext(connection) as statements:
            found = earlier_page.neighbors([institution], wanted, sessions[key])
        assert len(statements) <= 5
        keys = [one and one.pk for one in (found.before, found.behind)] if found else []
        return (keys[0], keys[1], found.page) if found else None

    first, second, third = waiting
    for page_size, pages in ((100, (1, 1, 1)), (2, (1, 1, 2)), (1, (1, 2, 3))):
        monkeypatch.setattr(earlier_page, "PAGE", page_size)
        assert beside(first, pages[0]) == (None, second, pages[0])
        assert beside(second, pages[0]) == (first, third, pages[1])
        assert beside(third, pages[1]) == (second, None, pages[2])
    ExamSession.objects.filter(pk=second).update(status="Scheduled")
    assert beside(second, 1) is None
    assert beside(third, 1) == (first, None, 2)
    monkeypatch.setattr(earlier_page, "MOST_ORDERED", 1)
    assert beside(third, 1) is None


def test_a_page_has_its_keys_in_order_and_so_many_beside_it(
    institution: Institution, waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier_page, "PAGE", 1)
    second = ListQuery(view=View.TO_BOOK, page=2)
    assert earlier_page.page_keys([institution], second) == [waiting[1]]
    assert earlier_page.page_keys([institution], second, beside=1) == waiting
    start = timezone.now() + timedelta(minutes=5)
    ExamSession.objects.filter(pk=waiting[0]).update(course_name="Z", appointment_at=start)
    assert earlier_page.page_keys([institution], second, beside=1) == [*waiting[1:], waiting[0]]
