"""What a search lists, page after page: the same whether its hits are gathered and put in order, or
met along the order of the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.exam_sessions.list_rows import walked_order
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import earlier_page, list_segments, worklist
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.lists.list_states import STATES
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.lists.worklist import Listing
from scheduling.exam_sessions.search import session_queries, word_index
from scheduling.models import ExamSession, Institution
from tests.support.known_sessions import asked_for, user
from tests.support.long_cases import mostly_long

GATHERED = "json_group_array"  # in a statement that gathers what is found
OF_A_FEW = ("LIMIT", "json_each")  # in one that gathers no more than are counted
NAMES = ("Ana Müller", "Łukasz Chemin", "张秀英", "Ana De la Cruz", "Bo Chem-Berg", "Mary Ann Ruiz")
COURSES = ("CHEM 10", "Chem 9", "Biology of Chemin", "CHEM 100", "")
STATUSES = ("Needs Proctor", "Scheduled", "Closed", "Pending Approval", "Incident", "", "Cancelled")
TYPES = ("smarter-scheduling", "proctoru")
PLACE = f"PL{1:032x}"
NOON = datetime.fromisoformat("2027-01-14T18:00:00Z")
DAY = NOON.date()
QUERIES = (
    *("chem", "ana", "chem 10", "ana chem", "chem ana", "mueller", "müller", "delacruz", "de la"),
    *("张", "秀英张", "lukasz", "x1", "es0000", "ex0000", f"ana {user(3)[:12]}", "dr chem"),
    *("mary ann ruiz", "maryann", "the chem one", "chem berg bo", "ES0000…0012", "nobody", "10"),
)
SOME = ("chem", "ana", "ana chem", "ex0000", "the chem one")
WANTED = {
    "all": {},
    "scheduled": {"state": "scheduled"},
    "over": {"state": "over"},
    "closed": {"state": "closed"},
    "checking": {"state": "checking"},
    "dropped": {"state": "dropped"},
    "no state": {"state": "nothing"},
    "to book": {"view": View.TO_BOOK},
    "approval": {"view": View.APPROVAL},
    "today": {"view": View.TODAY},
    "decide": {"view": View.DECIDE},
    "that day": {"filters": ListFilters(day=DAY)},
    "there": {"filters": ListFilters(location_sid=PLACE)},
    "of a type": {"filters": ListFilters(session_type=TYPES[0])},
    "a state that day": {"filters": ListFilters(day=DAY), "state": "needs"},
}


@pytest.fixture
def many(institution: Institution, monkeypatch: pytest.MonkeyPatch) -> list[Institution]:
    """Sessions of every kind at two institutions, and a page of seven."""
    ExamSession.objects.all().delete()
    monkeypatch.setattr(worklist, "PAGE", 7)
    monkeypatch.setattr(earlier_page, "PAGE", 7)
    other = Institution.objects.exclude(pk=institution.pk).order_by("pk").first()
    for number in range(70):
        _known(number, other if number % 9 == 8 else institution)
    word_index.catch_up()
    return [institution, other]


def _known(number: int, where: Institution) -> None:
    start = (None, NOON, NOON + timedelta(hours=number % 50), timezone.now())[number % 4]
    session = ExamSession.objects.create(
        institution=where,
        sid=f"ES{number:032x}",
        exam_sid=f"EX{number % 5:032x}",
        user_sid=user(number // 2 * 2 + number % 2),
        learner_name=NAMES[number % 6],
        learner_email=f"ana.{number % 3}@chem.example" if number % 7 == 0 else "",
        course_name=COURSES[number % len(COURSES)],
        exam_title=("Final", "Chem 3", "CHEM 10")[number % 3],
        instructor_name=("Dr. Chem", "Dr. Ana Li", "")[number // 3 % 3],
        external_appointment_id=f"X-{number}" if number % 4 == 1 else "",
        status=STATUSES[number // 2 % 7],
        appointment_at=start,
        session_type=TYPES[number % 2],
        location_sid=PLACE if number % 3 else "",
        listed_at=NOON if number % 11 else None,
        dropped_at=NOON if number % 13 == 1 else None,
    )
    if number % 17 == 0:
        asked_for(session, needs_person=True)


def take_all_for_common(patch: pytest.MonkeyPatch) -> None:
    """Every word counts as a common one; a few sessions are read at once."""
    patch.setattr(session_queries, "MOST_TOLD_APART", 1)
    patch.setattr(list_segments, "MOST_COUNTED", 3)
    patch.setattr(walked_order, "FIRST_BLOCK", 2)
    patch.setattr(walked_order, "MOST_AT_ONCE", 4)


@contextmanager
def gathering() -> Iterator[list[str]]:
    """The statements that gather all that is found."""
    reset_queries()  # a log of 9,000 statements is full, and tells nothing new apart
    found: list[str] = []
    with CaptureQueriesContext(connection) as seen:
        yield found
    asked = [one["sql"] for one in seen.captured_queries if GATHERED in one["sql"]]
    found += [sql for sql in asked if not any(mark in sql for mark in OF_A_FEW)]


def pages(institutions: list[Institution], query: str, **wanted: object) -> list[Listing]:
    found: list[Listing] = []
    while not found or found[-1].has_more:
        page = len(found) + 1
        asked = ListQuery(query=query, page=page, **wanted)
        found.append(worklist.listing(institutions, asked))
    return found


def shown(listings: list[Listing]) -> list[list[tuple[object, ...]]]:
    """The rows of each page, each with why it was found and how it stands."""
    return [
        [
            (one.pk, one.found_by, one.found_name, one.checking, one.dropped, under.get(one.pk))
            for one in listing.sessions
        ]
        for listing in listings
        for under in (listing.found_under,)
    ]


def tells_the_truth(told: Listing, exact: Listing) -> bool:
    """Whether no number is said that is not right, or is too high where more may be."""
    for state, count in told.counts.items():
        right = exact.counts[state]
        if not (count <= right if state in told.cut else count == right):
            return False
    return told.total <= exact.total if told.is_more else told.total == exact.total


@pytest.mark.parametrize("name", mostly_long(WANTED, everyday=4))
def test_page_after_page_the_same_is_listed(
    many: list[Institution], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, queries = WANTED[name], QUERIES if name == "all" else SOME
    here = many if name in ("all", "over") else many[:1]
    exact = {query: pages(here, query, **wanted) for query in queries}
    assert sum(found[0].total for found in exact.values()) > 4
    take_all_for_common(monkeypatch)
    for query, right in exact.items():
        with gathering() as gathered:
            told = pages(here, query, **wanted)
        assert shown(told) == shown(right), query
        assert all(tells_the_truth(page, right[0]) for page in told), query
        if query in ("chem", "ana", "ex0000", "mueller"):
            assert bool(gathered) == (name == "there"), query


def test_what_only_a_sid_finds_is_listed_where_a_course_begins_like_one(
    many: list[Institution], monkeypatch: pytest.MonkeyPatch
) -> None:
    ExamSession.objects.filter(sid=f"ES{10:032x}").delete()
    monkeypatch.setattr(f"{__name__}.COURSES", ("EX0000 Review",))
    _known(10, many[0])
    word_index.catch_up()
    right = pages(many, "ex0000")
    assert {row[2] for page in shown(right) for row in page} == {"", "EX0000 Review"}
    take_all_for_common(monkeypatch)
    assert shown(pages(many, "ex0000")) == shown(right)


def test_whether_a_list_ever_had_it_or_has_it_still_each_is_found_both_ways(
    institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = product((NOON, None), (NOON, None), (True, False), STATUSES)
    made = [_of_kind(number, institution, *kind) for number, kind in enumerate(kinds)]
    word_index.catch_up()
    exact = {state: pages([institution], "ana", state=state) for state in ("", *STATES)}
    assert exact[""][0].total == len(made)
    take_all_for_common(monkeypatch)
    for state, right in exact.items():
        with gathering() as gathered:
            assert shown(pages([institution], "ana", state=state)) == shown(right), state
        assert gathered == [], state


def _of_kind(
    number: int, where: Institution, listed: object, dropped: object, is_asked: bool, status: str
) -> ExamSession:
    session = ExamSession.objects.create(
        institution=where,
        sid=f"ES{number + 1_000:032x}",
        learner_name=f"Ana Learner{number}",
        status=status,
        listed_at=listed,
        dropped_at=dropped,
    )
    if is_asked:
        asked_for(session)
    return session


@pytest.mark.parametrize("most_read", mostly_long([5, 0, 30], everyday=1))
@pytest.mark.parametrize("query", ["chem", "ana chem"])
def test_where_too_much_would_be_read_all_is_gathered_and_the_same_is_listed(
    many: list[Institution], query: str, most_read: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = pages(many, query)
    take_all_for_common(monkeypatch)
    monkeypatch.setattr(walked_order, "MOST_READ", most_read)
    told = pages(many, query)
    assert shown(told) == shown(right)
    assert all(tells_the_truth(page, right[0]) for page in told)


@pytest.mark.parametrize("name", mostly_long(WANTED, everyday=4))
def test_what_was_gathered_is_counted_to_the_bound_and_listed_to_its_end(
    many: list[Institution], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = pages(many, "ana chem", **WANTED[name])
    monkeypatch.setattr(list_segments, "MOST_COUNTED", 3)
    told = pages(many, "ana chem", **WANTED[name])
    assert shown(told) == shown(right)
    assert all(tells_the_truth(page, right[0]) for page in told)
    assert [page.is_more for page in told] == [page.has_more for page in told]


@pytest.mark.parametrize("query", ["chem", "ana", "es0000"])
def test_a_page_is_renewed_and_has_neighbors_without_gathering_what_is_common(
    many: list[Institution], query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = ListQuery(query=query, page=2)
    whole = [one.pk for page in pages(many, query) for one in page.sessions]
    shown = whole[7:14]
    take_all_for_common(monkeypatch)
    with gathering() as gathered:
        assert earlier_page.page_keys(many, second, beside=2) == whole[5:16]
        assert earlier_page.renewal(many, second, [*shown[:-1], 1_000_000]).came_or_went == 2
        monkeypatch.setattr(walked_order, "MOST_READ", -20)
        assert earlier_page.page_keys(many, second) is None
        ExamSession.objects.filter(pk=shown[0]).delete()
        assert earlier_page.renewal(many, second, shown).came_or_went == 1
    assert gathered == []
