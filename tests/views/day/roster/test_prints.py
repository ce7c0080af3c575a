"""A numbered print of the roster: its event, its clock, its hours, and what it goes on saying."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.audit.codes import codes_file
from scheduling.models import (
    Attempt,
    AuditEvent,
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    RosterPrint,
)
from tests.support.booking_actions import mirrored
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD
from tests.support.roster_page import DAY, HERE, given, made, name_of, shown


def as_kept_before(made: RosterPrint) -> None:
    """As if it were of a time when a print kept less."""
    names = ("session", "start", "end", "is_certain")
    rows = [{name: row[name] for name in names} for row in made.rows]
    RosterPrint.objects.filter(pk=made.pk).update(rows=rows, unsure=None)


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
    said = "1 booked that day, location not known: some of them may be expected here."
    assert said in shown(desk)
    answer = made(desk)
    ExamSession.objects.filter(location_sid="").update(dropped_at=timezone.now())
    assert said in words(desk.get(answer.headers["Location"]))
    assert said not in shown(desk)


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


def test_a_print_leads_to_what_changed_since(desk: Desk, booked: list[dict[str, str]]) -> None:
    url = made(desk).headers["Location"]
    made(desk)
    page = desk.get(url)
    [since] = re.findall(r'href="([^"]+)">What changed since this print</a>', page.text)
    assert "Since print 1: " in words(desk.get(since.replace("&amp;", "&")))


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


def test_a_print_goes_on_saying_how_old_its_list_was_and_that_it_was_not_renewed(
    desk: Desk, booked: list[dict[str, str]], institution: Institution
) -> None:
    old = "The list was not renewed when this was printed: it is as of Mon, Nov 30, 8:00 AM."
    loaded = timezone.now()
    Institution.objects.update(synced_at=loaded, sync_failure="")
    in_time = made(desk).headers["Location"]
    at_eight = timezone.make_aware(datetime(2026, 11, 30, 8), ZoneInfo("America/Chicago"))
    Institution.objects.update(synced_at=at_eight, sync_failure="No connection.")
    late = made(desk).headers["Location"]
    Institution.objects.update(synced_at=loaded, sync_failure="")

    shown_late = words(desk.get(late))
    assert old in shown_late and "· list as of Mon, Nov 30, 8:00 AM" in shown_late
    shown_in_time = words(desk.get(in_time))
    assert "list as of " in shown_in_time and "not renewed" not in shown_in_time


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


def test_a_print_that_is_put_on_paper_again_says_so_on_the_paper(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    path = made(desk).headers["Location"]
    at_once = words(desk.get(path))
    assert "Printed again" not in at_once
    assert "Print it now, and this page is what hangs on the wall." in at_once
    RosterPrint.objects.update(printed_at=timezone.now() - timedelta(minutes=13))
    told = desk.get(path).text
    again = re.search(r'<p class="print-only[^>]*>\s*<b>Printed again [^<]* (AM|PM) \w+</b>', told)
    assert again, told
    assert "Not all of this page is what hangs on the wall." in told
