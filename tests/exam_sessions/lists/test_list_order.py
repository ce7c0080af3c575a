"""In which order a list has its sessions: by what they need and when, by course, by family name."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations, name_order
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import (
    day_order,
    earlier_page,
    list_filters,
    listed_statuses,
    to_book,
    worklist,
)
from scheduling.exam_sessions.lists.day_order import DayStage
from scheduling.exam_sessions.lists.tabs import View
from scheduling.models import Attendance, ExamSession, Institution
from scheduling.provider_list import list_fetching
from scheduling.session_commands import PORTAL
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.listed_sessions import at, known, shown
from tests.support.polling import PATIENCE


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
        worklist.rows_of([empty], ListQuery()).found(),
        [empty],
        listed_statuses.statuses_there([empty]),
    ).values_list("learner_name", "moment")

    assert {name: list(DayStage)[number] for name, number in rows} == {
        "Unbooked": DayStage.NEEDS_YOU,
        "Trouble": DayStage.NEEDS_YOU,
        "Changed": DayStage.NEEDS_YOU,
        "Runs": DayStage.NEXT,  # so SmarterProctoring says, but it has not begun
        "Gone": DayStage.LATER,
        "Riddle": DayStage.LATER,
        "Blank": DayStage.LATER,
        "Denied": DayStage.LATER,
        "Over": DayStage.EARLIER,
        "Cancelled": DayStage.EARLIER,
        "Gone once": DayStage.EARLIER,
        "Riddle once": DayStage.EARLIER,
        "Blank once": DayStage.EARLIER,
        "Denied once": DayStage.EARLIER,
    }


@pytest.mark.parametrize(
    ("began", "minutes", "moment"),
    [
        (-30, 60, DayStage.NOW),
        (-30, 30, DayStage.OVERDUE),
        (-90, 60, DayStage.OVERDUE),
        (-30, None, DayStage.UNENDED),  # nobody knows whether it is over
        (1, 60, DayStage.NEXT),
        (1, None, DayStage.NEXT),
    ],
)
def test_a_booked_session_is_on_from_its_start_to_its_end(
    empty: Institution, began: int, minutes: int | None, moment: DayStage
) -> None:
    start = timezone.now() + timedelta(minutes=began)
    known(empty, "Ana", appointment_at=start, duration_minutes=minutes)
    [row] = day_order.by_moment(
        worklist.rows_of([empty], ListQuery()).found(),
        [empty],
        listed_statuses.statuses_there([empty]),
    )
    assert list(DayStage)[row.moment] == moment


@pytest.mark.parametrize(
    ("status", "minutes", "mark", "moment"),
    [
        ("In Progress", 60, "", DayStage.OVERDUE),
        ("In Progress", 240, "", DayStage.NOW),
        ("In Progress", None, "", DayStage.NOW),  # nobody knows when it ends
        ("Scheduled", None, "", DayStage.UNENDED),
        ("Scheduled", None, "arrived_at", DayStage.UNENDED),
        ("Scheduled", None, "left_at", DayStage.EARLIER),
        ("Scheduled", None, "no_show_at", DayStage.EARLIER),
        ("Closed", None, "", DayStage.EARLIER),
        ("Pending Approval", None, "", DayStage.EARLIER),
        ("Processing", 60, "", DayStage.OVERDUE),
        ("Closed", 60, "", DayStage.EARLIER),
        ("Pending Approval", 60, "", DayStage.EARLIER),
        ("In Progress", 60, "left_at", DayStage.EARLIER),
        ("Scheduled", 60, "no_show_at", DayStage.EARLIER),
        ("Scheduled", 60, "arrived_at", DayStage.OVERDUE),
    ],
)
def test_what_is_past_its_known_end_should_have_ended_unless_the_learner_is_gone(
    empty: Institution, status: str, minutes: int | None, mark: str, moment: DayStage
) -> None:
    start = timezone.now() - timedelta(hours=3)
    known(empty, "Ana", status, appointment_at=start, duration_minutes=minutes)
    if mark:
        came = {} if mark == "no_show_at" else {"arrived_at": start}
        marks = came | {mark: start + timedelta(minutes=5)}
        session = ExamSession.objects.get()
        Attendance.objects.create(session=session, start_at=start, event_number=1, **marks)
    [row] = day_order.by_moment(
        worklist.rows_of([empty], ListQuery()).found(),
        [empty],
        listed_statuses.statuses_there([empty]),
    )
    assert list(DayStage)[row.moment] == moment


@pytest.mark.parametrize(
    ("factor", "minutes", "moment"),
    [("1", 60, DayStage.OVERDUE), ("1.5", 60, DayStage.NOW), ("1.5", None, DayStage.UNENDED)],
)
def test_with_extra_time_it_is_on_to_its_real_end(
    empty: Institution, factor: str, minutes: int | None, moment: DayStage
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
        worklist.rows_of([empty], ListQuery()).found(),
        [empty],
        listed_statuses.statuses_there([empty]),
    )
    assert list(DayStage)[row.moment] == moment


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
    listed = worklist.listing([empty], ListQuery(view=View.TO_BOOK)).sessions
    assert tuple(dict.fromkeys(one.course_name for one in listed)) == COURSES
    assert len(listed) == 2 * len(COURSES)
    steps = [listed[0]]
    for _ in listed:
        following = to_book.following(steps[-1])
        assert following
        steps.append(following)
    assert steps == [*listed, listed[0]]
    around = earlier_page.neighbors([empty], ListQuery(view=View.TO_BOOK), listed[9])
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
    listing = worklist.listing([empty], ListQuery(view=View.ALL, query="ana"))
    assert [one.learner_name for one in listing.sessions] == right
    first = ExamSession.objects.get(learner_name=right[0])
    steps = [first]
    while len(steps) < len(right):
        following = to_book.following(steps[-1])
        assert following
        steps.append(following)
    assert [one.learner_name for one in steps] == right
    around = earlier_page.neighbors([empty], ListQuery(view=View.TO_BOOK), steps[7])
    assert around and (around.before, around.behind) == (steps[6], steps[8])


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
