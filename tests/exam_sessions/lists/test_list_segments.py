"""The list of all sessions: in its order on every page, counted only so far."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle, islice, product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.exam_sessions import name_order
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import list_segments, worklist
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.lists.tabs import View
from scheduling.models import ExamSession, Institution
from scheduling.models.session_status import status_of
from tests.support.known_sessions import asked_for

STATUSES = ("Needs Proctor", "Scheduled", "needs_proctor", "Pending Approval", "Closed", "", "?")
PLACE = f"PL{1:032x}"
NAMES = ("Zoe", "Özlem", "Zara", "łukasz", "d’Ana")
START = datetime.fromisoformat("2027-01-14T15:30:00Z")


@pytest.fixture
def every(institution: Institution) -> list[ExamSession]:
    """Sessions of each status, listed and not, with and without a date, some with an open request;
    a few at another institution and a few that no list ever had.
    """
    ExamSession.objects.all().delete()
    other = Institution.objects.exclude(pk=institution.pk).order_by("pk").first()
    kinds = product(STATUSES, (None, START), (None, START), (institution, other))
    for number, (status, start, dropped, where) in enumerate(islice(cycle(kinds), 120)):
        session = ExamSession.objects.create(
            institution=where,
            sid=f"ES{number:032x}",
            exam_sid=f"EX{7:032x}",
            learner_name=(name := f"{NAMES[number % 5]} {number % 17}"),
            name_order=name_order.stored("", name),
            status=status,
            appointment_at=start and start + timedelta(hours=number * 31 % 50),
            dropped_at=dropped,
            listed_at=START if number % 11 else None,
            location_sid=PLACE if number % 3 else "",
        )
        if number % 13 == 0:
            asked_for(session)
    return list(ExamSession.objects.all())


def place_of(session: ExamSession) -> tuple[object, ...]:
    """Where a session stands in the list; one without a date stands before those with one."""
    status = status_of(session.status)
    rank = 2
    if session.attempts.exists():
        rank = 0
    elif session.dropped_at:
        rank = 3
    elif status.needs_proctor:
        rank = 1
    elif status.is_over:
        rank = 4
    start = session.appointment_at
    return rank, start is not None, start, name_order.of(session), session.pk


def is_there(session: ExamSession, institutions: list[Institution]) -> bool:
    here = session.institution_id in [one.pk for one in institutions]
    return here and (session.listed_at is not None or session.attempts.exists())


def pages(institutions: list[Institution], **wanted: object) -> list[int]:
    """The keys of all rows, page after page."""
    found, number = [], 1
    while True:
        listing = worklist.listing(institutions, ListQuery(view=View.ALL, page=number, **wanted))
        found += [one.pk for one in listing.sessions]
        if not listing.has_more:
            return found
        number += 1


@pytest.mark.parametrize("most_counted", [1, 3, 1000])
def test_page_after_page_every_session_comes_once_in_order(
    every: list[ExamSession], monkeypatch: pytest.MonkeyPatch, most_counted: int
) -> None:
    monkeypatch.setattr(worklist, "PAGE", 7)
    monkeypatch.setattr(list_segments, "MOST_COUNTED", most_counted)
    institutions = list(Institution.objects.order_by("pk"))
    for here in (institutions, institutions[:1]):
        right = sorted((one for one in every if is_there(one, here)), key=place_of)
        assert pages(here) == [one.pk for one in right]
        there = [one.pk for one in right if one.location_sid == PLACE]
        assert pages(here, filters=ListFilters(location_sid=PLACE)) == there


@pytest.mark.parametrize("state", ["checking", "needs", "pending", "scheduled", "dropped", "over"])
def test_one_state_alone_is_a_stretch_of_the_same_order(
    every: list[ExamSession], monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    institutions = list(Institution.objects.order_by("pk"))
    listing = worklist.listing(institutions, ListQuery(view=View.ALL, state=state))
    whole = pages(institutions)
    found = [one.pk for one in listing.sessions]

    assert len(found) == listing.total == listing.counts[state] > 0
    assert found == [pk for pk in whole if pk in found]
    monkeypatch.setattr(worklist, "PAGE", 2)
    assert pages(institutions, state=state) == found


def test_what_is_not_counted_to_its_end_is_told_as_more(
    every: list[ExamSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    institutions = list(Institution.objects.order_by("pk"))
    exact = worklist.listing(institutions, ListQuery(view=View.ALL))
    assert (exact.is_more, exact.cut) == (False, frozenset())
    monkeypatch.setattr(list_segments, "MOST_COUNTED", 3)
    listing = worklist.listing(institutions, ListQuery(view=View.ALL))

    assert {"all", "needs", "dropped"} <= listing.cut
    assert listing.is_more and listing.total < exact.total
    assert "checking" not in listing.cut


@pytest.mark.parametrize("place", ["", PLACE])
def test_the_first_page_takes_no_more_statements_and_no_whole_walk(
    every: list[ExamSession], place: str
) -> None:
    institutions = list(Institution.objects.order_by("pk"))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        worklist.listing(
            institutions, ListQuery(view=View.ALL, filters=ListFilters(location_sid=place))
        )
    first_rows = [one["sql"] for one in captured if "one_range" in one["sql"]]
    plans = [row[-1] for sql in first_rows for row in plan(sql)]

    assert len(captured) <= 12 + 4 * bool(place)  # what is asked for there, and what it may lack
    assert [step for step in plans if step.startswith("SCAN scheduling_examsession")] == []


def plan(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}")
        return cursor.fetchall()
