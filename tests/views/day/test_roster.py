"""The roster: who is expected, its numbered prints, and what changed since one."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import requests
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times import Accommodation
from scheduling.audit.codes import codes_file
from scheduling.exam_sessions import accommodations
from scheduling.models import (
    Attempt,
    Attendance,
    AuditEvent,
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    PersonalValue,
    RosterPrint,
)
from scheduling.provider_list import list_fetching
from scheduling.rosters import prints, roster
from scheduling.session_commands import PORTAL
from scheduling.views.day.roster_rows import lines_of
from tests.support.audit_log import erase_past_the_portal
from tests.support.booking_actions import book, cancel, mirrored, move, settle_by_hand
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD, someone
from tests.support.polling import PATIENCE

DAY = "2027-01-14"
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}
GONE = re.compile(
    r"No longer here (?P<learner>[^,]+?) ?, [^,]+?, was 9:30 AM – [^,]+?, now "
    r"(?P<now>\w+(?:, Jan 15, 1:00 PM, Duluth Testing Center)?)"
)


def shown(desk: Desk, **asked: str) -> str:
    return words(desk.get("/roster/", params=HERE | asked))


def made(desk: Desk, **otherwise: str) -> requests.Response:
    asked = HERE | {"by": "time", "form_id": str(uuid4())} | otherwise
    return desk.post("/roster/", asked)


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Two sessions at Duluth, for 9:30 AM on January 14."""
    return [book(desk, sandbox), book(desk, sandbox)]


def name_of(where: dict[str, str]) -> str:
    return ExamSession.objects.get(sid=where["sessionSid"]).learner_name


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


def test_a_print_keeps_the_clock_that_it_was_made_by(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    assert made(desk).status_code == 302
    path = f"/roster/prints/{RosterPrint.objects.get().pk}/"
    before = words(desk.get(path))
    assert "9:30 AM – 2 learners" in before and "Central" in before
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="America/Phoenix")
    ExamSession.objects.update(time_zone="America/Phoenix")
    after = words(desk.get(path))
    assert "9:30 AM – 2 learners" in after and "Central" in after
    assert "8:30 AM – 2 learners" in words(desk.get("/roster/", params=HERE))


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
    assert f"☐ 10:00 AM {told} Final" in shown(desk, by="name")
    assert f"☐ 10:00 AM {name} Final" in shown(desk)


def test_what_is_not_certain_is_boxed_and_told(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    page = desk.get("/roster/", params=HERE)
    assert page.text.count("roster__boxed") == 1
    assert re.search(r"</bdi></a>\s*<strong class=\"roster__doubt\">\? Being checked", page.text)


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


def test_a_print_has_a_number_an_event_and_the_code_of_the_log(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    first, second = made(desk), made(desk)
    one, other = RosterPrint.objects.order_by("number")
    event = AuditEvent.objects.get(number=one.event_number)
    assert [answer.status_code for answer in (first, second)] == [302, 302]
    assert first.headers["Location"] == f"/roster/prints/{one.pk}/?by=time"
    assert (one.number, other.number) == (1, 2)
    assert (event.kind, event.who, event.install_sid) == (
        "roster_printed",
        "Ana Ruiz (coordinator)",
        NORTHFIELD,
    )
    assert event.sentence == (
        "Ana Ruiz printed the roster of Duluth Testing Center for Thursday, January 14, 2027:"
        " print 1, 2 learners."
    )
    assert one.code in [log_code.code for log_code in codes_file.recent(5)]
    sheet = words(desk.get(first.headers["Location"]))
    assert "Print 1 · " in sheet and f"log {one.code}" in sheet
    assert all(name_of(where) in sheet for where in booked)
    assert not any(name_of(where) in json.dumps(one.rows) for where in booked)


def test_a_sheet_says_how_many_may_be_missing_from_it(
    desk: Desk, booked: list[dict[str, str]], institution: Institution
) -> None:
    first = ExamSession.objects.get(sid=booked[0]["sessionSid"])
    known_session(institution, status="Scheduled", appointment_at=first.appointment_at)
    said = "1 booked that day, location not loaded yet: some of them may be expected here."
    assert said in shown(desk)
    answer = made(desk)
    ExamSession.objects.filter(location_sid="").update(dropped_at=timezone.now())
    assert said in words(desk.get(answer.headers["Location"]))
    assert said not in shown(desk)


def test_whose_location_was_learned_after_a_print_was_not_added_by_anybody(
    desk: Desk, booked: list[dict[str, str]], institution: Institution
) -> None:
    start = ExamSession.objects.get(sid=booked[0]["sessionSid"]).appointment_at
    facts = {"status": "Scheduled", "appointment_at": start, "learner_name": "Ada Known"}
    later = known_session(institution, **facts)
    made(desk)
    now = {"location_sid": DULUTH, "refreshed_at": timezone.now()}
    ExamSession.objects.filter(pk=later.pk).update(**now)
    told = shown(desk)
    assert "Since print 1: no changes, 1 not known then" in told
    assert (
        "Not known then Ada Known" in told and "Added Ada" not in told and "new since" not in told
    )
    sheet = words(desk.get("/changes/", params=HERE | {"since": "print-1"}))
    assert "First loaded since then · 1" in sheet and "Added Ada" not in sheet
    on_paper = words(desk.get(made(desk).headers["Location"]))
    assert "since print 1: no changes, 1 not known then" in on_paper
    assert "new since print" not in on_paper


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
    rows = {where["sessionSid"]: {"status": "Checked In"} for where in booked}
    sandbox.trouble("odd_rows", match={"path_contains": "/reports/"}, rows=rows, times=None)
    ExamSession.objects.update(listed_at=None)
    assert list_fetching.refresh(institution, patience=PATIENCE)
    page, paper = shown(desk), words(desk.get(made(desk).headers["Location"]))

    for told in (page, paper):
        assert "2 more may be expected here" in told and "May be expected here: 2" in told
        for where in booked:
            first, family = name_of(where).rsplit(" ", 1)
            row = told[told.index(f"{family}, {first}") :][:200]
            assert "9:30 AM – " in row and "? Checked In, changed outside was Scheduled" in row
    assert "Nobody is expected" not in page


def test_a_form_that_is_sent_twice_makes_one_print(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    form_id = str(uuid4())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: made(desk, form_id=form_id), range(4)))
    assert {answer.headers["Location"] for answer in answers} == {
        f"/roster/prints/{RosterPrint.objects.get().pk}/?by=time"
    }
    assert AuditEvent.objects.filter(kind="roster_printed").count() == 1


def test_what_changed_since_a_print_is_told_and_the_print_stays_as_it_was(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    moved, cancelled = booked
    made(desk)
    assert "Since print 1: no changes Make a numbered print" in shown(desk)
    assert desk.book(third := sandbox.needs_proctor()[0], appointment_date_time=f"{DAY}T13:00")
    assert move(desk, moved).status_code == 302
    assert cancel(desk, cancelled).status_code == 302
    told = shown(desk)
    assert "Since print 1: 1 added, 2 no longer here" in told
    assert f"Added {name_of(third)}" in told
    gone = {one["learner"]: one["now"] for one in GONE.finditer(told)}
    assert gone == {
        name_of(moved): "Fri, Jan 15, 1:00 PM, Duluth Testing Center",
        name_of(cancelled): "Cancelled",
    }

    made(desk)
    first, second = RosterPrint.objects.order_by("number")
    sheet = words(desk.get(f"/roster/prints/{second.pk}/"))
    assert "since print 1: 1 added, 2 no longer here" in sheet
    assert "new since print 1" in sheet and "No longer here since print 1:" in sheet
    assert name_of(cancelled) in sheet.partition("No longer here since")[2]
    assert "was 9:30 AM, now Cancelled" in sheet
    assert "was 9:30 AM, now Fri, Jan 15, 1:00 PM, Duluth Testing Center" in sheet
    assert "9:30 AM – 2 learners" in words(desk.get(f"/roster/prints/{first.pk}/"))
    assert "Since print 2: no changes" in shown(desk)
    assert "Since print 1: 1 added, 2 no longer here" in shown(desk, since="1")


def test_a_print_marks_who_is_expected_otherwise_than_on_the_one_before(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    moved = booked[0]
    made(desk)
    move(desk, moved, appointment_date_time=f"{DAY}T13:00")
    sheet = desk.get(made(desk).headers["Location"]).text
    told = re.findall(r"<b>changed</b>.*?since print 1</span>:\s*was ([^<]*)</span>", sheet)
    assert told == ["9:30 AM – 11:00 AM"]
    assert re.search(rf"{name_of(moved)}.*?<b>changed</b>", sheet, re.DOTALL)
    assert "<b>changed</b>" not in desk.get(made(desk).headers["Location"]).text


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ((None, None), "closed that day (Power station maintenance)"),
        (("12:00", "15:00"), "open 12:00 PM – 3:00 PM (Power station maintenance)"),
    ],
)
def test_a_print_says_that_the_location_is_closed_or_has_other_hours(
    desk: Desk, booked: list[dict[str, str]], hours: tuple[str | None, str | None], told: str
) -> None:
    made(desk)
    HoursByDate.objects.create(
        institution=mirrored(booked[0]).institution,
        location=Location.objects.get(pl_sid=DULUTH),
        first_day=DAY,
        last_day=DAY,
        opens=hours[0],
        closes=hours[1],
        reason="Power station maintenance",
    )
    before = f"Hours open 8:00 AM – 6:00 PM → {told}"
    page = shown(desk)
    assert "Since print 1: other hours" in page and before in page and told in page
    since = desk.get("/changes/", params=HERE | {"since": "print-1"})
    assert "Other hours" in words(since) and before in words(since)

    sheet = words(desk.get(made(desk).headers["Location"]))
    assert told in sheet and "Since print 2: no changes" in shown(desk)
    HoursByDate.objects.all().delete()
    [print_2] = RosterPrint.objects.filter(number=2)
    assert told in words(desk.get(f"/roster/prints/{print_2.pk}/"))


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


def test_a_roster_says_how_old_its_list_is(desk: Desk, booked: list[dict[str, str]]) -> None:
    assert re.search(
        r"not a numbered print · shown \w+, \w+ \d+, [\d:]+ [AP]M .+ · list as of ", shown(desk)
    )
    Institution.objects.update(synced_at=None)
    assert "sessions not loaded yet" in shown(desk)


def test_a_print_leads_to_what_changed_since(desk: Desk, booked: list[dict[str, str]]) -> None:
    url = made(desk).headers["Location"]
    made(desk)
    page = desk.get(url)
    [since] = re.findall(r'href="([^"]+)">What changed since this print</a>', page.text)
    assert "Since print 1: " in words(desk.get(since.replace("&amp;", "&")))


def test_a_place_is_chosen_first_and_only_of_ones_own_institutions(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    offered = desk.get("/roster/", params={"day": DAY})
    assert f"location={DULUTH}&amp;day={DAY}" in offered.text
    made(desk)
    print_id = RosterPrint.objects.get().pk
    with someone(desk.url, "elsewhere") as stranger:
        assert "Duluth" not in words(stranger.get("/roster/", params=HERE))
        assert stranger.get(f"/roster/prints/{print_id}/").status_code == 403
        assert made(stranger).status_code == 403
    assert RosterPrint.objects.count() == 1


def test_the_box_reads_roster_as_a_command(desk: Desk) -> None:
    found = desk.get("/find/", params={"q": "roster duluth tomorrow"})
    assert re.search(
        rf'href="/roster/\?day=\d{{4}}-\d\d-\d\d&amp;install=\w+&amp;location={DULUTH}"', found.text
    )


def given(where: dict[str, str], accommodation: Accommodation) -> None:
    """Enter it for the session, whatever it had before."""
    session = mirrored(where)
    known = accommodations.of(session)
    shown = known.event_number if known else 0
    accommodations.change(
        session=session, accommodation=accommodation, shown_event=shown, actor=PORTAL
    )


def as_kept_before(made: RosterPrint) -> None:
    """As if it were of a time when a print kept less."""
    names = ("session", "start", "end", "is_certain")
    rows = [{name: row[name] for name in names} for row in made.rows]
    RosterPrint.objects.filter(pk=made.pk).update(rows=rows, unsure=None)


def test_a_print_says_how_many_more_may_be_expected_as_it_was(
    desk: Desk, booked: list[dict[str, str]], institution: Institution
) -> None:
    start = mirrored(booked[0]).appointment_at
    known_session(
        institution,
        status="Pending Approval",
        appointment_at=start,
        location_sid=DULUTH,
        refreshed_at=start,
    )
    said = "1 more may be expected here: not approved yet, or their state is not known."
    sheet = made(desk).headers["Location"]
    assert said in words(desk.get(sheet))
    ExamSession.objects.filter(status="Pending Approval").update(status="Cancelled")
    assert said in words(desk.get(sheet)) and said not in shown(desk)
    event = AuditEvent.objects.get(kind="roster_printed")
    assert json.loads(event.details)["unsure"] == 1


def test_a_print_goes_on_saying_what_stood_in_its_rows(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    certain, special = booked
    given(special, Accommodation(Decimal("1.5"), 0, "Quiet room"))
    sandbox.trouble("drop_before", method="POST")
    desk.book(unsure := sandbox.needs_proctor()[0])
    sheet = made(desk).headers["Location"]
    as_made = desk.get(sheet)
    assert as_made.text.count("roster__boxed") == 1
    assert "? Being checked" in words(as_made) and "1.5× time, Quiet room" in words(as_made)

    Attempt.objects.filter(session__sid=unsure["sessionSid"]).update(state="accepted")
    ExamSession.objects.filter(sid=unsure["sessionSid"]).update(status="Scheduled")
    ExamSession.objects.filter(sid=certain["sessionSid"]).update(changed_event=1)
    given(special, Accommodation(Decimal("2"), 0, ""))
    assert desk.get(sheet).text.count("roster__boxed") == 1
    assert words(desk.get(sheet)) == words(as_made)
    assert "changed outside" in shown(desk) and "2× time" in shown(desk)


def test_what_is_given_on_a_print_can_be_erased_and_is_no_change_then(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    given(booked[0], Accommodation(Decimal("1"), 0, "Quiet room"))
    sheet = made(desk).headers["Location"]
    assert "Quiet" not in json.dumps(RosterPrint.objects.get().rows)
    erase_past_the_portal(PersonalValue.objects.filter(name="after"))
    assert "(erased)" in words(desk.get(sheet)) and "Quiet" not in words(desk.get(sheet))
    assert "Since print 1: no changes" in shown(desk)


def test_a_room_or_a_doubt_that_came_since_is_a_change(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    special, doubtful = booked
    made(desk)
    given(special, Accommodation(Decimal("1"), 0, "Quiet room"))
    told = shown(desk)
    hours = r"9:30 AM – [^,]+"
    assert "Since print 1: 1 changed" in told
    assert re.search(rf", no accommodation → {hours}, Quiet room", told), told
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, doubtful)
    told = shown(desk)
    assert "Since print 1: 2 changed" in told
    assert re.search(rf"Changed {re.escape(name_of(doubtful))} ?, [^?]+\? Being checked", told)
    since_print = words(desk.get("/changes/", params=HERE | {"since": "print-1"}))
    assert "1 changed" in since_print and "Accommodation changed · 1" in since_print
    made(desk)
    second = RosterPrint.objects.get(number=2)
    assert "since print 1: 2 changed" in words(desk.get(f"/roster/prints/{second.pk}/"))
    assert "Since print 2: no changes" in shown(desk)


def test_what_a_print_of_before_did_not_keep_is_told_as_not_kept(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    given(booked[0], Accommodation(Decimal("1"), 0, "Quiet room"))
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    sheet = made(desk).headers["Location"]
    as_kept_before(RosterPrint.objects.get())
    told = words(desk.get(sheet))
    assert "This print did not keep accommodations" in told
    assert "Quiet room" not in told and "Being checked" not in told
    assert desk.get(sheet).text.count("roster__boxed") == 1
    assert "Since print 1: no changes" in shown(desk)
    assert "Print 1 did not keep accommodations" in shown(desk)


def test_many_changed_rows_take_no_more_statements_than_one(institution: Institution) -> None:
    start = datetime.fromisoformat("2027-01-14T16:00:00Z")
    placed = {"status": "Scheduled", "location_sid": DULUTH, "refreshed_at": start}
    sessions = [known_session(institution, appointment_at=start, **placed) for _ in range(6)]
    now = roster.of(institution, DULUTH, "America/Chicago", start.date())
    assert now is not None
    rows = prints.rows_of(now.expected)
    prints.make(roster=now, rows=rows, opens="", form_id=uuid4(), actor=PORTAL)
    client = Client()
    client.force_login(get_user_model().objects.get(username="coordinator"))
    counted = []
    for one in (sessions[0], *sessions):
        ExamSession.objects.filter(pk=one.pk).update(appointment_at=start + timedelta(hours=1))
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/roster/", HERE)
        counted.append((len(seen), page.content.decode().count("<b>Changed</b>")))
    assert [rows for _, rows in counted] == [1, 1, 2, 3, 4, 5, 6]
    assert {statements for statements, _ in counted[1:]} == {counted[1][0]}


def test_a_no_show_is_said_on_the_roster_its_print_and_since_the_print_before(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    absent, here = booked
    made(desk)
    start = mirrored(absent).appointment_at
    for where, facts in ((absent, {"no_show_at": start}), (here, {"arrived_at": start})):
        Attendance.objects.create(
            session=mirrored(where), start_at=start, event_number=1, marked_by_name="Ana", **facts
        )
    page = desk.get("/roster/", params=HERE)
    assert "? Marked as a no-show, Scheduled" in words(page)
    assert page.text.count("roster__boxed") == 1
    since = words(desk.get("/changes/", params=HERE | {"since": "print-1"}))
    assert "1 changed" in since and "? Marked as a no-show, Scheduled" in since
    made(desk)
    printed = RosterPrint.objects.get(number=2)
    assert [row["state"] for row in printed.rows if row["is_boxed"]] == [
        "Marked as a no-show, Scheduled"
    ]


def test_who_came_and_left_stands_on_the_roster_and_of_a_print_who_had_by_then(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    came, late = (mirrored(one) for one in booked)
    start = came.appointment_at
    assert start
    facts = {"start_at": start, "marked_by_name": "Ana Ruiz", "event_number": 1}
    at = start + timedelta(minutes=-4)
    Attendance.objects.create(session=came, arrived_at=at, left_at=at + timedelta(hours=1), **facts)
    Attendance.objects.create(session=late, arrived_at=at + timedelta(minutes=20), **facts)

    def rows(page: str) -> dict[str, list[str]]:
        found = re.findall(r'<tr class="roster__row">(.*?)</tr>', page, re.DOTALL)
        told = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", one, re.DOTALL) for one in found]
        plain = [[" ".join(re.sub("<[^>]+>", "", one).split()) for one in row] for row in told]
        return {row[2]: [row[0], *row[-2:]] for row in plain}

    now = rows(desk.get("/roster/", params=HERE).text)
    assert now[came.learner_name] == ["☑ Came", "9:26 AM", "10:26 AM"]
    assert now[late.learner_name] == ["☑ Came", "9:46 AM", ""]
    sheet = made(desk).headers["Location"]
    RosterPrint.objects.update(printed_at=at + timedelta(minutes=5))
    kept = rows(desk.get(sheet).text)
    assert kept[came.learner_name] == ["☑ Came", "9:26 AM", ""]
    assert kept[late.learner_name] == ["☐", "", ""]


@pytest.mark.parametrize(("earlier", "came"), [(timedelta(days=10), 0), (timedelta(hours=1), 1)])
def test_who_sits_there_as_the_booking_is_moved_to_another_day_has_not_come_on_that_one(
    desk: Desk, booked: list[dict[str, str]], earlier: timedelta, came: int
) -> None:
    session = mirrored(booked[0])
    at = session.appointment_at - earlier
    facts = {"start_at": at, "marked_by_name": "Ana Ruiz", "event_number": 1}
    Attendance.objects.create(session=session, arrived_at=at, **facts)

    assert desk.get("/roster/", params=HERE).text.count("☑") == came


def test_a_sheet_without_a_number_says_since_which_print_rows_are_new_or_changed(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    said = "“new” and “changed” since print 1"
    assert said not in shown(desk)
    made(desk)
    assert said not in shown(desk)
    book(desk, sandbox)
    assert re.search(rf"not a numbered print · shown [^·]+ · {said} Board", shown(desk))


def test_a_learner_who_has_another_name_since_a_print_is_told_though_no_print_keeps_a_name(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    nameless, renamed = booked
    ExamSession.objects.filter(sid=nameless["sessionSid"]).update(learner_name="")
    sheet = made(desk).headers["Location"]
    assert "Since print 1: no changes" in shown(desk)
    assert "another name" not in words(desk.get(sheet))
    session = ExamSession.objects.get(sid=renamed["sessionSid"])
    before, name, other = prints.name_mark(session), "Rena Renamed", "Rena Otherwise"
    session.learner_name = name
    name = other if prints.name_mark(session) == before else name  # one in 256 has its byte
    for where, called in ((nameless, "Nia Known"), (renamed, name)):
        ExamSession.objects.filter(sid=where["sessionSid"]).update(learner_name=called)
    told, changes = shown(desk), words(desk.get("/changes/", params=HERE | {"since": "print-1"}))
    assert "Since print 1: 1 changed" in told
    assert "changed since print 1 : was under another name" in told
    assert f"1 changed Changed {name} , " in changes and "Nia Known" not in changes
    assert ", under another name → 9:30 AM – " in changes
    second = words(desk.get(made(desk).headers["Location"]))
    assert "since print 1: 1 changed" in second and "was under another name" in second
    kept = RosterPrint.objects.order_by("number")
    marks = [[row["name_mark"] for row in one.rows] for one in kept]
    assert {len(mark) for found in marks for mark in found if mark} == {2}
    assert sum(mark is None for mark in marks[0]) == 1


def test_many_changes_are_folded_above_the_roster_and_few_are_not(
    desk: Desk, institution: Institution, booked: list[dict[str, str]]
) -> None:
    made(desk)
    start = datetime.fromisoformat(f"{DAY}T16:00:00Z")
    facts = {"status": "Scheduled", "appointment_at": start, "location_sid": DULUTH}
    changes = re.compile(r'id="changes".*?</section>', re.DOTALL)
    for many, is_folded in ((8, False), (1, True)):
        for _ in range(many):
            known_session(institution, refreshed_at=start, first_seen_at=None, **facts)
        [section] = changes.findall(desk.get("/roster/", params=HERE).text)
        assert ("<details" in section) == is_folded
        assert section.count("<b>") == (9 if is_folded else 8)


def test_of_who_is_expected_at_the_same_hours_only_what_is_otherwise_is_told(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    made(desk)
    ExamSession.objects.filter(sid=booked[0]["sessionSid"]).update(status="Incident")
    said = rf"Changed {re.escape(name_of(booked[0]))} , [^,]+, Scheduled → 9:30 AM – [^,]+, \? Inc"
    assert re.search(said, shown(desk))
