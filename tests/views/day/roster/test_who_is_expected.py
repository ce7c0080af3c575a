"""Who is expected, for certain or not, under the start or by name, and who is by now elsewhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution, RosterPrint
from scheduling.provider_list import list_fetching
from scheduling.rosters import prints
from scheduling.views.day.roster_rows import lines_of
from tests.support.booking_actions import cancel, mirrored, move, settle_by_hand
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.polling import PATIENCE
from tests.support.roster_page import DAY, HERE, made, name_of, shown


def test_who_is_expected_stands_under_the_start_with_room_to_sign(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    page = desk.get("/roster/", params=HERE)
    assert "9:30 AM – 2 learners" in words(page)
    assert page.text.count('<tr class="roster__row">') == 2
    assert all(f'href="{session_path(one)}"' in page.text for one in booked)
    assert "roster__boxed" not in page.text
    assert "Nobody is expected here that day" in shown(desk, day="2027-01-15")
    by_name = shown(desk, by="name")
    families = [
        ExamSession.objects.get(sid=one["sessionSid"]).learner_family_name for one in booked
    ]
    places = [by_name.index(f"{one}, ") for one in families]
    assert (places[0] < places[1]) == (families[0].casefold() <= families[1].casefold())
    assert "9:30 AM – 2 learners" not in by_name


@pytest.mark.parametrize("order", ["name", "time"])
def test_names_stand_where_they_are_looked_up(
    desk: Desk, institution: Institution, order: str
) -> None:
    names = ["Sæunn Ægisson", "Zoë d’Alembert", "Al Dlamini", "Ayşe Öztürk", "Ben Pahl"]
    for name in reversed(names):
        known_session(
            institution,
            status="Scheduled",
            appointment_at=datetime.fromisoformat(f"{DAY}T16:00:00Z"),
            location_sid=DULUTH,
            learner_name=name,
            learner_family_name=name.partition(" ")[2],
        )
    told = names
    if order == "name":
        told = [f"{family}, {given}" for given, _, family in (one.partition(" ") for one in names)]
    for page in (shown(desk, by=order), words(desk.get(made(desk, by=order).headers["Location"]))):
        assert sorted(told, key=page.index) == told


@pytest.mark.parametrize(
    ("name", "family", "told"),
    [
        ("Wang Wei", "Wang", "Wang, Wei"),
        ("Ana María López Ruiz", "López Ruiz", "López Ruiz, Ana María"),
        ("Suharto", "Suharto", "Suharto"),
        ("Cher", "", "Cher"),
        ("Ada King Byron", "King", "Ada King Byron"),
    ],
)
def test_a_list_by_name_begins_with_the_family_name_where_it_is_known(
    desk: Desk, institution: Institution, name: str, family: str, told: str
) -> None:
    known_session(
        institution,
        status="Scheduled",
        appointment_at=datetime.fromisoformat(f"{DAY}T16:00:00Z"),
        location_sid=DULUTH,
        learner_name=name,
        learner_family_name=family,
        exam_title="Final",
    )
    assert f"☐ {told} Final 10:00 AM –" in shown(desk, by="name")
    assert f"☐ {name} Final 10:00 AM –" in shown(desk)


def test_what_is_not_certain_is_boxed_and_told(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    page = desk.get("/roster/", params=HERE)
    assert page.text.count("roster__boxed") == 1
    row = page.text[page.text.index("roster__boxed") :].partition("</tr>")[0]
    assert re.search(r"<strong class=\"roster__doubt\">\? Being checked", row)


def test_a_move_that_is_not_settled_keeps_the_learner_on_both_sheets(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    made(desk)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked[0])
    learner, away = name_of(booked[0]), "? Being checked: moved to Fri, Jan 15, 1:00 PM?"
    told = shown(desk)
    assert "9:30 AM – 2 learners" in told and away in told
    assert f"Since print 1: 1 changed Print only these changes Changed {learner}" in told
    sheet = words(desk.get(made(desk).headers["Location"]))
    assert learner in sheet and away in sheet and "No longer here" not in sheet
    there = shown(desk, day="2027-01-15")
    assert learner in there
    assert "? Being checked: moved from Thu, Jan 14, 9:30 AM?" in there


def test_a_learner_who_may_come_at_two_times_of_the_day_is_one_learner_of_the_print(
    desk: Desk, administrator: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    made(desk)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked[0], appointment_date_time=f"{DAY}T13:00")
    told = shown(desk)
    assert "9:30 AM – 2 learners" in told and "1:00 PM – 1 learner" in told
    assert told.count(", or at 1:00 PM: one of the two") == 1
    assert told.count(", or at 9:30 AM: one of the two") == 1
    assert "Since print 1: 1 added, 1 changed" in told
    page = desk.get("/roster/", params=HERE).text
    assert page.count('<span class="roster__new">') == 2
    [changed] = re.findall(r"<b>changed</b>.*? since print 1</span>:\s*was ([^<]*)</span>", page)
    assert changed == "Scheduled"
    sheet = made(desk).headers["Location"]
    event = AuditEvent.objects.filter(kind="roster_printed").latest("number")
    assert event.sentence.endswith("print 2, 2 learners.")
    settle_by_hand(administrator, booked[0], "no")
    kept = words(desk.get(sheet))
    assert kept.count("? Being checked: moved to Thu, Jan 14, 1:00 PM?") == 1
    assert kept.count("? Being checked: moved from Thu, Jan 14, 9:30 AM?") == 1
    now = shown(desk)
    assert "Since print 2: 1 changed, 1 no longer here" in now
    assert ", ? Being checked: moved to Thu, Jan 14, 1:00 PM? → 9:30 AM" in now
    assert "was 1:00 PM – 2:30 PM, now Thu, Jan 14, 9:30 AM, Duluth Testing Center" in now


def test_a_cancellation_that_is_not_settled_keeps_the_learner_on_the_sheet(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, booked[0])
    told = shown(desk)
    assert name_of(booked[0]) in told
    assert "? Being checked: cancelled?" in told


def test_who_may_be_expected_is_told_where_the_booking_is_not_approved(
    desk: Desk, institution: Institution
) -> None:
    start = datetime.fromisoformat("2027-01-14T16:00:00Z")
    placed = {"appointment_at": start, "location_sid": DULUTH, "refreshed_at": start}
    for status in ("Pending Approval", "?", "Closed", "Approval Denied"):
        known_session(institution, status=status, **placed)
    assert "2 more may be expected here: not approved yet, or their state is not known." in shown(
        desk
    )
    assert "may be expected here" not in shown(desk, day="2027-01-15")


def test_who_was_booked_and_is_of_a_status_that_nobody_knows_stays_on_paper_with_what_was_known(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]], institution: Institution
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)  # a word that came sooner may be an older list's
    Attempt.objects.update(settled_at=long_ago)
    rows = {where["sessionSid"]: {"status": "Checked In"} for where in booked}
    sandbox.trouble("odd_rows", match={"path_contains": "/reports/"}, rows=rows, times=None)
    ExamSession.objects.update(listed_at=None)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    page, paper = shown(desk), words(desk.get(made(desk).headers["Location"]))

    for told in (page, paper):
        assert "2 more may be expected here" in told and "May be expected here: 2" in told
        for where in booked:
            first, family = name_of(where).rsplit(" ", 1)
            row = told[told.index(f"{family}, {first}") :][:200]
            assert "9:30 AM – " in row and "? Checked In, changed outside was Scheduled" in row
    assert "Nobody is expected" not in page


def test_who_is_elsewhere_by_now_is_told_by_the_clock_of_that_place(
    desk: Desk, institution: Institution, booked: list[dict[str, str]]
) -> None:
    made(desk)
    moved, unlisted = (mirrored(one) for one in booked)
    moved.appointment_at = datetime.fromisoformat("2027-01-15T16:00:00Z")
    moved.location_sid, moved.location_name = "PL" + "3".zfill(32), "Phoenix Learning Center"
    moved.time_zone = "America/Phoenix"
    moved.save()
    ExamSession.objects.filter(pk=unlisted.pk).update(dropped_at=timezone.now())
    rows = prints.rows_in(RosterPrint.objects.get())
    told = {one.learner: one.stands for one in lines_of(rows, "America/Chicago", are_gone=True)}
    assert told == {
        moved.learner_name: "Fri, Jan 15, 9:00 AM MST, Phoenix Learning Center",
        unlisted.learner_name: "No longer listed; last known as Scheduled",
    }
