"""Clocks that are wrong, hours that do not exist or come twice, and zones that are not the desk's
own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.accepted_sentences import ACCEPTED, BOOKED, SAYS
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution
from scheduling.provider_list import list_due, list_fetching
from scheduling.time_zones import zone_data
from tests.support.booking_actions import book, move
from tests.support.booking_form import EXAM_INSTANT, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of, details, effects, kinds, page_of, posts, settled
from tests.support.polling import PATIENCE

CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.faults(43)
@pytest.mark.parametrize("seconds", [7200, -7200])
def test_a_providers_clock_hours_off_changes_nothing_and_is_noted(
    desk: Desk, sandbox: Sandbox, seconds: int
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("date_skew", seconds=seconds)
    desk.book(where)

    assert attempt_of(where).state == "accepted"
    assert abs(details("outcome")["exchange"]["clock_skew_seconds"] - seconds) <= 2
    assert sandbox.session(where["sessionSid"])["appointmentDate"] == EXAM_INSTANT


@pytest.mark.faults(43)
def test_after_the_clock_was_put_back_reading_back_goes_on_at_once(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        desk.book(where)
        Attempt.objects.update(
            lease_until=timezone.now() + timedelta(seconds=2),
            lease_holder="another",
            next_check_at=timezone.now(),
        )

    assert settled(where).state == "accepted"


@pytest.mark.faults(43)
def test_after_the_clock_was_put_back_a_killed_attempt_is_still_noticed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        desk.book(where)
        Attempt.objects.update(state="sending", finished_at=None, next_check_at=None)

    assert settled(where).state == "accepted"
    assert kinds() == ["intent", "outcome", "interrupted", "read_back"]


@pytest.mark.faults(43)
def test_after_the_clock_was_put_back_not_there_is_believed_after_some_looks(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before")
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        desk.book(where)

    assert settled(where).state == "not-applied"
    looks = len(sandbox.requests("GET", where["sessionSid"]))
    assert looks >= 4, "the provider had no time to finish its work"


@pytest.mark.faults(43)
def test_after_the_clock_was_put_back_a_person_is_asked_in_the_end(
    desk: Desk, sandbox: Sandbox, settings: Settings
) -> None:
    where = sandbox.needs_proctor()[0]
    settings.READ_BACK_GIVE_UP = 0.5
    sandbox.trouble("drop_after")
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        desk.book(where)
    sandbox.trouble("status", code=503, method="GET", times=None)

    assert settled(where).needs_person


@pytest.mark.long
@pytest.mark.faults(43)
def test_after_the_clock_was_put_back_the_list_is_fetched_again(
    institution: Institution, sandbox: Sandbox
) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
        Institution.objects.filter(pk=institution.pk).update(
            sync_lease_until=timezone.now() + timedelta(seconds=60)
        )
    institution.refresh_from_db()

    assert list_due.is_due(institution)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)


@pytest.mark.long
@pytest.mark.faults(43)
def test_after_the_clock_was_put_back_the_list_is_believed_again(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    changed, gone = sandbox.needs_proctor()[:2]
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
        for where in (changed, gone):
            assert desk.get(session_path(where)).status_code == 200
    sandbox.place(sid=changed["sessionSid"], status="Scheduled")
    ExamSession.objects.filter(sid=gone["sessionSid"]).update(sid=f"ES{9:032x}")
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    assert ExamSession.objects.get(sid=changed["sessionSid"]).status == "Scheduled"
    assert ExamSession.objects.get(sid=f"ES{9:032x}").listed_at is None


@pytest.mark.faults(43)
def test_after_the_clock_was_put_back_a_later_change_is_still_seen(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        desk.book(where)
    sandbox.place(sid=where["sessionSid"], status="Cancelled")

    assert SAYS.format(title=ACCEPTED, status="Cancelled") in page_of(desk, where)


@pytest.mark.faults(43)
def test_after_the_clock_was_put_back_the_story_keeps_its_order(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        sandbox.trouble("status", code=400)
        desk.book(where)
    desk.book(where)
    numbers = list(AuditEvent.objects.order_by("number").values_list("number", flat=True))

    assert BOOKED in page_of(desk, where)
    assert "Scheduled" in page_of(desk, where)
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify().is_intact


SPRING = [
    ("2027-03-14T02:30", "America/Chicago"),
    ("2027-03-14T02:30", "America/New_York"),
    ("2027-03-28T01:30", "Europe/London"),
    ("2027-10-03T02:15", "Australia/Lord_Howe"),
]


@pytest.mark.faults(44)
@pytest.mark.parametrize(("wall", "zone"), SPRING)
def test_an_hour_that_does_not_exist_is_refused_here(
    desk: Desk, sandbox: Sandbox, wall: str, zone: str
) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.book(where, appointment_date_time=wall, time_zone=zone)

    assert answer.status_code == 422
    assert "does not exist" in words(answer)
    assert (posts(sandbox), kinds()) == (0, [])


@pytest.mark.faults(45)
def test_an_hour_that_comes_twice_asks_which(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.book(where, appointment_date_time="2027-11-07T01:30")

    assert (answer.status_code, posts(sandbox)) == (422, 0)
    assert "twice" in words(answer)
    assert 'name="time_fold" value="first"' in answer.text
    assert 'name="time_fold" value="second"' in answer.text
    assert '<a href="#id_time_fold_first">' in answer.text
    assert 'id="id_time_fold_first"' in answer.text


@pytest.mark.faults(45)
@pytest.mark.parametrize(
    ("fold", "instant"), [("first", "06:30:00.000Z"), ("second", "07:30:00.000Z")]
)
def test_of_an_hour_that_comes_twice_the_chosen_one_is_booked(
    desk: Desk, sandbox: Sandbox, fold: str, instant: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where, appointment_date_time="2027-11-07T01:30", time_fold=fold)

    [arrived] = sandbox.requests("POST")
    assert arrived["body"]["appointmentDateTime"] == f"2027-11-07T{instant}"
    assert details("intent")["asked"]["appointmentDateTime"] == f"2027-11-07T{instant}"
    assert AuditEvent.objects.get(kind="intent").time_zone == "America/Chicago"
    assert ("CDT" if fold == "first" else "CST") in AuditEvent.objects.get(kind="intent").sentence


ZONES = [
    ("America/Phoenix", "-07:00", "2027-01-14T16:30:00.000Z", "9:30 AM MST", "10:30 AM CST"),
    ("Asia/Kolkata", "+05:30", "2027-01-14T04:00:00.000Z", "9:30 AM IST", "10:00 PM CST"),
    ("Australia/Lord_Howe", "+11:00", "2027-01-13T22:30:00.000Z", "9:30 AM", "4:30 PM CST"),
]


@pytest.mark.faults(46)
@pytest.mark.parametrize(("zone", "offset", "instant", "there", "here"), ZONES)
def test_a_wall_time_is_meant_in_its_own_zone_and_both_clocks_are_shown(
    desk: Desk, sandbox: Sandbox, zone: str, offset: str, instant: str, there: str, here: str
) -> None:
    where = sandbox.needs_proctor()[0]
    form = booking(time_zone=zone)
    preview = desk.post(f"{session_path(where)}schedule/preview/", form).text
    desk.post(form_path(where), form)

    assert there in preview
    assert here in preview
    assert sandbox.requests("POST")[0]["body"]["appointmentDateTime"] == instant
    intent = details("intent")
    told = (zone, offset, zone_data.edition(zone))
    assert (intent["zone"], intent["utc_offset"], intent["tzdata"]) == told
    assert AuditEvent.objects.get(kind="intent").time_zone == zone
    assert f", 2027, {there}" in AuditEvent.objects.get(kind="outcome").sentence
    assert here in page_of(desk, where)


@pytest.mark.faults(46)
@pytest.mark.parametrize(
    ("wall", "offset"), [("2027-10-02T09:30", "+10:30"), ("2027-10-04T09:30", "+11:00")]
)
def test_a_move_tells_the_offset_of_its_own_day(
    desk: Desk, sandbox: Sandbox, wall: str, offset: str
) -> None:
    where = book(desk, sandbox)
    move(desk, where, appointment_date_time=wall, time_zone="Australia/Lord_Howe")

    assert (details("intent")["zone"], details("intent")["utc_offset"]) == (
        "Australia/Lord_Howe",
        offset,
    )


@pytest.mark.faults(46)
def test_a_booking_without_a_time_tells_no_clock(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(
        where, session_type="automated", appointment_date_time=None, proctor_location_sid=None
    )

    assert set(details("intent")) == {"action", "asked", "holds"}


# By edition 2026f. The older ones that systems still have are an hour off in each of them.
CHANGED = {
    "America/Vancouver": "-07:00",
    "America/Edmonton": "-06:00",
    "America/Winnipeg": "-05:00",
    "Africa/Casablanca": "+00:00",
    "America/Havana": "-04:00",
}
LOOK = f"""
import json
from datetime import datetime
from zoneinfo import ZoneInfo
from django.conf import settings
from scheduling.time_zones import zone_data
settings.DEBUG
at = {{zone: datetime(2027, 1, 14, 9, 30, tzinfo=ZoneInfo(zone)) for zone in {list(CHANGED)}}}
found = {{zone: [local.isoformat()[-6:], zone_data.edition(zone)] for zone, local in at.items()}}
print(json.dumps(found))
"""


def clocks_with(zones: Path) -> dict[str, list[str]]:
    """What a process of the portal computes on a system with this folder of zones:
    the offset in January 2027, and the edition it is of.
    """
    own = {"PYTHONTZPATH": str(zones), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    run = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def system_zones(folder: Path, edition: str) -> Path:
    """A system's folder of zones in which all of them are 11 hours behind."""
    behind = (zone_data.PACKAGE / "Etc/GMT+11").read_bytes()
    for zone in (*CHANGED, "America/New_York"):
        (folder / zone).parent.mkdir(parents=True, exist_ok=True)
        (folder / zone).write_bytes(behind)
    (folder / "tzdata.zi").write_text(f"# version {edition}\n")
    return folder


@pytest.mark.faults(74)
def test_older_zone_data_of_the_system_gives_way_to_the_shipped(tmp_path: Path) -> None:
    shipped = f"{zone_data.tzdata.IANA_VERSION}, the tzdata package’s"
    assert clocks_with(system_zones(tmp_path, "2025b")) == {
        zone: [offset, shipped] for zone, offset in CHANGED.items()
    }


@pytest.mark.faults(74)
def test_the_shipped_zone_data_gives_way_to_newer_of_the_system(tmp_path: Path) -> None:
    assert clocks_with(system_zones(tmp_path, "2098c")) == {
        zone: ["-11:00", "2098c, the system’s"] for zone in CHANGED
    }


@pytest.mark.faults(47)
def test_a_time_that_is_over_is_refused_here(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.book(where, appointment_date_time="2020-01-14T09:30")

    assert (answer.status_code, posts(sandbox), kinds()) == (422, 0, [])
    assert "this one is in the past" in words(answer)


@pytest.mark.faults(47)
def test_a_time_that_passes_while_the_form_is_open_is_refused_here(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    soon = (
        (datetime.now(UTC) + timedelta(minutes=10)).astimezone(CHICAGO).strftime("%Y-%m-%dT%H:%M")
    )
    form = booking(appointment_date_time=soon)
    preview = desk.post(f"{session_path(where)}schedule/preview/", form)
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        late = desk.post(form_path(where), form)

    assert "cannot be booked" not in preview.text
    assert (late.status_code, posts(sandbox), kinds()) == (422, 0, [])
    assert 'href="#id_appointment_date_time"' in late.text
    assert re.search(
        r'id="id_appointment_date_time_error"[^>]*>[^<]*this one is in the past', late.text
    )
    assert desk.post(form_path(where), form).status_code == 302
    assert effects(sandbox, where) == ["scheduled"]
