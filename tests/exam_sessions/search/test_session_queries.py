"""What a search on the worklist finds, in which order, and why."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import worklist
from scheduling.exam_sessions.search import session_queries, word_index
from scheduling.models import ExamSession, Institution, SearchWord
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
from scheduling.views.exam_sessions.lists import row_groups
from tests.support.known_sessions import known_session, user


def found(institution: Institution, query: str) -> list[str]:
    return [one.sid for one in worklist.listing([institution], ListQuery(query=query)).sessions]


@pytest.fixture
def ana(institution: Institution) -> ExamSession:
    return known_session(
        institution,
        sid="ES" + "12ab" + "0" * 24 + "9f3c",
        learner_name="Ana Ruiz",
        user_sid=user(1),
        enrollment_sid=f"EN{5:032x}",
        external_appointment_id="Rb-2027-4711",
    )


@pytest.mark.parametrize(
    "query",
    [
        "ES12ab…9f3c",
        "es12ab...9f3c",
        "ana ES12ab…9f3c",
        "12ab…9f3c",
        "es 12ab 0000",
        "es 12ab" + " 0000" * 6 + " 9f3c",
        "ES12ab",
        "es12AB00",
        f"EN{5:032x}"[:20],
        user(1).lower(),
        "rb-2027-4711",
        "RB-2027-4711",
        "rb20274711",
    ],
)
def test_a_session_is_found_by_its_ids_as_they_are_printed(
    institution: Institution, ana: ExamSession, query: str
) -> None:
    known_session(institution, learner_name="Bo Berg", user_sid=user(2))
    assert found(institution, query) == [ana.sid]


@pytest.mark.parametrize(
    "query",
    [
        "the ana one",
        "move ana ruiz",
        "cancel ruiz for ana",
        "find the one of ana",
        "when is ana ruiz",
    ],
)
def test_what_is_said_around_a_name_hides_nobody(
    institution: Institution, ana: ExamSession, query: str
) -> None:
    known_session(institution, learner_name="Bo Berg", user_sid=user(2))
    assert found(institution, query) == [ana.sid]
    assert found(institution, "the one on") == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("mary ann van den berg", "Maryann Vandenberg"),
        ("jose de los reyes", "José Luis Delosreyes"),
        ("张伟", "張偉"),
        ("渡辺 翔", "渡邉 翔"),
    ],
)
def test_a_name_is_found_in_other_pieces_and_in_other_forms_of_its_letters(
    institution: Institution, ana: ExamSession, query: str, name: str
) -> None:
    meant = known_session(institution, learner_name=name, user_sid=user(2))
    assert found(institution, query) == [meant.sid]


@pytest.mark.parametrize("query", ["ES12a", "es", "us", "9f3c", "ES12ab…9f3d", "bo ES12ab…9f3c"])
def test_less_than_four_digits_of_a_sid_find_nothing(
    institution: Institution, ana: ExamSession, query: str
) -> None:
    known_session(institution, learner_name="Bo Berg", user_sid=user(2))
    assert found(institution, query) == []


def test_a_learners_sessions_come_first_and_the_others_under_what_was_found(
    institution: Institution,
) -> None:
    by = {
        "instructor": {"learner_name": "Ed Eve", "instructor_name": "Dr. Chen Wu"},
        "exam": {"learner_name": "Di Dove", "exam_title": "Chen’s Theorem"},
        "course": {"learner_name": "Cy Cole", "course_name": "CHEN 300"},
        "learner": {"learner_name": "Chen Li", "status": "Closed"},
    }
    sids = {
        name: known_session(institution, user_sid=user(n), **facts).sid
        for n, (name, facts) in enumerate(by.items(), start=1)
    }
    listing = worklist.listing([institution], ListQuery(query="chen"))
    groups = row_groups.grouped(listing.sessions, listing.found_under)

    assert [[row.session.sid for row in group.rows] for group in groups] == [
        [sids["learner"]],
        [sids["course"]],
        [sids["exam"]],
        [sids["instructor"]],
    ]
    assert [(group.what, group.heading) for group in groups] == [
        ("", "Over"),
        ("Course", "CHEN 300"),
        ("Exam", "Chen’s Theorem"),
        ("Instructor", "Dr. Chen Wu"),
    ]


def test_what_was_found_stands_in_the_order_in_which_people_count(
    institution: Institution,
) -> None:
    titles = ["chem 11", "CHEM 10", "Chem 9", "CHEM 100"]
    for number, title in enumerate(titles, start=1):
        known_session(institution, learner_name="Bo", exam_title=title, user_sid=user(number))
    listing = worklist.listing([institution], ListQuery(query="chem"))
    groups = row_groups.grouped(listing.sessions, listing.found_under)
    in_order = ["Chem 9", "CHEM 10", "chem 11", "CHEM 100"]
    assert [group.heading for group in groups] == in_order
    named = session_queries.things_named(SearchWord.Kind.EXAM, "chem", [institution])
    assert [name for name, _ in named] == in_order


@pytest.mark.faults(72)
def test_a_learner_is_found_by_a_name_of_before_and_the_row_says_so(
    institution: Institution, ana: ExamSession
) -> None:
    row = AppointmentRow(
        sid=ana.sid,
        exam_sid=ana.exam_sid,
        user_sid=user(1),
        learner_name="Ana Vega",
        learner_family_name="Vega",
    )
    take_rows(institution, [row], fetched_at=ana.listed_at)
    listing = worklist.listing([institution], ListQuery(query="ruiz"))
    [group] = row_groups.grouped(listing.sessions, listing.found_under)
    assert [(row.session.learner_name, row.found_under) for row in group.rows] == [
        ("Ana Vega", "Ana Ruiz")
    ]
    assert worklist.listing([institution], ListQuery(query="vega")).found_under == {}


@pytest.mark.long
def test_a_search_walks_no_table(institution: Institution) -> None:
    """Many sessions of other people: every table is entered by an index."""
    sessions = [
        ExamSession(
            institution=institution,
            sid=f"ES{number:032x}",
            exam_sid=f"EX{number % 9:032x}",
            user_sid=user(number),
            learner_name=f"Person{number} Surname{number}",
            course_name=f"COURSE {number % 20}",
            exam_title=f"Title {number % 20}",
        )
        for number in range(3_000)
    ]
    ExamSession.objects.bulk_create(sessions, batch_size=500)
    assert word_index.catch_up(limit=10_000)
    for analysed in (False, True):
        if analysed:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        for query in ("person77", "surname77 person77", "course 7 person1", "ES0000", "person 7"):
            with CaptureQueriesContext(connection) as seen:
                assert worklist.listing([institution], ListQuery(query=query)).total
            assert walks([one["sql"] for one in seen.captured_queries]) == [], (query, analysed)


def plan_of(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"))
        return [row[3] for row in cursor.fetchall()]


def walks(statements: list[str]) -> list[str]:
    found = []
    for sql in statements:
        if not sql.startswith("SELECT"):
            continue
        plan = plan_of(sql)
        bare = r"SCAN (scheduling_examsession|scheduling_searchword|[UV]\d)(?! USING)"
        whole = r"\(institution_id=\?\)$"  # every session of an institution
        found += [f"{sql[:400]} -> {step}" for step in plan if re.search(f"{bare}|{whole}", step)]
    return found


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("grosz", 1),
        ("gross", 1),
        ("saint john", 2),
        ("st. john", 3),
        ("saintjohn", 2),
        ("12345", 4),
        ("muller@south", 5),
        ("müller@", 5),
    ],
)
def test_names_ids_and_addresses_are_found_in_the_way_in_which_they_are_typed(
    institution: Institution, query: str, number: int
) -> None:
    for one, known in enumerate(
        (
            {"learner_name": "Anna Groß"},
            {"learner_name": "Ines St. John"},
            {"learner_name": "Ines Saint John"},
            {"learner_name": "Bo Berg", "external_appointment_id": "0012345"},
            {"learner_name": "Cy Dahl", "learner_email": "kathe.muller@south.example"},
        ),
        1,
    ):
        known_session(institution, sid=f"ES{one:032x}", user_sid=user(one), **known)
    here = found(institution, query)
    assert f"ES{number:032x}" in here
    assert set(here) <= {f"ES{one:032x}" for one in ((2, 3) if number in (2, 3) else (number,))}
