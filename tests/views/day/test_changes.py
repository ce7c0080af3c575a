"""What changed on a day: since this morning, since one last looked, since a time and a print."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.refresh import refresh_session
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution, LastLook, Location
from scheduling.rosters import prints, roster
from scheduling.rosters.past_states import Scope, since
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book, cancel, mirrored, move, settle_by_hand
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD, someone

CHICAGO = "America/Chicago"
DAY = "2027-01-14"
PHOENIX = "PL" + "3".zfill(32)
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}
NO_TEXT = "CAST(x'ff41' AS TEXT)"
UNREADABLE = [
    *(
        f"details = '{one}'"
        for one in (
            *("", "[]", "5", "null", '"x"', "{}", '{"changes":5}', '{"changes":{}}'),
            *('{"changes":{"start":5}}', '{"changes":{"location":{"before":["x"]}}}'),
            *('{"changes":{"start":{"before":"never"}}}', '{"changes":{"x":{"before":"y"}}}'),
            '{"changes":' + '{"start":' * 500 + "1" + "}" * 501,
        )
    ),
    *(f"details = {one}" for one in ("x'ff'", NO_TEXT)),
    *(f"at = {one}" for one in ("'x'", "x'ff'", NO_TEXT, "'0001-01-01 00:00:00'", "''")),
]
UNTIL = re.compile(r'name="until" value="([^"]+)"')


def told(desk: Desk, **asked: str) -> str:
    return words(desk.get("/changes/", params=HERE | asked)).replace(" ,", ",")


def known_for_long(*places: dict[str, str]) -> None:
    """As if the sessions had been here since before anything was asked."""
    sids = [where["sessionSid"] for where in places]
    ExamSession.objects.filter(sid__in=sids).update(first_seen_at=None)


def before_this_morning() -> None:
    """As if all that was asked for so far had been asked for the day before."""
    for attempt in Attempt.objects.all():
        for name in ("started_at", "finished_at", "settled_at"):
            at = getattr(attempt, name)
            setattr(attempt, name, at - timedelta(days=1) if at else None)
        attempt.save()


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Three sessions at Duluth, for 9:30 AM on January 14, booked the day before today."""
    places = [book(desk, sandbox) for _ in range(3)]
    known_for_long(*places)
    before_this_morning()
    return places


def test_moved_cancelled_and_booked_since_this_morning_is_told_with_who_did_it(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    moved, cancelled, stays = booked
    assert "No changes" in told(desk)
    new = book(desk, sandbox)
    move(desk, moved, appointment_date_time=f"{DAY}T13:00")
    cancel(desk, cancelled)
    page = told(desk)
    assert "1 added, 1 changed, 1 no longer here" in page
    assert re.search(
        rf"Added {re.escape(mirrored(new).learner_name)}, [^,]+, 9:30 AM – [^·]+· booked by Ana",
        page,
    )
    assert re.search(
        rf"Changed {re.escape(mirrored(moved).learner_name)}, [^,]+, 9:30 AM – [^→]+ → 1:00 PM"
        r" – [^·]+· moved by Ana Ruiz",
        page,
    )
    assert re.search(
        rf"No longer here {re.escape(mirrored(cancelled).learner_name)}, [^,]+, was 9:30 AM"
        r" – [^,]+,"
        r" now Cancelled · cancelled by Ana Ruiz",
        page,
    )
    assert mirrored(stays).learner_name not in page


def test_changes_made_outside_this_portal_are_told_and_lead_to_their_event(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    later, gone, elsewhere = booked
    sandbox.place(later["sessionSid"], start="2027-01-14T20:00:00+00:00")
    sandbox.place(gone["sessionSid"], status="Cancelled")
    sandbox.place(elsewhere["sessionSid"], fields={"proctorLocationSid": "PL" + "3".zfill(32)})
    for where in booked:
        refresh_session(mirrored(where))
    page = desk.get("/changes/", params=HERE)
    said = words(page)
    assert "1 changed, 2 no longer here" in said
    assert said.count("changed outside this portal, seen") == 3
    events = AuditEvent.objects.filter(kind="seen")
    assert {f'href="/audit/{one.number}/"' in page.text for one in events} == {True}
    whole = told(desk, location="")
    assert "2 changed, 1 no longer here" in whole
    assert re.search(
        r"9:30 AM – \d+:\d\d [AP]M, Duluth Testing Center → 8:30 AM MST – [^,]+ MST,"
        r" Phoenix Learning Center",
        whole,
    )


@pytest.mark.parametrize(
    ("status", "how", "kind"),
    [
        ("Pending Approval", "changed outside this portal, seen", "seen"),
        ("", "status known, not known before, seen", "status_shown"),
    ],
)
def test_who_was_not_on_the_roster_before_an_approval_is_told_as_added(
    desk: Desk, booked: list[dict[str, str]], status: str, how: str, kind: str
) -> None:
    approved, *others = booked
    ExamSession.objects.filter(sid=approved["sessionSid"]).update(status=status)
    assert "No changes" in told(desk)
    for where in booked:
        refresh_session(mirrored(where))
    page = told(desk)
    assert re.search(
        rf"1 added Added {re.escape(mirrored(approved).learner_name)}, [^·]+· {how}", page
    )
    assert not any(mirrored(where).learner_name in page for where in others)
    event = AuditEvent.objects.latest("number")
    assert (event.kind, event.session_sid) == (kind, approved["sessionSid"])
    assert f'href="/audit/{event.number}/"' in desk.get("/changes/", params=HERE).text
    assert mirrored(approved).changed_event is None


def test_who_waited_for_approval_was_not_on_the_roster_before_it_was_moved_or_cancelled(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    moved, cancelled, stays = booked
    sids = [where["sessionSid"] for where in (moved, cancelled)]
    ExamSession.objects.filter(sid__in=sids).update(status="Pending Approval")
    move(desk, moved, appointment_date_time=f"{DAY}T13:00")
    cancel(desk, cancelled)
    assert mirrored(moved).status == "Scheduled"
    page = told(desk)
    assert "1 added Added " + mirrored(moved).learner_name in page
    assert mirrored(cancelled).learner_name not in page
    cancel(desk, stays)
    assert "1 added, 1 no longer here" in told(desk)


def test_a_session_first_loaded_since_is_not_said_to_have_been_added(
    desk: Desk, institution: Institution
) -> None:
    start = datetime(2027, 1, 14, 9, tzinfo=ZoneInfo(CHICAGO))
    facts = {"status": "Scheduled", "appointment_at": start, "location_sid": DULUTH}
    known_session(institution, learner_name="Unknown Before", refreshed_at=start, **facts)
    page = told(desk)
    assert "No changes First loaded since then · 1" in page
    assert "we can’t tell whether they were booked here at that time" in page
    assert "Unknown Before" in page
    ExamSession.objects.filter(learner_name="Unknown Before").update(first_seen_at=None)
    assert "Unknown Before" not in told(desk)


def test_what_is_still_asked_for_and_what_no_longer_is_listed_is_told(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    ExamSession.objects.filter(sid=booked[0]["sessionSid"]).update(dropped_at=timezone.now())
    page = told(desk)
    assert "1 added, 1 no longer here" in page
    assert "? Being checked" in page
    assert "now No longer listed; last known as Scheduled" in page


def test_a_move_that_is_not_settled_takes_nobody_off_the_day(
    desk: Desk, administrator: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    desk.post("/roster/", HERE | {"by": "time", "form_id": str(uuid4())})
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked[0])
    learner = mirrored(booked[0]).learner_name
    for since_when in ("morning", "print-1"):
        page = told(desk, since=since_when)
        assert "1 changed" in page and "no longer here" not in page
        assert f"Changed {learner}" in page
        assert "? Being checked: moved to Fri, Jan 15, 1:00 PM?" in page
    there = told(desk, day="2027-01-15")
    assert "1 added" in there and f"Added {learner}" in there
    assert "? Being checked: moved from Thu, Jan 14, 9:30 AM?" in there

    settle_by_hand(administrator, booked[0], "no")
    assert "No changes" in told(desk)
    assert "No changes" in told(desk, day="2027-01-15")


def test_looking_swallows_nothing_and_a_press_moves_the_mark_to_what_was_shown(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    assert "You look at this day for the first time" in told(desk, since="looked")
    cancel(desk, booked[0])
    for _ in range(2):
        page = desk.get("/changes/", params=HERE | {"since": "looked"})
        assert "1 no longer here" in words(page)
    cancel(desk, booked[1])  # after the page was shown
    [until] = UNTIL.findall(page.text)
    assert desk.post("/changes/", HERE | {"until": until}).status_code == 302
    later = told(desk, since="looked")
    assert "1 no longer here" in later and mirrored(booked[1]).learner_name in later
    assert mirrored(booked[0]).learner_name not in later
    assert "for the first time" in told(second_desk, since="looked")


def test_the_mark_goes_neither_back_nor_beyond_now(desk: Desk) -> None:
    told(desk, since="looked")
    [first] = LastLook.objects.values_list("seen_until", flat=True)
    for days in (1, -1):
        until = (timezone.now() + timedelta(days=days)).isoformat()
        desk.post("/changes/", HERE | {"until": until})
    [second] = LastLook.objects.values_list("seen_until", flat=True)
    assert first < second <= timezone.now()


def test_the_roster_starts_the_mark_of_whoever_opens_it(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    page = desk.get("/roster/", params=HERE)
    assert "since=looked" in page.text
    cancel(desk, booked[0])
    assert "1 no longer here" in told(desk, since="looked")


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
    found = since(Scope(institution, DULUTH, day, CHICAGO), then)
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


@pytest.mark.long
@pytest.mark.parametrize("damage", UNREADABLE)
def test_how_a_session_stood_that_an_unreadable_event_is_about_is_said_to_be_unknown(
    desk: Desk, booked: list[dict[str, str]], damage: str
) -> None:
    approved, *others = booked
    ExamSession.objects.filter(sid=approved["sessionSid"]).update(status="Pending Approval")
    for where in booked:
        refresh_session(mirrored(where))
    event = AuditEvent.objects.get(kind="seen")
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE scheduling_auditevent SET {damage} WHERE number = {event.number}")
    for asked in ({}, {"since": "00:00"}, {"location": ""}):
        page = told(desk, **asked)
        name = re.escape(mirrored(approved).learner_name)
        assert "No changes" in page
        assert re.search(rf"Can’t be told · 1 .* {name} · event {event.number}", page)
        assert not any(mirrored(where).learner_name in page for where in others)


@pytest.mark.parametrize("column", ["sentence", "actor_name", "ip", "personal", "hash"])
def test_a_change_is_told_whose_event_can_not_be_read_in_other_parts(
    desk: Desk, booked: list[dict[str, str]], column: str
) -> None:
    ExamSession.objects.filter(sid=booked[0]["sessionSid"]).update(status="Pending Approval")
    refresh_session(mirrored(booked[0]))
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE scheduling_auditevent SET {column} = {NO_TEXT} WHERE kind = 'seen'")
    assert f"1 added Added {mirrored(booked[0]).learner_name}" in told(desk)


def test_of_who_was_moved_away_the_sheet_says_where_they_are_now(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    told(desk)
    away, gone, _ = booked
    move(desk, away, appointment_date_time="2027-01-15T13:00")
    cancel(desk, gone)
    page = told(desk)
    assert re.search(
        rf"No longer here {re.escape(mirrored(away).learner_name)}, [^,]+, was 9:30 AM – [^,]+,"
        r" now Fri, Jan 15, 1:00 PM, Duluth Testing Center · moved by Ana Ruiz",
        page,
    )
    ExamSession.objects.filter(sid=away["sessionSid"]).update(location_name="")
    assert "now Fri, Jan 15, 1:00 PM, location not known · moved" in told(desk)


def test_changes_stand_by_name_and_who_was_booked_and_moved_since_says_both(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    told(desk)
    names = ["Zoe Last", "Ana Second", "Bo First"]
    families = ["Last", "Second", "First"]
    for where, name, family in zip(booked, names, families, strict=True):
        move(desk, where, appointment_date_time=f"{DAY}T13:00")
        ExamSession.objects.filter(sid=where["sessionSid"]).update(
            learner_name=name, learner_family_name=family
        )
    new = book(desk, sandbox)
    move(desk, new, appointment_date_time=f"{DAY}T14:00")
    page = told(desk)
    assert page.index("Bo First") < page.index("Zoe Last") < page.index("Ana Second")
    assert re.search(r"Added [^·]+ · booked by Ana Ruiz, [^·]+, moved by Ana Ruiz, ", page)


def test_of_all_locations_a_time_on_another_clock_names_it(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    told(desk, location="")
    [there] = Location.objects.filter(pl_sid=DULUTH, institution__sid=NORTHFIELD)
    Location.objects.filter(pk=there.pk).update(time_zone="America/New_York")
    move(desk, booked[0], appointment_date_time=f"{DAY}T14:00")
    assert re.search(r"10:30 AM EST – .+ EST → \d+:00 PM EST – ", told(desk, location=""))
    assert "EST –" not in told(desk).partition("Changed ")[2]


def test_who_came_from_elsewhere_is_told_with_where_that_was_and_all_that_was_done(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    friday = {"day": "2027-01-15"}
    told(desk, **friday)
    desk.post("/roster/", HERE | friday | {"by": "time", "form_id": str(uuid4())})
    rescued, moved, away = booked
    sandbox.place(rescued["sessionSid"], start="2027-01-15T20:00:00+00:00")
    sandbox.place(away["sessionSid"], fields={"proctorLocationSid": PHOENIX})
    for where in booked:
        refresh_session(mirrored(where))
    for where in booked:
        move(desk, where)
    seen = r"changed outside this portal, seen [^,]+, [^,]+, \d+:\d\d [AP]M"
    by_ana = r"moved by Ana Ruiz, [^,]+, [^,]+, \d+:\d\d [AP]M"
    for since_when in ("morning", "print-1"):
        page = told(desk, since=since_when, **friday)
        for where, how in ((rescued, rf"{seen}, {by_ana}"), (moved, by_ana)):
            assert re.search(
                rf"Added {re.escape(mirrored(where).learner_name)}, [^,]+, Thu, Jan 14, 9:30 AM"
                rf" → 1:00 PM – [^·]+ · {how} ",
                page,
            ), page
    roster = words(desk.get("/roster/", params=HERE | friday)).replace(" ,", ",")
    assert re.search(
        rf"Added {re.escape(mirrored(rescued).learner_name)}, [^,]+, Thu, Jan 14, 9:30 AM"
        rf" → 1:00 PM – [^·]+ · {seen}, {by_ana} ",
        roster,
    )
    other = told(desk, location=PHOENIX, **friday)
    name = re.escape(mirrored(away).learner_name)
    assert re.search(
        rf"Added {name}, [^,]+, Thu, Jan 14, 9:30 AM CST, Duluth Testing Center → 12:00 PM", other
    )


def test_a_booking_that_is_shown_otherwise_than_asked_is_added_and_by_whom(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    there = sandbox.needs_proctor()[0]
    ExamSession.objects.filter(sid=there["sessionSid"]).update(first_seen_at=None)
    desk.book(there, voucher_code="PRACTICE-SETTLE")
    refresh_session(mirrored(there))
    assert mirrored(there).appointment_at == datetime.fromisoformat(f"{DAY}T16:30:00Z")
    page = told(desk)
    name = re.escape(mirrored(there).learner_name)
    by_ana = r"\? Being checked: [^·]+ · booking asked for by Ana Ruiz, [^,]+, [^,]+, [^,]+"
    assert re.search(
        rf"1 added Added {name}, [^,]+, 9:30 AM – [^(]+ \(or at 10:30 AM: one of the two\),"
        rf" {by_ana} Added {name}, [^,]+, 10:30 AM – [^(]+ \(or at 9:30 AM: one of the two\),"
        rf" {by_ana} I have seen",
        page,
    ), page


def test_a_moment_of_the_same_day_is_said_without_its_day_a_second_time(desk: Desk) -> None:
    now = timezone.now().astimezone(ZoneInfo(CHICAGO))
    today = f"{now:%a, %b} {now.day}, 12:00 AM C[SD]T"
    assert re.search(rf"Changes since {today}, as of \d+:\d\d [AP]M · Central", told(desk))
    told(desk, since="looked")
    LastLook.objects.update(seen_until=timezone.now() - timedelta(days=2))
    assert re.search(
        r"Changes since you last looked, \w+, \w+ \d+, [^,]+, as of \w+, \w+ \d+, [^,]+ C[SD]T · C",
        told(desk, since="looked"),
    )
