"""What is changed past this portal is an event, and in view until somebody has looked at it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times import Accommodation
from scheduling.booking.outcome_panel.sentences import BOOKED, SHOWS_NEW_TIME
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.outside_changes import recording, reviews
from scheduling.models import (
    Attempt,
    AuditEvent,
    ExamSession,
    Institution,
    Location,
    status_of,
)
from scheduling.provider_list import list_fetching
from scheduling.session_commands import PORTAL
from scheduling.views.exam_sessions.state_marks import CHANGED_OUTSIDE
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book, cancel, move, take_the_provider_away
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session
from tests.support.outcomes import attempt_of, details, kinds, settled
from tests.support.polling import PATIENCE

TITLE = "Changed outside this portal"
FRIDAY = "2027-01-15T19:00:00+00:00"  # what `move` asks for
MOVED = "2027-01-20T16:00:00+00:00"
PHOENIX = {"proctorLocationSid": "PL" + "3".zfill(32)}


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session that was booked here for Thursday, January 14, 9:30 AM Central."""
    where: dict[str, str] = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    assert desk.book(where).status_code == 302
    desk.get(session_path(where))
    return where


def seen() -> int:
    return AuditEvent.objects.filter(kind="seen").count()


def page_of(desk: Desk, where: dict[str, str]) -> str:
    return plain_text(desk.get(session_path(where)).text)


@pytest.mark.parametrize("stored", ["2027-01-14T15:30:00Z", "2027-01-14T15:30:00.250Z"])
def test_a_fraction_of_a_second_is_no_other_start(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], stored: str
) -> None:
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(appointment_at=stored)
    fields = {"appointmentDate": "2027-01-14T15:30:00.400Z", "appointment": None}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    page = page_of(desk, booked)
    assert "9:30 AM CST" in page
    assert (TITLE in page, seen()) == (False, 0)


def test_a_booking_is_confirmed_by_the_start_that_was_asked_for_and_a_fraction(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    fields = {"appointmentDate": "2027-01-14T15:30:00.250Z"}
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=fields, times=None)
    desk.book(where)
    page = page_of(desk, where)
    assert BOOKED in page
    assert "not what you asked for" not in page


def test_a_move_that_did_not_arrive_is_told_by_the_start_that_stands_and_a_fraction(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    fields = {"appointmentDate": "2027-01-14T15:30:00.250Z"}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked)
    page_of(desk, booked)
    assert settled(booked).state == Attempt.State.NOT_APPLIED
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("change", "said", "changes"),
    [
        (
            {"start": MOVED},
            "Start: Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC) → Wednesday",
            {"start": {"before": "2027-01-14T15:30:00Z", "after": "2027-01-20T16:00:00Z"}},
        ),
        (
            {"status": "Cancelled"},
            "Status: Scheduled → Cancelled",
            {"status": {"before": "Scheduled", "after": "Cancelled"}},
        ),
        (
            {"status": "On hold"},
            "Status: Scheduled → On hold",
            {"status": {"before": "Scheduled", "after": "On hold"}},
        ),
        (
            {"fields": PHOENIX},
            "Location: Duluth Testing Center → Phoenix Learning Center",
            {
                "location": {
                    "before": "Duluth Testing Center",
                    "after": "Phoenix Learning Center",
                }
            },
        ),
        (
            {"fields": {"type": "vtc"}},
            "Type: Testing center seat → Virtual Test Center",
            {"type": {"before": "smarter-scheduling", "after": "vtc"}},
        ),
    ],
)
def test_a_change_past_the_portal_is_an_event_and_amber_until_looked_at(
    desk: Desk,
    sandbox: Sandbox,
    booked: dict[str, str],
    change: dict[str, object],
    said: str,
    changes: dict[str, object],
) -> None:
    sandbox.place(booked["sessionSid"], **change)
    page = page_of(desk, booked)

    assert TITLE in page
    assert said in page
    assert details("seen")["changes"] == changes
    assert "Booked. SmarterProctoring has confirmed it." not in page.split("History", 1)[0]
    session = ExamSession.objects.get(sid=booked["sessionSid"])
    assert CHANGED_OUTSIDE.format(word=session.known_status.word) in page
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    assert TITLE not in page_of(desk, booked).split("History", 1)[0]
    assert (seen(), kinds()[-1]) == (1, "change_looked_at")


@pytest.mark.faults(67)
@pytest.mark.parametrize("status", ["In Progress", "Processing", "Closed", "scheduled"])
def test_a_sitting_that_goes_its_way_is_no_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], status: str
) -> None:
    begun = timezone.now().replace(microsecond=0) - timedelta(minutes=30)
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(appointment_at=begun)
    sandbox.place(booked["sessionSid"], status=status, start=begun.isoformat())
    assert TITLE not in page_of(desk, booked)
    assert seen() == 0


@pytest.mark.faults(67)
def test_an_exam_that_is_closed_long_before_its_start_was_closed_by_somebody(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.place(booked["sessionSid"], status="Closed")
    page = page_of(desk, booked)

    assert (TITLE in page, "Status: Scheduled → Closed" in page, seen()) == (True, True, 1)


@pytest.mark.faults(67)
@pytest.mark.parametrize("before", ["In Progress", "Processing"])
def test_one_that_was_shown_to_have_begun_may_close_before_its_start(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], before: str
) -> None:
    for status in (before, "Closed"):
        sandbox.place(booked["sessionSid"], status=status)
        assert TITLE not in page_of(desk, booked)
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize("statuses", [["Closed"], ["In Progress", "Closed"]], ids=str)
def test_an_automated_exam_is_taken_whenever_the_learner_likes(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], statuses: list[str]
) -> None:
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(session_type="automated")
    for status in statuses:
        sandbox.place(booked["sessionSid"], status=status, fields={"type": "automated"})
        assert TITLE not in page_of(desk, booked)
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize("status", ["Scheduled", "In Progress"])
def test_an_approval_is_in_the_log_and_needs_nobody_to_look(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], status: str
) -> None:
    session = ExamSession.objects.filter(sid=booked["sessionSid"])
    session.update(status="Pending Approval")
    sandbox.place(booked["sessionSid"], status=status)
    assert TITLE not in page_of(desk, booked).split("History", 1)[0]
    changed = {"status": {"before": "Pending approval", "after": status_of(status).word}}
    assert (seen(), details("seen")["changes"]) == (1, changed)
    assert session.get().changed_event is None
    sandbox.place(booked["sessionSid"], start=MOVED)
    assert TITLE in page_of(desk, booked).split("History", 1)[0]
    assert len(reviews.unlooked(session.get())) == 1


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("looked", "status", "kinds_seen"),
    [(True, "Scheduled", ["status_shown"]), (True, "Needs Proctor", []), (False, "Scheduled", [])],
)
def test_a_booking_shown_where_no_status_was_is_no_change_but_in_the_log(
    desk: Desk,
    sandbox: Sandbox,
    booked: dict[str, str],
    looked: bool,
    status: str,
    kinds_seen: list[str],
) -> None:
    """Of one that nobody had looked at before there is nothing to tell."""
    session = ExamSession.objects.filter(sid=booked["sessionSid"])
    session.update(status="", **{} if looked else {"refreshed_at": None, "listed_at": None})
    sandbox.place(booked["sessionSid"], status=status)
    before = AuditEvent.objects.count()
    assert TITLE not in page_of(desk, booked).split("History", 1)[0]
    events = AuditEvent.objects.order_by("number")[before:]
    assert [one.kind for one in events] == kinds_seen
    for one in events:
        filled = one.sentence.format(learner="Zoe")
        assert filled.startswith("SmarterProctoring shows a status of Zoe’s session for ")
        assert filled.endswith(": “Scheduled”. It showed none before.")


@pytest.mark.faults(67)
def test_a_word_that_nobody_knows_in_a_booking_s_answer_is_no_change_once_it_is_shown(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("status_value", method="POST", value="Provider Confirmed")
    desk.book(where)
    page = page_of(desk, where)

    assert (TITLE in page, seen(), kinds()[-1]) == (False, 0, "status_shown")
    told = "“Scheduled”. It showed “Provider Confirmed” before."
    assert AuditEvent.objects.order_by("-number")[0].sentence.endswith(told)
    assert BOOKED in page


@pytest.mark.faults(67)
def test_a_word_that_nobody_knows_on_a_booking_is_told_and_so_is_its_end(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.place(booked["sessionSid"], status="On hold")
    desk.get(session_path(booked))
    sandbox.place(booked["sessionSid"], status="Scheduled")

    assert "Status: On hold → Scheduled" in page_of(desk, booked)
    assert seen() == 2


@pytest.mark.faults(67)
def test_what_goes_to_and_fro_is_told_once_each_way_until_somebody_looks(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    for status in ["Cancelled", "Scheduled"] * 3:
        sandbox.place(booked["sessionSid"], status=status)
        page = page_of(desk, booked)

    assert seen() == 2
    back = AuditEvent.objects.filter(kind="seen").order_by("-number")[0].sentence
    assert back.endswith(recording.BACK)
    assert ("Status: Scheduled → Cancelled" in page, TITLE in page) == (True, True)

    desk.post(f"{session_path(booked)}looked/", {})
    sandbox.place(booked["sessionSid"], status="Cancelled")
    assert (TITLE in page_of(desk, booked), seen()) == (True, 3)


@pytest.mark.faults(67)
def test_a_change_after_a_request_of_this_portal_is_told_also_where_it_was_told_before(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.place(booked["sessionSid"], start=MOVED)
    desk.get(session_path(booked))
    assert move(desk, booked, appointment_date_time="2027-01-14T09:30").status_code == 302
    sandbox.place(booked["sessionSid"], start=MOVED)
    desk.get(session_path(booked))

    assert (attempt_of(booked).state, seen()) == ("accepted", 2)


@pytest.mark.faults(67)
def test_what_this_portal_moved_or_cancelled_is_no_change_outside(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    move(desk, booked)
    desk.get(session_path(booked))
    cancel(desk, booked)
    desk.get(session_path(booked))

    assert attempt_of(booked).state == "accepted"
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("change", "is_ours"),
    [
        ({"start": FRIDAY}, True),
        ({"start": MOVED}, False),
        ({"status": "Annulled by center"}, False),
        ({"fields": PHOENIX}, False),
    ],
)
def test_a_request_that_was_not_done_explains_only_what_it_had_asked_for(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], change: dict[str, object], is_ours: bool
) -> None:
    """It was read back as not done, and nobody looked since until something changed."""
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked)
    assert settled(booked).state == "not-applied"
    sandbox.place(booked["sessionSid"], **change)

    page = page_of(desk, booked)
    assert (seen(), TITLE in page) == ((0, False) if is_ours else (1, True))
    assert (SHOWS_NEW_TIME in page) is is_ours


@pytest.mark.faults(67)
@pytest.mark.parametrize("was_sent", [True, False])
def test_a_request_that_was_refused_or_never_sent_explains_nothing(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], was_sent: bool
) -> None:
    """Not even where somebody does elsewhere what it had asked for."""
    if was_sent:
        sandbox.trouble("status", method="PUT", code=422, message="Not today.")
    else:
        take_the_provider_away(booked)
    move(desk, booked)
    assert attempt_of(booked).state == ("refused" if was_sent else "unreachable")
    Institution.objects.filter(sid=booked["installSid"]).update(base_url=sandbox.url)
    sandbox.place(booked["sessionSid"], start=FRIDAY)

    assert TITLE in page_of(desk, booked)
    assert details("seen")["changes"]["start"]["after"] == "2027-01-15T19:00:00Z"


@pytest.mark.faults(67)
def test_what_was_refused_since_takes_nothing_from_a_request_that_was_done_late(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked)
    assert settled(booked).state == "not-applied"
    sandbox.clear()
    sandbox.trouble("status", method="PUT", code=409, message="It is being moved.")
    move(desk, booked, appointment_date_time="2027-01-18T13:00")
    assert attempt_of(booked).state == "refused"
    sandbox.place(booked["sessionSid"], start=FRIDAY)

    desk.get(session_path(booked))
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("send", "method", "change", "told"),
    [
        (cancel, "DELETE", {"start": MOVED}, ["start"]),
        (cancel, "DELETE", {"status": "Cancelled"}, []),
        (move, "PUT", {"start": MOVED}, []),
        (move, "PUT", {"fields": {"type": "vtc"}}, ["type"]),
    ],
)
def test_an_open_request_explains_only_what_such_a_request_may_change(
    desk: Desk,
    sandbox: Sandbox,
    booked: dict[str, str],
    send: Callable[..., object],
    method: str,
    change: dict[str, object],
    told: list[str],
) -> None:
    sandbox.trouble("drop_before", method=method)
    send(desk, booked)
    assert attempt_of(booked).is_open
    sandbox.place(booked["sessionSid"], **change)

    desk.get(session_path(booked))
    assert seen() == len(told)
    assert [list(details("seen")["changes"]) for _ in told] == [[one] for one in told]


@pytest.mark.faults(19)
def test_a_booking_of_somebody_elsewhere_that_a_refusal_brings_to_light_is_an_event(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.place(where["sessionSid"], status="Scheduled", start=MOVED)
    sandbox.trouble("status", method="POST", code=409, message="It is booked.")
    answer = desk.book(where)

    assert answer.status_code == 422
    assert "This session has changed since you opened it." in plain_text(answer.text)
    assert details("seen")["changes"]["status"] == {"before": "Needs proctor", "after": "Scheduled"}
    assert TITLE in page_of(desk, where)


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("location", "told"),
    [
        ({"sid": None, "name": "Phoenix Learning Center"}, "Phoenix Learning Center"),
        ({"sid": None, "name": "DULUTH testing  center"}, ""),
        (["Room 5"], ""),
    ],
    ids=str,
)
def test_another_place_that_a_look_shows_by_its_name_alone_is_a_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], location: object, told: str
) -> None:
    desk.get(session_path(booked))
    sandbox.trouble("other_fields", method="GET", fields={"location": location}, times=None)
    page = page_of(desk, booked)

    assert (TITLE in page, seen()) == (bool(told), int(bool(told)))
    place = {"before": "Duluth Testing Center", "after": told}
    assert [details("seen")["changes"]["location"] for _ in range(seen())] == [place][: seen()]
    session = ExamSession.objects.get(sid=booked["sessionSid"])
    assert session.location_name == (told or "Duluth Testing Center")


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "location",
    ["Duluth TC", {"sid": None, "name": "Duluth TC"}, {"locationSid": f"PL{1:032x}"}],
    ids=str,
)
def test_a_name_that_nothing_is_called_here_leaves_the_place_its_clock_and_its_seat(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], location: object
) -> None:
    desk.get(session_path(booked))
    before = ExamSession.objects.get(sid=booked["sessionSid"])
    sandbox.trouble("other_fields", method="GET", fields={"location": location}, times=None)
    page = page_of(desk, booked)

    assert (TITLE in page, seen()) == (False, 0)
    session = ExamSession.objects.get(sid=booked["sessionSid"])
    assert (session.location_sid, session.time_zone) == (before.location_sid, "America/Chicago")
    assert (session.location_sid, session.changed_event) == (f"PL{1:032x}", None)


@pytest.mark.faults(67)
def test_a_blank_in_an_answer_is_no_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    silent = dict.fromkeys(("status", "sessionType", "appointmentDate", "appointment", "location"))
    sandbox.trouble("other_fields", method="GET", fields=silent)
    assert TITLE not in page_of(desk, booked)
    assert seen() == 0


DAMAGES = ("oops", "null", "[]", '{"changes":5}', '{"changes":{"start":5}}', '{"changes":[]}')


@pytest.mark.long
@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "stored", [*(f"'{one}'" for one in DAMAGES), "x'ff41'", "CAST(x'ff41' AS TEXT)"], ids=str
)
def test_a_change_whose_event_cant_be_read_holds_back_no_later_look_and_no_walk(
    desk: Desk, sandbox: Sandbox, institution: Institution, booked: dict[str, str], stored: str
) -> None:
    sandbox.place(booked["sessionSid"], start=MOVED)
    desk.get(session_path(booked))
    damage = f"UPDATE scheduling_auditevent SET details = {stored} WHERE kind = 'seen'"
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(damage)

    sandbox.place(booked["sessionSid"], start=FRIDAY)
    assert TITLE in page_of(desk, booked)
    assert seen() == 2
    sandbox.place(booked["sessionSid"], start=MOVED)
    assert list_fetching.refresh(institution, patience=PATIENCE)
    assert seen() == 3


@pytest.mark.faults(67)
def test_two_changes_are_both_told_until_somebody_looks_and_looking_twice_is_one_event(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.place(booked["sessionSid"], start=MOVED)
    desk.get(session_path(booked))
    sandbox.place(booked["sessionSid"], status="Cancelled")
    desk.get(session_path(booked))

    session = ExamSession.objects.get(sid=booked["sessionSid"])
    unlooked = reviews.unlooked(session)
    assert [list(json.loads(one.details)["changes"]) for one in unlooked] == [["start"], ["status"]]
    for _ in range(2):
        desk.post(f"{session_path(booked)}looked/", {})
    assert kinds().count("change_looked_at") == 1


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("column", "name", "said"),
    [
        ("user_sid", "learner_account", "Learner account"),
        ("enrollment_sid", "enrollment", "Enrollment"),
    ],
)
def test_another_account_or_enrollment_in_the_list_is_a_change_outside(
    desk: Desk,
    institution: Institution,
    booked: dict[str, str],
    column: str,
    name: str,
    said: str,
) -> None:
    assert list_fetching.refresh(institution, patience=PATIENCE)
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    listed = str(getattr(here.get(), column))
    earlier = f"{listed[:2]}{'e' * 32}"
    here.update(**{column: earlier})
    assert list_fetching.refresh(institution, patience=PATIENCE)

    assert details("seen")["changes"] == {name: {"before": earlier, "after": listed}}
    assert f"{said}: {earlier} → {listed}" in page_of(desk, booked)
    assert here.get().learner_key == here.get().user_sid
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    assert list_fetching.refresh(institution, patience=PATIENCE)
    assert seen() == 1


@pytest.mark.faults(67)
@pytest.mark.parametrize("look", ["read", "list"])
def test_another_length_is_a_change_outside(
    desk: Desk, sandbox: Sandbox, institution: Institution, booked: dict[str, str], look: str
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    shown = here.get().duration_minutes
    sandbox.trouble("other_fields", method="GET", fields={"duration": shown}, times=None)
    here.update(duration_minutes=45)
    if look == "list":
        assert list_fetching.refresh(institution, patience=PATIENCE)
        assert (seen(), here.get().changed_event is None) == (1, False)
    page = page_of(desk, booked)

    both = {"before": "45 minutes", "after": f"{shown} minutes"}
    assert details("seen")["changes"] == {"length": both}
    assert f"Length: 45 minutes → {shown} minutes" in page
    assert TITLE in page
    day = {"install": booked["installSid"], "location": f"PL{1:032x}", "day": "2027-01-14"}
    handover = plain_text(desk.get("/handover/", params=day).text)
    assert "took 45 minutes, seen" in handover
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    assert (TITLE in page_of(desk, booked), seen()) == (False, 1)


@pytest.mark.faults(67)
@pytest.mark.parametrize("told", [None, "one hour", 0, -5, 5400])
def test_a_length_that_is_left_out_or_none_is_no_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], told: object
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    known = here.get().duration_minutes
    sandbox.trouble("other_fields", method="GET", fields={"duration": told}, times=None)
    assert TITLE not in page_of(desk, booked)
    assert (seen(), here.get().duration_minutes) == (0, known)


@pytest.mark.faults(67)
def test_another_length_in_the_answer_to_a_booking_is_a_change_that_it_did_not_ask_for(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    known = ExamSession.objects.get(sid=where["sessionSid"]).duration_minutes
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields={"duration": 45}, times=None)
    assert desk.book(where).status_code == 302
    assert TITLE in page_of(desk, where)
    both = {"before": f"{known} minutes", "after": "45 minutes"}
    assert (details("seen")["changes"], seen()) == ({"length": both}, 1)
    said = AuditEvent.objects.get(kind="seen").sentence
    assert f"that no request of this portal asked for: length {known} minutes → 45" in said


@pytest.mark.faults(67)
def test_a_whole_sitting_that_is_shown_as_the_length_is_no_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    session = ExamSession.objects.get(sid=booked["sessionSid"])
    accommodations.change(
        session=session,
        accommodation=Accommodation(Decimal("1.5")),
        shown_event=0,
        actor=PORTAL,
    )
    whole = session.duration_minutes * 3 // 2
    sandbox.trouble("other_fields", method="GET", fields={"duration": whole})
    assert TITLE not in page_of(desk, booked)
    session.refresh_from_db()
    assert (seen(), session.duration_minutes) == (0, whole)


@pytest.mark.faults(67)
def test_another_account_in_the_session_itself_is_a_change_outside(
    desk: Desk, booked: dict[str, str]
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    shown, earlier = here.get().user_sid, "US" + "e" * 32
    here.update(user_sid=earlier)
    assert f"Learner account: {earlier} → {shown}" in page_of(desk, booked)
    assert details("seen")["changes"] == {"learner_account": {"before": earlier, "after": shown}}


@pytest.mark.faults(67)
@pytest.mark.parametrize("was_booked_here", [True, False])
def test_what_needs_a_proctor_again_is_shown_at_no_time_and_place_as_of_a_booking(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], was_booked_here: bool
) -> None:
    where = booked if was_booked_here else sandbox.sessions(status="Scheduled")[0]
    desk.get(session_path(where))
    known = ExamSession.objects.get(sid=where["sessionSid"])
    day = known.appointment_at.astimezone(known.zone).strftime("%A, %B %-d, %Y")
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    page = page_of(desk, where)

    headline, details = page.split("What you can do now", 1)[0], page.split("Details", 1)[1]
    assert "Needs proctor, changed outside" in headline
    assert (day in headline, known.location_name in headline.split("Today", 1)[1]) == (False, False)
    assert f"Start shown, not booked {day}" in details
    assert f"Location shown, not booked {known.location_name}" in details
    listed = desk.get("/", params={"q": known.learner_name, "state": "needs", "day": ""}).text
    row = plain_text(listed.split(f'id="row-{known.pk}"', 1)[-1].split("</tr>", 1)[0])
    assert known.learner_name in row
    assert known.exam_title in row
    assert " PM" not in row and " AM" not in row


@pytest.mark.faults(67)
def test_the_start_before_a_move_is_told_by_the_clock_of_the_place_where_it_was(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    assert move(desk, booked).status_code == 302
    desk.get(session_path(booked))
    sandbox.place(booked["sessionSid"], fields=PHOENIX)
    desk.get(session_path(booked))
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    page = page_of(desk, booked)

    assert "12:00 PM MST" in page
    before = "Start before the move Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)"
    assert before in page
    assert "was moved from Thursday, January 14, 2027 at 9:30 AM CST to Friday" in page


@pytest.mark.faults(67)
@pytest.mark.parametrize("is_listed", [True, False])
def test_a_place_that_is_no_longer_offered_is_told_by_its_name(
    desk: Desk, sandbox: Sandbox, institution: Institution, booked: dict[str, str], is_listed: bool
) -> None:
    duluth = Location.objects.filter(institution=institution, pl_sid=f"PL{1:032x}")
    if is_listed:
        duluth.update(is_active=False)
    else:
        duluth.delete()
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(location_name="")
    known_session(institution, location_sid=f"PL{1:032x}", location_name="Duluth Testing Center")
    sandbox.place(booked["sessionSid"], fields=PHOENIX)
    desk.get(session_path(booked))

    said = AuditEvent.objects.get(kind="seen").sentence
    was = "Duluth Testing Center (retired)" if is_listed else "Duluth Testing Center"
    assert f"location {was} → Phoenix Learning Center" in said


def test_a_start_that_goes_and_comes_back_is_not_confirmed_until_somebody_has_reviewed_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    for start in ("2027-01-15T16:00:00Z", "2027-01-14T15:30:00Z"):
        sandbox.place(where["sessionSid"], start=start)
        page = page_of(desk, where)
    back = AuditEvent.objects.filter(kind="seen").order_by("-number").first()

    assert "Scheduled, changed outside" in page
    assert [one for one in (BOOKED, "To read to the learner") if one in page] == []
    assert "The start is the one that was asked for through this portal." in back.sentence
    assert "not made through this portal" not in back.sentence
    reviews.acknowledge(session=ExamSession.objects.get(sid=where["sessionSid"]), actor=PORTAL)
    page = page_of(desk, where)
    assert [one for one in (BOOKED, "To read to the learner") if one not in page] == []
