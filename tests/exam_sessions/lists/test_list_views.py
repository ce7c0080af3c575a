"""Which sessions each view of the worklist has, and how many are counted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import (
    left_out,
    list_filters,
    listed_statuses,
    tab_conditions,
    worklist,
)
from scheduling.exam_sessions.lists.left_out import LeftOut
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.lists.tab_conditions import MOST_COUNTED
from scheduling.exam_sessions.lists.tabs import View
from scheduling.models import Attempt, ExamSession, Institution
from tests.support.listed_sessions import CHICAGO, at, known, shown
from tests.support.long_cases import mostly_long

DULUTH, PHOENIX = f"PL{1:032x}", f"PL{2:032x}"


def ask(institution: Institution, name: str, state: str, **facts: object) -> None:
    """A booking of the session that somebody asked for."""
    now = timezone.now()
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=ExamSession.objects.get(institution=institution, learner_name=name),
        action=Attempt.Action.SCHEDULE,
        actor_name="Ana Ruiz",
        time_zone=CHICAGO,
        state=state,
        started_at=now,
        deadline_at=now,
        **facts,
    )


def test_each_view_has_the_sessions_that_answer_its_question(empty: Institution) -> None:
    today = list_filters.today_at(empty)
    tomorrow = today + timedelta(days=1)
    known(empty, "Today", appointment_at=at(today, 12))
    known(empty, "Tomorrow", appointment_at=at(tomorrow, 0))
    known(empty, "Midnight", appointment_at=at(tomorrow, 23, 59))
    known(empty, "Later", appointment_at=at(tomorrow + timedelta(days=1), 0))
    known(empty, "Unbooked", "needs_proctor")
    known(empty, "Being booked", "Needs Proctor")
    known(empty, "Undecided", "Needs Proctor")
    known(empty, "Changed", changed_event=7, appointment_at=at(today + timedelta(days=9), 9))
    known(empty, "Waiting", "PENDING APPROVAL")
    known(empty, "Trouble", "Incident")
    known(empty, "Gone", "Incident", dropped_at=timezone.now())
    known(empty, "Gone too", "Needs Proctor", dropped_at=timezone.now())
    known(empty, "Riddle", "To be announced")
    ask(empty, "Being booked", Attempt.State.SENDING)
    ask(empty, "Undecided", Attempt.State.UNCONFIRMED, needs_person=True)

    assert {view: set(shown(empty, view)) for view in View if view is not View.ALL} == {
        View.TODAY: {"Today", "Being booked", "Undecided"},
        View.TOMORROW: {"Tomorrow", "Midnight"},
        View.TO_BOOK: {"Unbooked"},
        View.DECIDE: {"Undecided", "Changed"},
        View.APPROVAL: {"Waiting"},
        View.INCIDENTS: {"Trouble"},
    }
    assert len(shown(empty)) == 13
    assert tab_conditions.counts([empty]) == {
        View.TODAY: 3,
        View.TOMORROW: 2,
        View.TO_BOOK: 1,
        View.DECIDE: 2,
        View.APPROVAL: 1,
        View.INCIDENTS: 1,
    }


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 14), 23), (date(2027, 11, 7), 25), (date(2027, 1, 14), 24)]
)
def test_a_day_is_as_long_as_the_institutions_clock_makes_it(
    empty: Institution, day: date, hours: int
) -> None:
    first = at(day, 0)
    for elapsed in range(-1, 26):
        start = (first.astimezone(ZoneInfo("UTC"))) + timedelta(hours=elapsed)
        known(empty, f"{elapsed:02}", appointment_at=start)

    assert sorted(shown(empty, day=day)) == [f"{elapsed:02}" for elapsed in range(hours)]


def test_filters_narrow_a_view_and_a_place_that_is_not_known_yet_is_told(
    empty: Institution,
) -> None:
    day = list_filters.today_at(empty)
    about = {"appointment_at": at(day, 12)}
    known(empty, "Here", location_sid=DULUTH, session_type="proctoru", **about)
    known(empty, "There", location_sid=PHOENIX, session_type="examity", **about)
    known(empty, "Unread", **about)
    known(empty, "Read", refreshed_at=timezone.now(), session_type="automated", **about)
    known(empty, "Elsewhen", appointment_at=at(day + timedelta(days=3), 12))
    ana, tom = (
        get_user_model().objects.get(username=name) for name in ("coordinator", "coordinator2")
    )
    ask(empty, "Here", Attempt.State.ACCEPTED, actor=ana)
    ask(empty, "There", Attempt.State.REFUSED, actor=ana)
    ask(empty, "Unread", Attempt.State.ACCEPTED, actor=tom)

    assert shown(empty, View.TODAY, location_sid=DULUTH) == ["Here"]
    assert shown(empty, session_type="examity") == ["There"]
    assert shown(empty, booked_by=ana.pk) == ["Here"]
    assert shown(empty, booked_by=tom.pk, day=day) == ["Unread"]
    at_duluth = ListQuery(view=View.TODAY, filters=ListFilters(location_sid=DULUTH))
    assert worklist.listing([empty], at_duluth).left_out == LeftOut(unread=1)
    everywhere = ListQuery(view=View.TODAY)
    assert worklist.listing([empty], everywhere).left_out == left_out.NOTHING


def many_to_book(institution: Institution, count: int) -> None:
    ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{number:032x}",
            exam_sid=f"EX{7:032x}",
            status="Needs Proctor",
            listed_at=timezone.now(),
        )
        for number in range(count)
    )


def test_a_count_stops_where_more_are_not_told_apart(empty: Institution) -> None:
    many_to_book(empty, MOST_COUNTED + 20)
    assert tab_conditions.counts([empty])[View.TO_BOOK] == MOST_COUNTED + 1


@pytest.mark.parametrize(
    ("count", "said"), mostly_long([(999, "999"), (1000, "1000"), (1020, "1000+")], everyday=2)
)
def test_so_does_that_of_what_a_location_may_lack(
    empty: Institution, count: int, said: str
) -> None:
    many_to_book(empty, count)
    known(empty, "Unread", appointment_at=at(list_filters.today_at(empty), 12))
    known(empty, "Asked for elsewhere", "Needs Proctor")
    asked = {"proctorLocationSid": PHOENIX}
    ask(empty, "Asked for elsewhere", Attempt.State.UNCONFIRMED, asked=asked)

    lacks = worklist.listing([empty], ListQuery(filters=ListFilters(location_sid=DULUTH))).left_out
    assert (lacks.nowhere_in_words, lacks.unread_in_words) == (said, "1")


def test_every_status_there_is_found_however_many_have_it(empty: Institution) -> None:
    for number, status in enumerate(["Scheduled", "", "Closed", "Scheduled", "zzz", "closed"]):
        known(empty, str(number), status)
    assert listed_statuses.statuses_there([empty]) == {"", "Closed", "Scheduled", "closed", "zzz"}
    assert listed_statuses.statuses_there([]) == set()


def test_a_time_is_the_start_by_the_sessions_own_clock(empty: Institution) -> None:
    day = date(2027, 1, 14)
    phoenix = ZoneInfo("America/Phoenix")
    known(empty, "Here", appointment_at=at(day, 10, 30))
    known(empty, "With seconds", appointment_at=at(day, 10, 30) + timedelta(seconds=40))
    known(empty, "Evening", appointment_at=at(day, 22, 30))
    known(empty, "Just after", appointment_at=at(day, 10, 31))
    known(empty, "The day after", appointment_at=at(day + timedelta(days=1), 10, 30))
    there = datetime(2027, 1, 14, 10, 30, tzinfo=phoenix)
    known(empty, "There", appointment_at=there, time_zone="America/Phoenix")
    known(empty, "By our clock", appointment_at=at(day, 10, 30), time_zone="America/Phoenix")
    morning, evening = time(10, 30), time(22, 30)
    assert set(shown(empty, day=day, clocks=(morning,))) == {"Here", "With seconds", "There"}
    both = set(shown(empty, day=day, clocks=(morning, evening)))
    assert both == {"Here", "With seconds", "There", "Evening"}


def test_a_time_that_clocks_show_twice_is_both_and_one_they_skip_is_none(
    empty: Institution,
) -> None:
    back, forward = date(2027, 11, 7), date(2027, 3, 14)
    first = at(back, 1, 30)
    known(empty, "First", appointment_at=first)
    known(empty, "Second", appointment_at=first.replace(fold=1))
    known(empty, "After the gap", appointment_at=at(forward, 3, 30))
    assert set(shown(empty, day=back, clocks=(time(1, 30),))) == {"First", "Second"}
    assert shown(empty, day=forward, clocks=(time(2, 30),)) == []
