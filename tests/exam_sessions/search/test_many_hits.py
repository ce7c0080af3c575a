"""What a search with more hits than a page has finds, and that it looks for them once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import worklist
from scheduling.exam_sessions.search import session_queries
from scheduling.models import ExamSession, Institution
from tests.support.known_sessions import known_session, user
from tests.support.long_cases import mostly_long
from tests.support.whole_institutions import watched


def found(institution: Institution, query: str) -> list[str]:
    return [one.sid for one in worklist.listing([institution], ListQuery(query=query)).sessions]


@pytest.fixture
def many(institution: Institution) -> Institution:
    """Forty sessions: of a course called as its exam and instructor are, each learner with two of
    them, every other one called Ana, every third one Ruiz.
    """
    for number in range(40):
        given, family = "Ana" if number % 2 else "Bo", "Berg" if number % 3 else "Ruiz"
        known_session(
            institution,
            learner_name=f"{given} {family}",
            user_sid=user(number // 2 * 2 + number % 2),
            status=("Needs Proctor", "Scheduled", "Closed")[number % 3],
            course_name=f"CHEM {number % 4}",
            exam_title="Chem",
            instructor_name="Dr. Chem",
        )
    return institution


SEVERAL = ("chem", "chem 3", "ana ruiz", "ruiz ana chem", "berg", "ana", f"chem {user(1)[:12]}")


@pytest.mark.parametrize("query", mostly_long(SEVERAL, everyday=3))
def test_a_session_that_a_search_finds_in_several_ways_is_counted_and_listed_once(
    many: Institution, query: str
) -> None:
    whole = worklist.listing([many], ListQuery(query=query))
    listed = [one.pk for one in whole.sessions]
    assert whole.total == len(listed) == len(set(listed)) > 3


@pytest.mark.parametrize("times", mostly_long([0, 1_000], everyday=1))
def test_learners_who_have_both_words_are_found_however_many_have_one(
    many: Institution, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(session_queries, "TIMES_AT_ONCE", times)
    expected = ExamSession.objects.filter(learner_name="Ana Ruiz").values_list("sid", flat=True)
    assert sorted(found(many, "ruiz ana")) == sorted(expected)
    assert sorted(found(many, "ana ruiz")) == sorted(expected)


@pytest.mark.parametrize("query", mostly_long(["ana ruiz", "ruiz", "ana"], everyday=1))
def test_learners_of_a_word_are_read_along_its_spellings_and_looked_for_once(
    many: Institution, query: str
) -> None:
    """Also of words of several spellings: put together by OR, they would lead through all."""
    with CaptureQueriesContext(connection) as seen, watched() as walks:
        assert worklist.listing([many], ListQuery(query=query)).total > 6
    assert walks.found == []
    asked = [one["sql"] for one in seen.captured_queries]
    of_keys = [sql for sql in asked if '"learner_key" IN' in sql]
    assert len(of_keys) == 1
    entered = [step for step in plan_of(of_keys[0]) if "search_word" in step]
    assert entered
    for step in entered:
        assert step.endswith("COVERING INDEX search_word_start (kind=? AND word>? AND word<?)")


def plan_of(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"))
        return [row[3] for row in cursor.fetchall()]
