"""Which sessions each view of the worklist has, in which order, and how many are counted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times import Accommodation
from scheduling.exam_sessions import accommodations, name_order
from scheduling.exam_sessions.lists import (
    day_order,
    earlier_page,
    left_out,
    list_filters,
    listed_statuses,
    tab_conditions,
    to_book,
    worklist,
)
from scheduling.exam_sessions.lists.day_order import Moment
from scheduling.exam_sessions.lists.left_out import LeftOut
from scheduling.exam_sessions.lists.list_filters import Filters
from scheduling.exam_sessions.lists.tab_conditions import MOST_COUNTED
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.lists.worklist import Wanted
from scheduling.exam_sessions.search import word_index
from scheduling.models import Attempt, Attendance, ExamSession, Institution
from scheduling.provider_list import list_fetching
from scheduling.session_commands import PORTAL
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.polling import PATIENCE

CHICAGO = "America/Chicago"
DULUTH, PHOENIX = f"PL{1:032x}", f"PL{2:032x}"


@pytest.fixture
def empty(institution: Institution) -> Institution:
    """The institution without any session."""
    ExamSession.objects.all().delete()
    return institution


def known(institution: Institution, name: str, status: str = "Scheduled", **facts: object) -> None:
    session = known_session(institution, learner_name=name, status=status)
    ExamSession.objects.filter(pk=session.pk).update(indexed_by=0, **facts)
    word_index.catch_up()


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


def shown(institution: Institution, view: View = View.ALL, **filters: object) -> list[str]:
    found = worklist.listing([institution], Wanted(view=view, filters=Filters(**filters)))
    assert found.total == len(found.sessions)
    return [session.learner_name for session in found.sessions]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(CHICAGO))


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


def test_a_day_begins_with_what_needs_somebody_then_what_is_on_then_what_comes(
    empty: Institution,
) -> None:
    now = timezone.now()
    about, past = ({"appointment_at": now + timedelta(hours=to)} for to in (1, -1))
    known(empty, "Unbooked", "Needs Proctor", **about)
    known(empty, "Trouble", "Incident", **about)
    known(empty, "Changed", changed_event=7, **about)
    known(empty, "Runs", "In Progress", **about)
    known(empty, "Over", "Closed", **about)
    known(empty, "Cancelled", "Cancelled", **about)
    for name, when in (("", about), (" once", past)):
        known(empty, f"Gone{name}", dropped_at=now, **when)
        known(empty, f"Riddle{name}", "To be announced", **when)
        known(empty, f"Blank{name}", "", **when)
        known(empty, f"Denied{name}", "Approval denied", **when)
    rows = day_order.by_moment(
        worklist._found([empty], Wanted()), [empty], listed_statuses.statuses_there([empty])
    ).values_list("learner_name", "moment")

    assert {name: list(Moment)[number] for name, number in rows} == {
        "Unbooked": Moment.NEEDS_YOU,
        "Trouble": Moment.NEEDS_YOU,
        "Changed": Moment.NEEDS_YOU,
        "Runs": Moment.NEXT,  # so SmarterProctoring says, but it has not begun
        "Gone": Moment.LATER,
        "Riddle": Moment.LATER,
        "Blank": Moment.LATER,
        "Denied": Moment.LATER,
        "Over": Moment.EARLIER,
        "Cancelled": Moment.EARLIER,
        "Gone once": Moment.EARLIER,
        "Riddle once": Moment.EARLIER,
        "Blank once": Moment.EARLIER,
        "Denied once": Moment.EARLIER,
    }


@pytest.mark.parametrize(
    ("began", "minutes", "moment"),
    [
        (-30, 60, Moment.NOW),
        (-30, 30, Moment.OVERDUE),
        (-90, 60, Moment.OVERDUE),
        (-30, None, Moment.UNENDED),  # nobody knows whether it is over
        (1, 60, Moment.NEXT),
        (1, None, Moment.NEXT),
    ],
)
def test_a_booked_session_is_on_from_its_start_to_its_end(
    empty: Institution, began: int, minutes: int | None, moment: Moment
) -> None:
    start = timezone.now() + timedelta(minutes=began)
    known(empty, "Ana", appointment_at=start, duration_minutes=minutes)
    [row] = day_order.by_moment(
        worklist._found([empty], Wanted()), [empty], listed_statuses.statuses_there([empty])
    )
    assert list(Moment)[row.moment] == moment


@pytest.mark.parametrize(
    ("status", "minutes", "mark", "moment"),
    [
        ("In Progress", 60, "", Moment.OVERDUE),
        ("In Progress", 240, "", Moment.NOW),
        ("In Progress", None, "", Moment.NOW),  # nobody knows when it ends
        ("Scheduled", None, "", Moment.UNENDED),
        ("Scheduled", None, "arrived_at", Moment.UNENDED),
        ("Scheduled", None, "left_at", Moment.EARLIER),
        ("Scheduled", None, "no_show_at", Moment.EARLIER),
        ("Closed", None, "", Moment.EARLIER),
        ("Pending Approval", None, "", Moment.EARLIER),
        ("Processing", 60, "", Moment.OVERDUE),
        ("Closed", 60, "", Moment.EARLIER),
        ("Pending Approval", 60, "", Moment.EARLIER),
        ("In Progress", 60, "left_at", Moment.EARLIER),
        ("Scheduled", 60, "no_show_at", Moment.EARLIER),
        ("Scheduled", 60, "arrived_at", Moment.OVERDUE),
    ],
)
def test_what_is_past_its_known_end_should_have_ended_unless_the_learner_is_gone(
    empty: Institution, status: str, minutes: int | None, mark: str, moment: Moment
) -> None:
    start = timezone.now() - timedelta(hours=3)
    known(empty, "Ana", status, appointment_at=start, duration_minutes=minutes)
    if mark:
        came = {} if mark == "no_show_at" else {"arrived_at": start}
        marks = came | {mark: start + timedelta(minutes=5)}
        session = ExamSession.objects.get()
        Attendance.objects.create(session=session, start_at=start, event_number=1, **marks)
    [row] = day_order.by_moment(
        worklist._found([empty], Wanted()), [empty], listed_statuses.statuses_there([empty])
    )
    assert list(Moment)[row.moment] == moment


@pytest.mark.parametrize(
    ("factor", "minutes", "moment"),
    [("1", 60, Moment.OVERDUE), ("1.5", 60, Moment.NOW), ("1.5", None, Moment.UNENDED)],
)
def test_with_extra_time_it_is_on_to_its_real_end(
    empty: Institution, factor: str, minutes: int | None, moment: Moment
) -> None:
    start = timezone.now() - timedelta(minutes=70)
    known(empty, "Ana", appointment_at=start, duration_minutes=minutes)
    accommodations.change(
        session=ExamSession.objects.select_related("institution").get(),
        accommodation=Accommodation(Decimal(factor), room="quiet room"),
        shown_event=0,
        actor=PORTAL,
    )
    [row] = day_order.by_moment(
        worklist._found([empty], Wanted()), [empty], listed_statuses.statuses_there([empty])
    )
    assert list(Moment)[row.moment] == moment


def test_what_is_to_be_booked_stands_by_course_and_family_name_and_leads_on_to_the_next(
    empty: Institution,
) -> None:
    learners = (
        ("Zoe", "ART 1", "Abel"),
        ("Ben", "BIO 2", "Young"),
        ("Ana", "BIO 2", "Zúñiga"),
        ("Cy", "", ""),
    )
    for name, course, family in learners:
        facts = {"course_name": course, "learner_family_name": family}
        known(empty, name, "Needs Proctor", **facts)
    assert shown(empty, View.TO_BOOK) == ["Cy", "Zoe", "Ben", "Ana"]

    steps = []
    session = ExamSession.objects.get(learner_name="Zoe")
    for _ in range(4):
        session = to_book.following(session)
        assert session
        steps.append(session.learner_name)
    assert steps == ["Ben", "Ana", "Cy", "Zoe"]
    ExamSession.objects.exclude(pk=session.pk).delete()
    assert to_book.following(session) is None


COURSES = (
    *("", "algebra", "Álgebra II", "CHEM 9", "Chem 9", "chem 10", "Chem 100"),
    *("Écriture", "geo 2", "Geo 11", "Zoology"),
)


def test_courses_stand_as_people_look_them_up_and_the_way_on_follows_them(
    empty: Institution,
) -> None:
    for number, course in enumerate(sorted(COURSES)):
        for name in ("Ana", "Ben"):
            known(empty, f"{name} {number}", "Needs Proctor", course_name=course)
    listed = worklist.listing([empty], Wanted(view=View.TO_BOOK)).sessions
    assert tuple(dict.fromkeys(one.course_name for one in listed)) == COURSES
    assert len(listed) == 2 * len(COURSES)
    steps = [listed[0]]
    for _ in listed:
        following = to_book.following(steps[-1])
        assert following
        steps.append(following)
    assert steps == [*listed, listed[0]]
    around = earlier_page.neighbors([empty], Wanted(view=View.TO_BOOK), listed[9])
    assert around and (around.before, around.behind) == (listed[8], listed[10])


IN_ORDER = (
    *("Abel", "d’Alembert", "De Vries", "Devlin", "łoś"),
    *("Lu", "O'Brien", "Ovid", "Özil", "Zu"),
)


def test_lists_stand_by_family_name_whatever_its_accents_and_capitals(empty: Institution) -> None:
    start = at(list_filters.today_at(empty), 12)
    for family in sorted(IN_ORDER):
        about = {"learner_family_name": family, "course_name": "ART 1"}
        known(empty, f"Ana {family}", "Needs Proctor", appointment_at=start, **about)
    right = [f"Ana {family}" for family in IN_ORDER]

    assert shown(empty, View.TO_BOOK) == right
    assert shown(empty, View.TODAY) == right
    assert shown(empty, View.ALL) == right
    listing = worklist.listing([empty], Wanted(view=View.ALL, query="ana"))
    assert [one.learner_name for one in listing.sessions] == right
    first = ExamSession.objects.get(learner_name=right[0])
    steps = [first]
    while len(steps) < len(right):
        following = to_book.following(steps[-1])
        assert following
        steps.append(following)
    assert [one.learner_name for one in steps] == right
    around = earlier_page.neighbors([empty], Wanted(view=View.TO_BOOK), steps[7])
    assert around and (around.before, around.behind) == (steps[6], steps[8])


def test_filters_narrow_a_view_and_a_place_that_is_not_known_yet_is_told(
    empty: Institution,
) -> None:
    day = list_filters.today_at(empty)
    about = {"appointment_at": at(day, 12)}
    known(empty, "Here", location_sid=DULUTH, session_type="proctoru", **about)
    known(empty, "There", location_sid=PHOENIX, session_type="examity", **about)
    known(empty, "Unread", **about)
    known(empty, "Read", refreshed_at=timezone.now(), **about)
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
    at_duluth = Wanted(view=View.TODAY, filters=Filters(location_sid=DULUTH))
    assert worklist.listing([empty], at_duluth).left_out == LeftOut(unread=1)
    everywhere = Wanted(view=View.TODAY)
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


@pytest.mark.parametrize(("count", "said"), [(999, "999"), (1000, "1000"), (1020, "1000+")])
def test_so_does_that_of_what_a_location_may_lack(
    empty: Institution, count: int, said: str
) -> None:
    many_to_book(empty, count)
    known(empty, "Unread", appointment_at=at(list_filters.today_at(empty), 12))
    known(empty, "Asked for elsewhere", "Needs Proctor")
    asked = {"proctorLocationSid": PHOENIX}
    ask(empty, "Asked for elsewhere", Attempt.State.UNCONFIRMED, asked=asked)

    lacks = worklist.listing([empty], Wanted(filters=Filters(location_sid=DULUTH))).left_out
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


def test_the_family_name_is_known_and_sorted_by_from_the_list_and_from_a_session_that_is_read(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    read, where = sandbox.needs_proctor()[0], sandbox.needs_proctor()[1]
    desk.get(session_path(read))
    user = sandbox.session(read["sessionSid"])["enrollment"]["user"]
    assert ExamSession.objects.get(sid=read["sessionSid"]).learner_family_name == user["lastName"]

    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    listed = ExamSession.objects.get(sid=where["sessionSid"])
    assert listed.learner_name.endswith(f" {listed.learner_family_name}")
    assert listed.learner_family_name

    for session in ExamSession.objects.all():
        assert session.name_order == name_order.of(session) != ""
