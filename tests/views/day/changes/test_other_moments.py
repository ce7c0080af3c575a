"""What changed since a time of the day or a print, and days without changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, LastLook
from scheduling.rosters import prints, roster
from scheduling.rosters.past_states import RosterScope, since
from tests.support.booking_actions import cancel, mirrored, move
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.day_changes import CHICAGO, DAY, HERE, known_for_long, told
from tests.support.html import words
from tests.support.people import someone


def test_since_a_time_of_the_day_and_since_a_print(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    desk.post("/roster/", HERE | {"by": "time", "form_id": str(uuid4())})
    cancel(desk, booked[0])
    since_print = told(desk, since="print-1")
    assert "Changes since print 1" in since_print and "1 no longer here" in since_print
    assert "Print only these changes" in words(desk.get("/roster/", params=HERE))
    now = timezone.now().astimezone(ZoneInfo(CHICAGO))
    if now.hour < 23:
        assert "That time has not come yet" in told(desk, since="23:59")
    assert "1 no longer here" in told(desk, since="00:00")


@pytest.mark.parametrize(
    ("since_when", "said"),
    [
        ("", ""),
        ("morning", ""),
        ("yesterday", "“yesterday” is no time since which changes can be told."),
        ("print-9", "There is no print 9 of this location and day."),
        ("99:99", "“99:99” is no time since which changes can be told."),
    ],
)
def test_what_is_no_moment_is_this_morning_and_that_is_said(
    desk: Desk, since_when: str, said: str
) -> None:
    page = told(desk, since=since_when)
    assert "12:00 AM" in page
    assert said in page
    assert page.count("These are ") == bool(said)


def test_where_nothing_changed_there_is_nothing_to_have_seen(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    assert "I have seen these" not in told(desk)
    cancel(desk, booked[0])
    assert "I have seen these" in told(desk)


def test_a_day_too_long_ago_is_not_told(desk: Desk) -> None:
    long_ago = (timezone.now() - timedelta(days=40)).date().isoformat()
    assert "Changes can be told for the last 31 days" in told(desk, day=long_ago)


def test_what_stands_now_is_the_same_as_on_the_roster(
    desk: Desk, sandbox: Sandbox, institution: Institution, booked: list[dict[str, str]]
) -> None:
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked[0], appointment_date_time=f"{DAY}T13:00")
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, booked[1])
    day = datetime.fromisoformat(DAY).date()
    then = timezone.now() - timedelta(days=20)
    known_for_long(*({"sessionSid": one.sid} for one in ExamSession.objects.all()))
    found = since(RosterScope(institution, DULUTH, day, CHICAGO), then)
    now = roster.of(institution, DULUTH, CHICAGO, day)
    assert now is not None
    assert set(found.changes.added) == set(prints.rows_of(now.expected))
    assert not found.changes.gone and not found.changes.changed


def test_only_of_ones_own_institutions(desk: Desk, booked: list[dict[str, str]]) -> None:
    cancel(desk, booked[0])
    with someone(desk.url, "elsewhere") as stranger:
        assert mirrored(booked[0]).learner_name not in told(stranger)
        until = timezone.now().isoformat()
        assert stranger.post("/changes/", HERE | {"until": until}).status_code == 403
    assert desk.post("/changes/", HERE | {"until": "now"}).status_code == 404


def test_after_the_clock_was_put_back_the_mark_comes_back_with_it(desk: Desk) -> None:
    told(desk, since="looked")
    LastLook.objects.update(seen_until=timezone.now() + timedelta(hours=3))
    desk.post("/changes/", HERE | {"until": timezone.now().isoformat()})
    [mark] = LastLook.objects.values_list("seen_until", flat=True)
    assert mark <= timezone.now()
