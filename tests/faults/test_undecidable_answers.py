"""Words and times that prove nothing decide nothing after a request got no answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking import read_back
from scheduling.booking.outcome_panel import (
    accepted_sentences,
    failed_sentences,
    open_sentences,
    request_words,
)
from scheduling.models import Attempt, ExamSession
from tests.support.booking_actions import WHY, book, cancel, move, settle_by_hand
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, details, kinds, page_of, settle

NO_TIME = {"appointment": None}
TIMES: list[Any] = [
    None,
    "",
    "2027-01-14T15:30:00",
    "01/14/2027 9:30 AM",
    1_800_027_000,
    20_270_114,
    "soon",
    "2027-13-45T99:00:00Z",
]
WORDS = [
    "Awaiting Provider",
    "Rescheduling",
    "",
    None,
    7,
    "\u200b",
    "Needs Proctor?",
    "Unscheduled",
]


def undecided(desk: Desk, where: dict[str, str], action: str) -> None:
    """The request waits for a person, and no page or event claims that it was not done."""
    settle()
    attempt = attempt_of(where)
    page = page_of(desk, where)
    assert (attempt.state, attempt.needs_person) == ("unconfirmed", True)
    assert open_sentences.CAN_T_TELL[action] in page
    assert failed_sentences.NOT_APPLIED[action] not in page
    assert failed_sentences.TRY_AGAIN[action] not in page
    assert "not-applied" not in kinds()


def row_of(desk: Desk, where: dict[str, str]) -> str:
    """The words of the list about this session."""
    learner = ExamSession.objects.get(sid=where["sessionSid"]).learner_name
    rows = desk.get(f"/?view=all&q={learner}").text.split("<tr")
    [row] = [one for one in rows if where["sessionSid"] in one]
    return plain_text(f"<tr{row}")


@pytest.mark.long
@pytest.mark.faults(28, 66)
@pytest.mark.parametrize(
    ("trouble", "facts", "looks"),
    [
        ("redirect", {}, 7),
        ("empty_200", {}, 7),
        ("raw_body", {"text": "<html>We are being maintained.</html>"}, 7),
        ("other_fields", {"fields": {"enrollmentSid": "EN" + "0f" * 16}}, 3),
    ],
)
def test_a_maintenance_page_leaves_it_to_a_person_only_after_some_minutes(
    desk: Desk, sandbox: Sandbox, trouble: str, facts: dict[str, Any], looks: int
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_after")
    sandbox.trouble(trouble, method="GET", times=None, **facts)
    desk.book(where)
    asked = []
    for _ in range(looks):
        attempt = read_back.read_back(attempt_of(where).pk)
        assert attempt
        asked.append(attempt.needs_person)

    assert asked == [False] * (looks - 1) + [True]


@pytest.mark.faults(66)
@pytest.mark.parametrize("start", mostly_long(TIMES, everyday=4))
def test_a_time_that_proves_nothing_leaves_a_move_to_a_person(
    desk: Desk, sandbox: Sandbox, start: object
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    fields = NO_TIME | {"appointmentDate": start}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    move(desk, where)

    undecided(desk, where, "reschedule")
    assert [one["method"] for one in sandbox.requests("PUT")] == ["PUT"]


@pytest.mark.faults(66)
@pytest.mark.parametrize("word", mostly_long(WORDS, everyday=3))
@pytest.mark.parametrize("action", ["reschedule", "cancel"])
def test_a_word_that_proves_nothing_leaves_a_request_to_a_person(
    desk: Desk, sandbox: Sandbox, action: str, word: object
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT" if action == "reschedule" else "DELETE")
    fields = NO_TIME | {"appointmentDate": None, "status": word}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    (move if action == "reschedule" else cancel)(desk, where)

    undecided(desk, where, action)


@pytest.mark.faults(66)
@pytest.mark.parametrize("word", [{"name": "Cancelled"}, ["Approval Denied"], 9])
def test_a_start_as_asked_beside_a_status_that_can_t_be_read_leaves_a_move_to_a_person(
    desk: Desk, sandbox: Sandbox, word: object
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", method="PUT")
    sandbox.trouble("other_fields", method="GET", fields={"status": word}, times=None)
    move(desk, where)

    undecided(desk, where, "reschedule")
    page = page_of(desk, where)
    assert "the status as “" in page
    assert "It did not say the status" not in page


@pytest.mark.faults(66)
def test_a_yes_with_a_status_that_can_t_be_read_is_told_as_that(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    odd = {"fields": {"status": {"name": "Cancelled"}}, "times": None}
    sandbox.trouble("other_fields", method="POST", **odd)
    sandbox.trouble("other_fields", method="GET", **odd)
    desk.book(where)

    page = page_of(desk, where)
    assert "but the status SmarterProctoring shows can’t be read" in page
    assert 'gave the status as “{"name": "Cancelled"}”. That can’t be read.' in page
    assert "It did not say the status" not in page


@pytest.mark.faults(66)
@pytest.mark.parametrize(
    "word",
    mostly_long(
        ["Cancelled", "Canceled", "CANCELED", " cancelled\u200b", "can-celled"], everyday=2
    ),
)
def test_both_englishes_are_read_as_cancelled(desk: Desk, sandbox: Sandbox, word: str) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", method="DELETE")
    sandbox.trouble("status_value", method="GET", value=word, times=None)
    cancel(desk, where)
    settle()

    assert attempt_of(where).state == "accepted"
    assert accepted_sentences.CANCELLED in page_of(desk, where)


@pytest.mark.faults(66)
@pytest.mark.parametrize("action", ["reschedule", "cancel"])
def test_a_status_never_seen_before_takes_the_certainty_from_not_done(
    desk: Desk, sandbox: Sandbox, action: str
) -> None:
    """Two looks had shown the booking as it was; a later one shows what may be its end."""
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT" if action == "reschedule" else "DELETE")
    (move if action == "reschedule" else cancel)(desk, where)
    settle()
    assert failed_sentences.NOT_APPLIED[action] in page_of(desk, where)
    sandbox.place(where["sessionSid"], status="Annulled by center")

    page = page_of(desk, where)
    assert request_words.SHOWS_IT_AS.format(status="Annulled by center") in page
    assert (
        f"What is shown now does not tell whether it was {request_words.DONE[action]} since."
        in page
    )
    for untrue in (
        failed_sentences.NOT_APPLIED[action],
        failed_sentences.CHECKED[action],
        failed_sentences.TRY_AGAIN[action],
    ):
        assert untrue not in page
    assert "Status: Scheduled → Annulled by center" in page
    assert kinds()[-1] == "seen"
    assert "Annulled by center, changed outside" in row_of(desk, where)


@pytest.mark.faults(66)
@pytest.mark.parametrize("action", mostly_long(["reschedule", "cancel"], everyday=2))
@pytest.mark.parametrize("applied", ["yes", "no"])
def test_what_a_person_decided_is_told_beside_a_status_never_seen_before(
    desk: Desk, administrator: Desk, sandbox: Sandbox, action: str, applied: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT" if action == "reschedule" else "DELETE")
    sandbox.trouble("status_value", method="GET", value="Awaiting Provider", times=None)
    (move if action == "reschedule" else cancel)(desk, where)
    settle()
    settle_by_hand(administrator, where, applied)

    page, says = page_of(desk, where), "SmarterProctoring says “Awaiting Provider”"
    if applied == "yes":
        assert f"{accepted_sentences.SETTLED_AS[action]}, but {says}" in page
        assert (
            accepted_sentences.DO_NOT_TELL[action] in page or accepted_sentences.LOOK_FIRST in page
        )
    else:
        assert request_words.SHOWS_IT_AS.format(status="Awaiting Provider") in page
        assert f"Ingrid Sato decided that your request was not done: “{WHY}”" in page
        theirs = f"Ingrid Sato decided that Ana Ruiz’s request was not done: “{WHY}”"
        assert theirs in page_of(administrator, where)
    for untrue in (
        accepted_sentences.CONFIRMED[action],
        failed_sentences.NOT_APPLIED[action],
        failed_sentences.TRY_AGAIN[action],
    ):
        assert untrue not in page
    assert "Awaiting Provider" in row_of(desk, where)
    assert kinds().count("settled") == 1


SILENT = dict.fromkeys(("status", "sessionType", "appointmentDate", "appointment", "location"))
OLD = "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)"


@pytest.mark.long
@pytest.mark.faults(66)
@pytest.mark.parametrize(
    ("action", "fields", "cells"),
    [
        ("cancel", SILENT, ["State Cancelled Not shown; last known: Scheduled"]),
        ("cancel", SILENT | {"status": ["Cancelled"]}, ["Cancelled Not shown; last known"]),
        (
            "reschedule",
            NO_TIME | {"appointmentDate": ["2027-01-15T19:00:00Z"]},
            ["State Moved Scheduled", f"Can’t be read; last known: {OLD}"],
        ),
        ("reschedule", SILENT, [f"Not shown; last known: {OLD}"]),
    ],
    ids=str,
)
def test_what_was_known_before_is_never_told_as_what_the_last_check_showed(
    desk: Desk,
    administrator: Desk,
    sandbox: Sandbox,
    action: str,
    fields: dict[str, object],
    cells: list[str],
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", method="PUT" if action == "reschedule" else "DELETE")
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    (move if action == "reschedule" else cancel)(desk, where)
    undecided(desk, where, action)
    waiting = f"/undecided/{attempt_of(where).attempt_id}/"

    for _ in range(2):
        for said in (page_of(desk, where), words(administrator.get(waiting))):
            assert [one in said for one in cells] == [True] * len(cells)
            assert "Different" not in said
        assert "≠" not in row_of(desk, where)
        sandbox.clear()
        sandbox.trouble("status", method="GET", code=503, times=None)
        read_back.read_back(attempt_of(where).pk)
        assert attempt_of(where).last_look.startswith("no answer; server-error | unclear; ")


@pytest.mark.faults(66)
@pytest.mark.parametrize("shows_it", [True, False])
def test_a_page_that_shows_what_was_asked_makes_the_next_look_due_at_once(
    desk: Desk, sandbox: Sandbox, shows_it: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_after" if shows_it else "drop_before", method="POST")
    sandbox.trouble("status", method="GET", code=503, times=None)
    desk.book(where)
    late = timezone.now() + timedelta(minutes=5)
    Attempt.objects.update(next_check_at=late, needs_person=True, checks=8)
    sandbox.clear()
    page = page_of(desk, where)

    attempt = attempt_of(where)
    assert (attempt.state, open_sentences.CAN_T_TELL["schedule"] in page) == (
        "unconfirmed",
        True,
    )
    assert (attempt.next_check_at < late) is shows_it
    assert (attempt.pk in read_back.due(timezone.now())) is shows_it
    assert "To send to the learner" not in page


@pytest.mark.faults(66)
@pytest.mark.parametrize("start", ["2027-01-15T13:00", "soon {learner}", 20_270_115])
def test_a_start_that_cant_be_read_is_quoted_beside_what_was_asked_where_a_person_decides(
    administrator: Desk, sandbox: Sandbox, start: object
) -> None:
    where = book(administrator, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    fields = NO_TIME | {"appointmentDate": start}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    move(administrator, where)
    undecided(administrator, where, "reschedule")

    quoted = f"SmarterProctoring’s answer gave the start as “{start}”. That can’t be read."
    settling = f"/undecided/{attempt_of(where).attempt_id}/"
    for path in (session_path(where), "/undecided/", settling):
        page = words(administrator.get(path))
        assert "Friday, January 15, 2027, 1:00 PM CST (19:00 UTC)" in page, path
        assert f"{read_back.PROVES_NOTHING} {quoted}" in page, path
    assert details("read_back")["reason"] == f"{read_back.PROVES_NOTHING} {quoted}"


@pytest.mark.faults(66)
@pytest.mark.parametrize("action", ["reschedule", "cancel"])
def test_a_word_that_nobody_knows_is_quoted_beside_what_was_asked_where_a_person_decides(
    administrator: Desk, sandbox: Sandbox, action: str
) -> None:
    where = book(administrator, sandbox)
    method = "PUT" if action == "reschedule" else "DELETE"
    sandbox.trouble("drop_before", method=method)
    sandbox.trouble("status_value", method="GET", value="Awaiting {learner}", times=None)
    (move if action == "reschedule" else cancel)(administrator, where)
    undecided(administrator, where, action)

    quoted = "It shows the status “Awaiting {learner}”, which nobody here knows."
    settling = f"/undecided/{attempt_of(where).attempt_id}/"
    for path in (session_path(where), "/undecided/", settling):
        assert f"{read_back.PROVES_NOTHING} {quoted}" in words(administrator.get(path)), path
