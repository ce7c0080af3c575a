"""What a person settled is never told as the provider's word, and what the booking asks is told in
all.
"""

from __future__ import annotations

import re

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks.requests import request_records
from scheduling.booking.outcome_panel.accepted_sentences import (
    BOOKABLE_AGAIN,
    BOOKED,
    CANCELLED,
    DECIDED,
    SAYS,
    SETTLED_AS,
    SHOWS_A_CHANGE,
    WAS_BOOKED_FOR,
    WHICH_IS_RIGHT,
)
from scheduling.booking.outcome_panel.failed_sentences import NOT_APPLIED
from scheduling.booking.outcome_panel.request_words import SHOWS_IT_AS
from scheduling.forms.booking.settle import NOTHING, OTHERWISE
from scheduling.models import Attempt, AuditEvent
from tests.support.booking_actions import ONE_OFF, WHY, book, cancel, move, settle_by_hand
from tests.support.booking_form import session_path, upstream
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.outcomes import attempt_of, details, let_looks_count, page_of

APPOINTMENT = "Thursday, January 14, 2027 9:30 – 11:00 AM CST Duluth Testing Center · 15:30 UTC"


def test_a_cancellation_that_the_provider_does_not_show_is_not_called_confirmed(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(administrator, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(administrator, where)
    sandbox.place(where["sessionSid"], status="Cancelled")
    settle_by_hand(administrator, where, "yes")
    sandbox.place(where["sessionSid"], status="Scheduled")
    page = administrator.get(session_path(where)).text
    told = page_of(administrator, where)
    assert SAYS.format(title=SETTLED_AS["cancel"], status="Scheduled") in told
    assert f"by Ingrid Sato: “{WHY}”" in told  # also of a request of their own
    assert [words for words in (CANCELLED, BOOKABLE_AGAIN) if words in told] == []
    assert ("outcome--unknown" in page, "outcome--accepted" in page) == (True, False)

    sandbox.place(where["sessionSid"], status="Cancelled")
    assert SHOWS_A_CHANGE.format(title=SETTLED_AS["cancel"]) in page_of(administrator, where)
    administrator.post(f"{session_path(where)}looked/", {})
    told = page_of(administrator, where)
    assert f"{SETTLED_AS['cancel']} {WAS_BOOKED_FOR} {APPOINTMENT} {BOOKABLE_AGAIN}" in told
    assert CANCELLED not in told


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("drop_after", f"{SETTLED_AS['schedule']} Thursday"),
        ("drop_before", SAYS.format(title=SETTLED_AS["schedule"], status="Needs proctor")),
    ],
)
def test_a_booking_settled_by_hand_is_told_as_that(
    administrator: Desk, sandbox: Sandbox, trouble: str, said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble(trouble, method="POST")
    administrator.book(where)
    if trouble == "drop_before":
        sandbox.trouble(
            "status", method="GET", code=503, times=None
        )  # what it shows can't be read then
    settle_by_hand(administrator, where, "yes")
    sandbox.clear()
    told = page_of(administrator, where)
    assert said in told
    assert BOOKED not in told
    assert ("To read to the learner" in told) == (trouble == "drop_after")


def test_the_page_names_whom_the_last_of_several_moves_named(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **ONE_OFF, notes="Room 4")
    named = {"first_name": "Maria", "last_name": "Lund", "email": "lund@example.org"}
    assert move(desk, where, **named).status_code == 302
    assert move(desk, where, appointment_date_time="2027-01-18T13:00").status_code == 302
    sandbox.trouble("status", method="PUT", code=409, message="Too late.")
    assert move(desk, where, appointment_date_time="2027-01-19T13:00").status_code == 422
    told = page_of(desk, where)
    assert "Named in the booking Maria Lund" in told
    assert "Email lund@example.org" in told
    assert "Notes Room 4" in told


def test_what_is_over_is_not_read_to_the_learner(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert "To read to the learner" in page_of(desk, where)
    sandbox.place(where["sessionSid"], status="Closed")
    assert "To read to the learner" not in page_of(desk, where)
    assert "You are booked" not in page_of(desk, where)


def test_more_than_a_page_of_undecided_requests_is_told_and_all_can_be_reached(
    administrator: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduling.views.booking.settle.SHOWN", 2)
    sandbox.trouble("drop_before", method="POST", times=None)
    seen = sandbox.needs_proctor()[:3]
    for where in seen:
        administrator.book(where)
    Attempt.objects.update(needs_person=True)
    pages = [administrator.get(f"/undecided/?page={page}").text for page in (1, 2)]
    found = [[str(attempt_of(where).attempt_id) in page for page in pages] for where in seen]
    assert found == [[True, False], [True, False], [False, True]]
    assert "1 to 2 of 3, oldest first." in pages[0]


def test_the_page_of_requests_says_how_many_sessions_wait_for_another_reason(
    administrator: Desk, sandbox: Sandbox
) -> None:
    moved, undecided = book(administrator, sandbox), sandbox.needs_proctor()[1]
    administrator.get(session_path(moved))
    sandbox.place(moved["sessionSid"], start="2027-01-18T20:00:00.000Z")
    administrator.get(session_path(moved))
    page = words(administrator.get("/undecided/"))
    one = "1 more session needs a decision: a switch stopped half way, a change outside this portal"
    assert (one in page, "No request to decide" in page) == (True, True)
    sandbox.trouble("drop_before", method="POST")
    administrator.book(undecided)
    Attempt.objects.filter(session__sid=undecided["sessionSid"]).update(needs_person=True)
    assert one in words(administrator.get("/undecided/"))
    administrator.post(f"{session_path(moved)}looked/", {})
    assert "more session" not in words(administrator.get("/undecided/"))


def test_what_was_asked_stands_beside_what_is_shown_where_somebody_decides(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off", method="POST", answers=False)
    administrator.book(where)
    Attempt.objects.update(needs_person=True)
    opened = words(administrator.get(session_path(where)))
    assert ("Needs a decision" in opened, "Being checked" in opened) == (True, False)
    page = administrator.get(f"/undecided/{attempt_of(where).attempt_id}/")
    beside = (
        "Asked for SmarterProctoring shows State Booked Scheduled"
        " Start 9:30 AM CST ≠ Different: 10:30 AM CST"
        " Type Testing center seat Testing center seat"
        " Location Duluth Testing Center Duluth Testing Center"
    )
    assert beside in words(page)
    assert beside in opened
    [row] = re.findall(r"<tr>\s*<td.*?</tr>", administrator.get("/undecided/").text, re.DOTALL)
    assert "Start ≠ Different: 10:30 AM CST" not in plain_text(row)
    assert "Start 9:30 AM CST" in plain_text(row)
    assert "≠ Different: 10:30 AM CST" in plain_text(row)
    listed = words(administrator.get("/?view=decide"))
    assert "≠ Start: asked 9:30 AM CST, shows 10:30 AM CST" in listed


def test_too_short_a_reason_is_told_in_words_of_ours(administrator: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("drop_before", method="POST")
    where = sandbox.needs_proctor()[0]
    administrator.book(where)
    Attempt.objects.update(needs_person=True)
    answer = administrator.post(
        f"/undecided/{attempt_of(where).attempt_id}/", {"applied": "yes", "reason": "seen"}
    )
    assert (answer.status_code, "Ensure this value" in answer.text) == (422, False)
    assert "Add a few words" in answer.text


def test_what_is_wrong_with_the_choice_is_told_where_it_is_chosen(
    administrator: Desk, sandbox: Sandbox
) -> None:
    sandbox.trouble("drop_before", method="POST")
    where = sandbox.needs_proctor()[0]
    administrator.book(where)
    Attempt.objects.update(needs_person=True)
    path = f"/undecided/{attempt_of(where).attempt_id}/"
    group = re.compile(r'<fieldset class="field--wide"([^>]*)>')
    assert group.findall(administrator.get(path).text) == [""]
    refused = administrator.post(path, {"reason": WHY}).text
    assert group.findall(refused) == [' aria-describedby="id_applied_error" aria-invalid="true"']
    assert 'id="id_applied_error">Choose what SmarterProctoring shows.<' in refused


def test_what_was_settled_as_not_done_is_told_apart_from_what_the_provider_shows(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(administrator, sandbox)
    sandbox.trouble("drop_after", method="DELETE")
    cancel(administrator, where)
    sandbox.place(where["sessionSid"], status="Scheduled")
    settle_by_hand(administrator, where, "no")
    sandbox.place(where["sessionSid"], status="Cancelled")
    page = words(administrator.get(session_path(where)))
    assert SHOWS_IT_AS.format(status="Cancelled") in page
    assert f"decided that your request was not done: “{WHY}”" in page
    assert NOT_APPLIED["cancel"] not in page


def decide(desk: Desk, where: dict[str, str], applied: str) -> str:
    """The form's words after an answer that is refused; nothing is settled then."""
    path = f"/undecided/{attempt_of(where).attempt_id}/"
    answer = desk.post(path, {"applied": applied, "reason": WHY})
    assert (answer.status_code, attempt_of(where).state) == (422, "unconfirmed")
    chosen = re.search(rf'value="{applied}"\s+checked', answer.text)
    assert (WHY in answer.text, bool(chosen)) == (True, True)
    return words(answer)


def test_a_choice_that_the_provider_contradicts_is_refused_and_the_fitting_one_named(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before", method="POST")
    administrator.book(where)
    Attempt.objects.update(needs_person=True)
    nothing = f"SmarterProctoring shows “Needs proctor”. Choose “{NOTHING}”, or check again later."
    assert [nothing in decide(administrator, where, one) for one in ("yes", "otherwise")] == [
        True,
        True,
    ]

    body = {"type": "smarter-scheduling", "appointmentDateTime": "2027-01-19T16:00:00.000Z"}
    answer = requests.post(
        sandbox.url + upstream(where), json=body, headers={"token": sandbox.token}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    said = decide(administrator, where, "yes")
    tuesday = "Tuesday, January 19, 2027, 10:00 AM CST (16:00 UTC)"
    assert f"SmarterProctoring shows “Scheduled”, {tuesday}." in said
    assert f"Choose “{OTHERWISE}”" in said

    settle_by_hand(administrator, where, "otherwise")
    told = page_of(administrator, where)
    assert DECIDED.format(who="Ingrid Sato", stored=f", {tuesday}") in told
    assert WHICH_IS_RIGHT not in told
    assert "on Tuesday, January 19, 2027 from 10:00" in told


@pytest.mark.parametrize(
    ("action", "trouble", "untrue", "fits"),
    [
        ("reschedule", "drop_before", "yes", "No, it was not done"),
        ("reschedule", "drop_after", "no", "Yes, it is moved as asked"),
        ("cancel", "drop_before", "yes", "No, it was not done"),
        ("cancel", "drop_after", "no", "Yes, it is cancelled"),
    ],
)
def test_moves_and_cancellations_are_decided_by_what_is_shown_too(
    administrator: Desk, sandbox: Sandbox, action: str, trouble: str, untrue: str, fits: str
) -> None:
    where = book(administrator, sandbox)
    method, send = {"reschedule": ("PUT", move), "cancel": ("DELETE", cancel)}[action]
    sandbox.trouble(trouble, method=method)
    send(administrator, where)
    Attempt.objects.filter(action=action).update(needs_person=True)
    assert f"Choose “{fits}”" in decide(administrator, where, untrue)


PAID = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}


def undecided_at(
    desk: Desk, sandbox: Sandbox, fields: dict[str, object], **answers: str
) -> dict[str, str]:
    """A booking that the provider stored with these fields, and whose answer was lost."""
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    desk.book(where, **answers)
    sandbox.place(where["sessionSid"], fields=fields)
    Attempt.objects.update(needs_person=True)
    return where


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"amount": 125}, "Price $25.50 ≠ Different: $125.00"),
        ({"notes": "Other notes"}, "Notes Ground floor ≠ Different: Other notes"),
    ],
)
def test_done_as_asked_is_refused_where_the_price_or_the_notes_differ(
    administrator: Desk, sandbox: Sandbox, fields: dict[str, object], shown: str
) -> None:
    """What a list does not tell is read before anybody decides on it."""
    where = undecided_at(administrator, sandbox, fields, notes="Ground floor", **PAID)
    said = decide(administrator, where, "yes")
    assert shown in said
    assert f"Choose “{OTHERWISE}”" in said
    assert f"Choose “{OTHERWISE}”" in decide(administrator, where, "no")

    settle_by_hand(administrator, where, "otherwise")
    told = page_of(administrator, where)
    assert shown in told
    assert DECIDED.format(who="Ingrid Sato", stored=", Thursday") in told.replace(
        ", Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)", ", Thursday"
    )
    assert "was done, but not as asked." in event_sentence("settled")
    assert (details("settled")["cause"], attempt_of(where).is_done_otherwise) == (
        "decided-otherwise",
        False,
    )


def test_what_nobody_has_seen_when_deciding_is_told_as_such(
    administrator: Desk, sandbox: Sandbox
) -> None:
    """Decided by an earlier release, which kept no answer: differences are still to be cleared."""
    where = undecided_at(administrator, sandbox, {"amount": 125}, **PAID)
    settle_by_hand(administrator, where, "otherwise")
    Attempt.objects.update(cause="decided by a person")
    told = page_of(administrator, where)
    assert WHICH_IS_RIGHT in told
    assert "decided to keep" not in told
    assert "To read to the learner" not in told
    assert attempt_of(where).is_done_otherwise


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("yes", "was done."),
        ("otherwise", "was done, but not as asked."),
        ("no", "was not done."),
    ],
)
def test_the_answer_is_in_the_log_also_where_nothing_could_be_read(
    administrator: Desk, sandbox: Sandbox, answer: str, said: str
) -> None:
    where = undecided_at(administrator, sandbox, {})
    sandbox.trouble("status", method="GET", code=503, times=None)
    settle_by_hand(administrator, where, answer)
    assert event_sentence("settled").endswith(said)
    assert details("settled")["cause"] == f"decided-{answer}"
    assert attempt_of(where).cause == f"decided-{answer}"


def test_a_decision_that_was_changed_in_the_database_is_found_beside_the_log(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = undecided_at(administrator, sandbox, {"amount": 125}, **PAID)
    settle_by_hand(administrator, where, "otherwise")
    assert list(request_records.check()) == []
    Attempt.objects.update(cause="decided-yes")
    by_reason, by_cause = request_records.check()
    assert "tells another reason or difference" in by_reason.said
    assert "was answered otherwise than event" in by_cause.said


def event_sentence(kind: str) -> str:
    """What the newest event of a kind says."""
    event = AuditEvent.objects.filter(kind=kind).order_by("-number").first()
    assert event is not None
    return event.sentence


def test_whom_an_earlier_booking_named_is_not_told_of_one_made_elsewhere(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, **ONE_OFF, notes="Room 4")
    assert "Named in the booking" in page_of(desk, where)
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    page_of(desk, where)
    sandbox.place(where["sessionSid"], status="Scheduled")
    told = page_of(desk, where)
    assert "Needs proctor → Scheduled" in told
    assert [words for words in ("Named in the booking", "Room 4") if words in told] == []
