"""Private calendars: made once, read without signing in, bounded, without names unless they were
chosen, and gone when they are revoked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
import requests
from dateutil.tz import tzical
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from portal.sandbox.server import Sandbox
from scheduling.access import calendar_feeds, rate_limits
from scheduling.access.rate_limits import Limit
from scheduling.exam_sessions import feed_sessions
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.models import Attempt, AuditEvent, CalendarFeed, ExamSession, Institution, RoleGrant
from tests.support.batches import begun
from tests.support.booking_form import DULUTH, booking, form_path
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.known_sessions import known_session
from tests.support.outcomes import kinds
from tests.support.people import LAKESIDE, NORTHFIELD
from tests.support.portal_server import Portal

ADDRESS = re.compile(r"<code>http://[^/]+(/calendars/[\w-]{43}\.ics)</code>")
HERE = f"{NORTHFIELD}.{DULUTH}"
DAY = timedelta(days=1)


@pytest.fixture
def stranger(portal: Portal) -> Iterator[Desk]:
    """A calendar program: nobody signed it in."""
    desk = Desk(portal.url, "nobody")
    yield desk
    desk.browser.close()


def make(desk: Desk, what: str = HERE, **answers: str) -> str:
    """The address of a new calendar, as the page shows it."""
    form = own_form_on(desk.get("/calendars/"))
    page = desk.post("/calendars/", form | {"what": what} | answers)
    [path] = ADDRESS.findall(unescape(page.text))
    return path


def events(answer: requests.Response) -> list[dict[str, str]]:
    """The events of a feed: their properties as they are written."""
    assert answer.status_code == 200, answer.text[:300]
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return [{name: value.to_ical().decode() for name, value in one.items()} for one in found]


def titles(desk: Desk, path: str) -> list[str]:
    return [one["SUMMARY"].replace("\\", "") for one in events(desk.get(path))]


def seat(institution: Institution, start: datetime, **facts: Any) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "learner_name": "Kamau Mwangi",
        "exam_title": "STAT 200 Midterm",
        "location_sid": DULUTH,
        "location_name": "Duluth Testing Center",
        "duration_minutes": 60,
        "refreshed_at": timezone.now(),
    }
    return known_session(institution, appointment_at=start, **usual | facts)


@pytest.fixture
def tomorrow(institution: Institution) -> ExamSession:
    ExamSession.objects.all().delete()
    return seat(institution, timezone.now() + DAY)


def test_a_calendar_is_made_read_by_whoever_has_its_address_and_revoked(
    desk: Desk, stranger: Desk, tomorrow: ExamSession
) -> None:
    path = make(desk)
    answer = stranger.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    [one] = events(answer)
    assert (one["SUMMARY"], one["STATUS"]) == ("K. M. · STAT 200 Midterm", "CONFIRMED")
    assert one["LOCATION"] == "Duluth Testing Center"

    page = desk.get("/calendars/")
    assert path not in page.text and "Duluth Testing Center" in words(page)
    feed = CalendarFeed.objects.get()
    assert desk.post(f"/calendars/{feed.pk}/revoke/", {}).status_code == 302
    assert stranger.get(path).status_code == 404
    assert "You have none." in words(desk.get("/calendars/"))


def test_revoking_twice_is_no_misdeed(desk: Desk, second_desk: Desk, tomorrow: ExamSession) -> None:
    make(desk)
    path = f"/calendars/{CalendarFeed.objects.get().pk}/revoke/"
    assert [desk.post(path, {}).status_code for _ in range(3)] == [302] * 3
    assert kinds() == ["calendar_made", "calendar_revoked"]
    assert second_desk.post(path, {}).status_code == 404


def test_two_calendars_of_one_thing_are_told_apart_by_when_they_were_made(desk: Desk) -> None:
    make(desk)
    make(desk)
    first, second = CalendarFeed.objects.order_by("pk")
    CalendarFeed.objects.filter(pk=first.pk).update(made_at=second.made_at - timedelta(seconds=1))
    made = re.findall(r"<dt>Made ([^<]+)</dt>", desk.get("/calendars/").text)
    assert len(set(made)) == 2
    assert all(re.fullmatch(r"\w+, \w+ \d+, \d+, .* [A-Z]+ \(\d\d s\)", one) for one in made)


def test_of_the_address_nothing_is_kept_but_its_hash(desk: Desk, tomorrow: ExamSession) -> None:
    secret = make(desk).removeprefix("/calendars/").removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert feed.digest == hashlib.sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table'")
        tables = re.findall(r'CREATE TABLE "(\w+)"', " ".join(row[0] for row in cursor.fetchall()))
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in repr(cursor.fetchall()), table


def test_making_and_revoking_are_events(desk: Desk, tomorrow: ExamSession) -> None:
    make(desk, names="full")
    desk.post(f"/calendars/{CalendarFeed.objects.get().pk}/revoke/", {})
    revoked, made = AuditEvent.objects.order_by("-number")[:2]
    assert [made.kind, revoked.kind] == ["calendar_made", "calendar_revoked"]
    place = "Duluth Testing Center, Northfield University"
    assert made.sentence == (
        f"Ana Ruiz made a private calendar of {place}. It can be read without signing in."
    )
    assert revoked.sentence == f"Ana Ruiz revoked the private calendar of {place}."
    assert '"Full names"' in made.details and made.install_sid == NORTHFIELD


@pytest.mark.parametrize(
    ("names", "title"),
    [
        ("initials", "K. M. · STAT 200 Midterm"),
        ("full", "Kamau Mwangi · STAT 200 Midterm"),
        ("none", "STAT 200 Midterm"),
    ],
)
def test_learners_are_named_as_the_maker_chose(
    desk: Desk, stranger: Desk, tomorrow: ExamSession, names: str, title: str
) -> None:
    assert own_form_on(desk.get("/calendars/"))["names"] == "initials"
    answer = stranger.get(make(desk, names=names))
    assert events(answer)[0]["SUMMARY"] == title
    if names != "full":
        assert "Mwangi" not in answer.text and "Kamau" not in answer.text


def test_a_form_that_is_sent_twice_makes_one_calendar(desk: Desk, tomorrow: ExamSession) -> None:
    form = own_form_on(desk.get("/calendars/")) | {"what": HERE}
    first, again = (desk.post("/calendars/", form) for _ in range(2))
    assert (len(ADDRESS.findall(first.text)), len(ADDRESS.findall(again.text))) == (1, 0)
    assert (again.status_code, "was made already" in words(again)) == (409, True)
    assert CalendarFeed.objects.count() == 1


@pytest.mark.parametrize("what", ["", "x", f"{LAKESIDE}.{DULUTH}", f"{NORTHFIELD}."])
def test_what_is_not_offered_makes_none(desk: Desk, tomorrow: ExamSession, what: str) -> None:
    form = own_form_on(desk.get("/calendars/"))
    for answers in ({"what": what}, {"what": HERE, "names": "x"}, {"what": HERE, "form_id": "x"}):
        answer = desk.post("/calendars/", form | answers)
        assert (answer.status_code, "No calendar was made." in words(answer)) == (422, True)
    assert not CalendarFeed.objects.exists()


def test_nobody_has_more_than_so_many(
    desk: Desk, tomorrow: ExamSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_feeds, "MOST", 1)
    make(desk)
    form = own_form_on(desk.get("/calendars/")) | {"what": HERE}
    assert desk.post("/calendars/", form).status_code == 422
    assert CalendarFeed.objects.count() == 1


def test_who_may_see_it_no_more_reads_it_no_more(
    desk: Desk, stranger: Desk, tomorrow: ExamSession
) -> None:
    paths = [make(desk), make(desk, "mine")]
    person = get_user_model().objects.get(username="coordinator")
    for model, changed, back in (
        (get_user_model(), {"is_active": False}, {"is_active": True}),
        (Institution, {"is_active": False}, {"is_active": True}),
    ):
        model.objects.update(**changed)
        assert [stranger.get(path).status_code for path in paths] == [404, 404]
        model.objects.update(**back)
        assert [stranger.get(path).status_code for path in paths] == [200, 200]
    RoleGrant.objects.filter(user=person).delete()
    assert [stranger.get(path).status_code for path in paths] == [404, 404]


def test_unknown_addresses_are_answered_404_and_after_many_429(
    stranger: Desk, desk: Desk, tomorrow: ExamSession
) -> None:
    path = make(desk)
    codes = [stranger.get(f"/calendars/{'x' * 43}.ics").status_code for _ in range(25)]
    assert codes[:10] == [404] * 10
    assert 429 in codes
    assert stranger.get(path).status_code == 200


def test_tries_of_another_place_are_counted_apart(database: object) -> None:
    def tries(ip: str) -> list[bool]:
        return [rate_limits.is_exceeded(Limit("calendar", 2), ip) for _ in range(3)]

    assert tries("10.0.0.1") == [False, False, True]
    assert tries("10.0.0.2") == [False, False, True]


def test_only_the_weeks_around_now_and_only_what_may_be_booked_is_in_it(
    desk: Desk, stranger: Desk, institution: Institution
) -> None:
    ExamSession.objects.all().delete()
    now = timezone.now()
    for days, title in ((-15, "long ago"), (-13, "past"), (89, "soon"), (91, "far")):
        seat(institution, now + days * DAY, exam_title=title)
    for status in ("Needs Proctor", "Cancelled", "Approval Denied"):
        seat(institution, now, status=status)
    for status in ("Closed", "Pending Approval", "Odd", ""):
        seat(institution, now, status=status, exam_title="E")
    seat(institution, now, location_sid="PL" + "2".zfill(32))
    seat(Institution.objects.get(sid=LAKESIDE), now)
    path = make(desk, names="none")
    assert titles(stranger, path) == [
        "past",
        "E",
        "Pending approval · E",
        "Odd · E",
        "Status not shown · E",
        "soon",
    ]
    certain = [one["STATUS"] for one in events(stranger.get(path))]
    assert certain == ["CONFIRMED"] * 2 + ["TENTATIVE"] * 3 + ["CONFIRMED"]


def test_a_request_that_is_open_leaves_it_tentative(
    desk: Desk, stranger: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    start = f"{(timezone.now() + 30 * DAY):%Y-%m-%d}T09:30"
    form = booking(appointment_date_time=start)
    assert desk.post(form_path(where), form).status_code == 302
    [booked] = events(stranger.get(make(desk, "mine")))
    assert booked["STATUS"] == "CONFIRMED"
    sandbox.trouble("drop_before", method="DELETE")
    sandbox.trouble("status", method="GET", code=503, times=None)
    path = form_path(where).replace("schedule", "cancel")
    desk.post(
        path, {"attempt_id": "3" * 8 + "-1111-4111-8111-" + "1" * 12, "cancellation_memo": "x"}
    )
    [open_] = events(stranger.get(make(desk, "mine")))
    assert open_["STATUS"] == "TENTATIVE"
    assert open_["SUMMARY"].startswith("Being checked · ")
    assert open_["UID"] == booked["UID"]


def test_one_s_own_bookings_are_those_that_one_booked(
    desk: Desk, second_desk: Desk, stranger: Desk, sandbox: Sandbox
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    start = f"{(timezone.now() + 30 * DAY):%Y-%m-%d}T09:30"
    desk.book(first, appointment_date_time=start)
    second_desk.book(second, appointment_date_time=start)
    for who, where in ((desk, first), (second_desk, second)):
        [one] = events(stranger.get(make(who, "mine")))
        assert where["sessionSid"] in one["UID"]


def test_statements_and_events_are_bounded(
    desk: Desk, stranger: Desk, institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    ExamSession.objects.all().delete()
    path, now = make(desk), timezone.now()

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = feed_sessions.sessions_for_feed(
                [institution], ListFilters(location_sid=DULUTH), now=now
            )
        return len(asked) if found else 0

    seat(institution, now - DAY, exam_title="0")
    one = statements()
    for number in range(1, 6):
        seat(institution, now + number * DAY, exam_title=str(number))
    assert statements() == one > 0
    monkeypatch.setattr(feed_sessions, "MOST", 3)
    assert [title[-1] for title in titles(stranger, path)] == ["1", "2", "3"]
    monkeypatch.setattr(feed_sessions, "MOST", 6)
    assert [title[-1] for title in titles(stranger, path)] == ["0", "1", "2", "3", "4", "5"]


def test_another_library_reads_the_same_instants_in_every_zone(
    desk: Desk, stranger: Desk, institution: Institution
) -> None:
    ExamSession.objects.all().delete()
    starts = {}
    for zone in ("", "America/Phoenix", "Europe/London", "Australia/Lord_Howe"):
        for days in (-13, 20, 88):
            start = (timezone.now() + days * DAY).astimezone(UTC).replace(microsecond=0)
            session = seat(institution, start, time_zone=zone)
            starts[f"{session.sid}.{NORTHFIELD}.feed"] = start
    answer = stranger.get(make(desk))
    zones = tzical(StringIO(answer.text))
    assert len(zones.keys()) == 4
    read = {}
    for event in Calendar.from_ical(answer.content).walk("VEVENT"):
        begin, end = event["DTSTART"], event["DTEND"]
        own = zones.get(begin.params["TZID"])
        wall = datetime.strptime(begin.to_ical().decode(), "%Y%m%dT%H%M%S")
        read[str(event["UID"])] = wall.replace(tzinfo=own).astimezone(UTC)
        assert begin.dt.astimezone(UTC) == read[str(event["UID"])]
        assert end.dt - begin.dt == timedelta(hours=1)
    assert read == starts


def test_what_a_rescue_is_still_to_move_is_not_certain(
    desk: Desk, stranger: Desk, tomorrow: ExamSession
) -> None:
    path = make(desk)
    begun([tomorrow])
    [event] = events(stranger.get(path))
    assert event["SUMMARY"].startswith("Scheduled\\, a rescue is to move it")
    assert event["STATUS"] == "TENTATIVE"


def test_a_calendar_program_may_ask_for_the_head_alone(
    desk: Desk, stranger: Desk, tomorrow: ExamSession
) -> None:
    answer = stranger.browser.head(f"{stranger.url}{make(desk)}")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_somebody_else_booked_anew_is_in_their_calendar_alone(
    desk: Desk, stranger: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    assert desk.book(where).status_code == 302
    mine = make(desk, "mine")
    assert len(events(stranger.get(mine))) == 1
    second = Attempt.objects.latest("pk")
    second.pk, second.attempt_id = None, uuid4()
    second.actor_id = get_user_model().objects.get(username="coordinator2").pk
    second.save()
    assert events(stranger.get(mine)) == []
