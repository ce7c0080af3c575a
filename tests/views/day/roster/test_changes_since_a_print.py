"""What changed since a print is told and marked, and what is no change is not."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.models import ExamSession, Institution, PersonalValue, RosterPrint
from scheduling.rosters import prints, roster
from scheduling.session_commands import PORTAL
from tests.support.audit_log import erase_past_the_portal
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.roster_page import DAY, HERE, given, made, name_of, shown

GONE = re.compile(
    r"No longer here (?P<learner>[^,]+?) ?, [^,]+?, was 9:30 AM – [^,]+?, now "
    r"(?P<now>\w+(?:, Jan 15, 1:00 PM, Duluth Testing Center)?)"
)


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
    assert "had another name on that print, still 9:30 AM – " in changes
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
    said = rf"Changed {re.escape(name_of(booked[0]))} , [^,]+, Scheduled → 9:30 AM – [^,?]+ \? Inc"
    assert re.search(said, shown(desk))


def test_a_print_that_is_not_listed_is_found_by_its_number_and_one_that_is_not_there_is_told(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    assert "There is no print “9” of this location and day." in shown(desk, since="9")
    assert made(desk).status_code == 302
    [first] = RosterPrint.objects.all()
    kept = ("institution", "location_sid", "location_name", "day", "rows", "printed_at")
    facts = {name: getattr(first, name) for name in (*kept, "event_number", "unplaced", "opens")}
    more = [RosterPrint(number=one, form_id=uuid4(), **facts) for one in range(2, 32)]
    RosterPrint.objects.bulk_create(more)
    told = shown(desk, since="1")
    assert "Since print 1:" in told and "There is no print" not in told
    assert "Only the newest 30 are listed." in told
    for asked in ("99", "print-3", "morning"):
        told = shown(desk, since=asked)
        said = f"There is no print “{asked}” of this location and day."
        assert f"{said} The changes are those since print 31." in told
        assert "Since print 31:" in told
    assert "There is no print" not in shown(desk)
