"""A move or a cancellation that is done, and whose read shows otherwise what no such request can
change: the place, the type, the learner's account.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import (
    CANCELLED,
    MOVED,
    SAYS,
    SETTLED_AS,
    SHOWS_A_CHANGE,
)
from scheduling.booking.read_back import read_back
from scheduling.models import AuditEvent, ExamSession
from scheduling.wall_time import in_utc
from tests.support.booking_actions import FRIDAY, book, cancel, move, settle_by_hand
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, details, let_looks_count, page_of
from tests.support.polling import until

SENT = {"move": (move, MOVED), "cancel": (cancel, CANCELLED)}
PHOENIX = {"sid": "PL" + "3".zfill(32), "name": "Phoenix Learning Center"}
DONE = SETTLED_AS["cancel"]
UNREVIEWED = SHOWS_A_CHANGE.format(title="Cancelled")
AGAIN = "2027-01-20T16:00:00Z"
STRANGER = "US" + "e" * 32
CHANGES: dict[str, tuple[dict[str, Any], str, str]] = {
    "place": ({"location": PHOENIX}, "location", "Phoenix Learning Center"),
    "account": ({"userSid": STRANGER, "enrollment": None}, "learner_account", STRANGER),
}


def headline(desk: Desk, where: dict[str, str]) -> str:
    """What the session's page says of the newest request on it."""
    page = desk.get(session_path(where)).text
    return plain_text(page.split('outcome__title">', 1)[1].split("</p>", 1)[0])


@pytest.mark.faults(67)
@pytest.mark.parametrize("request_", SENT)
@pytest.mark.parametrize("change", CHANGES)
def test_what_a_request_can_not_change_is_told_as_changed_and_confirms_nothing(
    desk: Desk, sandbox: Sandbox, request_: str, change: str
) -> None:
    where, (fields, name, after) = book(desk, sandbox), CHANGES[change]
    desk.get(session_path(where))
    (send, confirmed), before = SENT[request_], ExamSession.objects.get(sid=where["sessionSid"])
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    send(desk, where)
    page = page_of(desk, where).split("History", 1)[0]

    assert attempt_of(where).state == "accepted"
    assert confirmed not in page
    assert SHOWS_A_CHANGE.format(title="Accepted" if request_ == "move" else "Cancelled") in page
    assert "To read to the learner" not in page
    was = before.location_name if change == "place" else before.user_sid
    assert details("seen")["changes"] == {name: {"before": was, "after": after}}
    said = AuditEvent.objects.get(kind="seen").sentence
    assert "that no request of this portal asked for" in said

    desk.post(f"{session_path(where)}looked/", {})
    assert confirmed in page_of(desk, where)
    assert AuditEvent.objects.filter(kind="seen").count() == 1


@pytest.mark.faults(66)
def test_a_move_to_another_time_than_asked_is_said_so_in_the_sentence_of_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("hour_off", method="PUT")
    move(desk, where)
    said = AuditEvent.objects.filter(kind="outcome").order_by("-number")[0].sentence
    assert said.endswith(
        " SmarterProctoring shows something other than was asked for: start 2:00 PM CST."
    )


@pytest.mark.faults(67)
@pytest.mark.parametrize("shown", ["On hold", "Pending Review"])
def test_a_cancellation_that_is_shown_only_after_it_was_settled_is_the_portal_s_own(
    administrator: Desk, sandbox: Sandbox, shown: str
) -> None:
    where = book(administrator, sandbox)
    administrator.get(session_path(where))
    sandbox.trouble("drop_after", method="DELETE")
    sandbox.trouble("status_value", method="GET", value=shown, times=None)
    cancel(administrator, where)
    settle_by_hand(administrator, where, "yes")
    for _ in range(2):
        assert headline(administrator, where) == SAYS.format(title=DONE, status=shown)
    sandbox.clear()

    assert headline(administrator, where) == DONE
    session = ExamSession.objects.get(sid=where["sessionSid"])
    assert (session.known_status.word, session.changed_event) == ("Cancelled", None)
    assert AuditEvent.objects.filter(kind="seen").count() == 0


@pytest.mark.faults(67)
def test_a_cancellation_that_goes_and_comes_back_is_not_confirmed_until_it_was_reviewed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    assert CANCELLED in page_of(desk, where)
    let_looks_count()
    for status in ("Scheduled", "Cancelled"):
        sandbox.place(where["sessionSid"], status=status)
        page = page_of(desk, where)
    there, back = AuditEvent.objects.filter(kind="seen").order_by("number")

    assert "not made through this portal" in there.sentence
    assert "The status is the one that was asked for through this portal." in back.sentence
    assert "not made through this portal" not in back.sentence
    assert (CANCELLED in page, UNREVIEWED in page) == (False, True)
    desk.post(f"{session_path(where)}looked/", {})
    assert CANCELLED in page_of(desk, where)


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "changes",
    [
        [{"start": "2027-01-20T16:00:00+00:00"}],
        [{"status": "Cancelled"}, {"status": "Scheduled"}],
    ],
)
def test_what_was_changed_before_a_cancellation_of_this_portal_waits_under_a_name_of_its_own(
    desk: Desk, sandbox: Sandbox, changes: list[dict[str, str]]
) -> None:
    where = book(desk, sandbox)
    for change in changes:
        sandbox.place(where["sessionSid"], **change)
        desk.get(session_path(where))
    cancel(desk, where)
    page = page_of(desk, where)

    assert attempt_of(where).state == "accepted"
    assert (CANCELLED in page, UNREVIEWED in page) == (False, True)
    learner = ExamSession.objects.get(sid=where["sessionSid"]).learner_name
    row = plain_text(desk.get("/", params={"view": "all", "q": learner}).text)
    for shown in (page, row):
        assert "Cancelled, outside change not reviewed" in shown


@pytest.mark.faults(67)
def test_a_move_confirms_nothing_while_an_earlier_change_waits_to_be_reviewed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.place(where["sessionSid"], start="2027-01-20T16:00:00+00:00")
    desk.get(session_path(where))
    move(desk, where)
    assert attempt_of(where).state == "accepted"
    assert headline(desk, where) == SHOWS_A_CHANGE.format(title="Accepted")
    desk.post(f"{session_path(where)}looked/", {})
    assert headline(desk, where) == MOVED


@pytest.fixture
def moved(desk: Desk, sandbox: Sandbox) -> Iterator[tuple[dict[str, str], Future[Any]]]:
    """A session whose move was done but not answered, and a look at it that was asked for already
    and is answered in a while.
    """
    where = book(desk, sandbox)
    desk.get(session_path(where))
    sandbox.trouble("drop_after", method="PUT")
    move(desk, where)
    sandbox.clear()
    sandbox.trouble("latency", method="GET", ms=1000, effect="early")
    with ThreadPoolExecutor(1) as pool:
        look = pool.submit(read_back, attempt_of(where).pk)
        until(lambda: sandbox.requests("GET") and sandbox.requests("GET")[0]["trouble"])
        time.sleep(0.2)  # it is noted just before what is shown is read
        yield where, look


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("after", "told"),
    mostly_long(
        [
            ({"status": "Cancelled"}, {"status": {"before": "Scheduled", "after": "Cancelled"}}),
            ({"start": AGAIN}, {"start": {"before": in_utc(FRIDAY), "after": AGAIN}}),
            ({}, None),
        ],
        everyday=2,
    ),
    ids=["cancelled", "moved again", "as it was moved"],
)
def test_what_a_page_sees_while_an_older_look_settles_the_move_stays_and_is_told(
    desk: Desk,
    sandbox: Sandbox,
    moved: tuple[dict[str, str], Future[Any]],
    after: dict[str, str],
    told: dict[str, dict[str, str]] | None,
) -> None:
    where, look = moved
    sandbox.place(where["sessionSid"], **after)
    desk.get(session_path(where))
    assert look.result().state == "accepted"

    session = ExamSession.objects.get(sid=where["sessionSid"])
    assert session.status == after.get("status", "Scheduled")
    assert in_utc(session.appointment_at) == after.get("start", in_utc(FRIDAY))
    assert AuditEvent.objects.filter(kind="seen").count() == bool(told)
    assert (told is None) == (MOVED in page_of(desk, where))
    if told:
        assert details("seen")["changes"] == told
        assert "no request of this portal asked for" in AuditEvent.objects.get(kind="seen").sentence


@pytest.mark.faults(67)
def test_a_page_that_still_saw_the_time_before_the_move_takes_nothing_from_the_look_that_settles_it(
    desk: Desk, moved: tuple[dict[str, str], Future[Any]]
) -> None:
    where, look = moved
    ExamSession.objects.filter(sid=where["sessionSid"]).update(refreshed_at=timezone.now())
    assert look.result().state == "accepted"
    assert ExamSession.objects.get(sid=where["sessionSid"]).appointment_at == FRIDAY
    assert MOVED in page_of(desk, where)


@pytest.mark.faults(67)
def test_what_a_page_sees_while_the_look_after_a_yes_is_under_way_stays_and_is_told(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    desk.get(session_path(where))
    sandbox.clear()
    with ThreadPoolExecutor(1) as pool:
        of_session = where["sessionSid"]
        sandbox.trouble("latency", method="PUT", path_contains=of_session, ms=500)
        answer = pool.submit(move, desk, where)
        until(lambda: sandbox.requests("PUT"))  # the form has been read by then
        held = {"method": "GET", "path_contains": of_session, "ms": 1500}
        sandbox.trouble("latency", **held, effect="early")
        until(lambda: any(one["trouble"] for one in sandbox.requests("GET", of_session)))
        time.sleep(0.3)  # it is noted just before what is shown is read
        sandbox.place(where["sessionSid"], status="Cancelled")
        page_of(desk, where)
        assert answer.result().status_code == 302
    assert attempt_of(where).state == "accepted"
    assert ExamSession.objects.get(sid=where["sessionSid"]).status == "Cancelled"
    assert details("seen")["changes"] == {"status": {"before": "Scheduled", "after": "Cancelled"}}
