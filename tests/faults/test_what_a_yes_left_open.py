"""A yes that leaves something open: the page and the log say what was not shown, and nothing that
was not shown is told as confirmed.
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks.requests import request_records
from scheduling.booking.outcome_panel import accepted_sentences
from scheduling.booking.outcome_panel.confirmed import is_confirmed
from scheduling.models import ExamSession
from tests.support.booking_actions import settle_by_hand
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.form_answers import PHOENIX
from tests.support.html import words
from tests.support.outcomes import attempt_of, details, effects, page_of, posts, settled

ASKED = "Testing center seat, Duluth Testing Center, Thu, Jan 14, 2027, 9:30 AM CST)."
UNREADABLE: list[tuple[Any, str]] = [
    ("2026-12-01T09:30:00", "2026-12-01T09:30:00"),
    (1_796_117_400, "1796117400"),
    ("12/01/2026 9:30 AM", "12/01/2026 9:30 AM"),
    ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
]


def answered_with(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], *, reads: bool = True, **answers: str
) -> tuple[dict[str, str], str]:
    """Book, with these fields in the answer and, where the `reads` show them too, in each look."""
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    for method in ("POST", "GET") if reads else ("POST",):
        sandbox.trouble("other_fields", method=method, fields=fields, times=None)
    assert desk.book(where, **answers).status_code == 302
    assert (attempt_of(where).state, effects(sandbox, where)) == ("accepted", ["scheduled"])
    return where, page_of(desk, where)


@pytest.mark.faults(64)
def test_a_blank_status_is_told_as_accepted_and_no_more(desk: Desk, sandbox: Sandbox) -> None:
    _, page = answered_with(desk, sandbox, {"status": "\u200b\u3164 "})

    assert accepted_sentences.SHOWS_NO_STATUS.format(title=accepted_sentences.ACCEPTED) in page
    assert accepted_sentences.NO_STATUS in page
    offered = (
        accepted_sentences.BOOKED,
        "To read to the learner",
        "To send to the learner",
        "Calendar file",
    )
    assert [one for one in offered if one in page] == []
    assert is_confirmed(ExamSession.objects.get()) is False
    assert f"{ASKED} SmarterProctoring’s answer did not show the status." in page
    assert details("outcome")["left_open"] == "status"


@pytest.mark.faults(64)
def test_a_status_that_a_later_look_shows_confirms_it(desk: Desk, sandbox: Sandbox) -> None:
    _, page = answered_with(desk, sandbox, {"status": None}, reads=False)

    assert (accepted_sentences.BOOKED in page, "To read to the learner" in page) == (
        True,
        True,
    )
    assert f"{ASKED} SmarterProctoring’s answer did not show the status." in page


@pytest.mark.faults(65)
@pytest.mark.parametrize(("given", "said"), UNREADABLE)
def test_a_start_that_cant_be_read_is_told_as_it_was_given(
    desk: Desk, sandbox: Sandbox, given: object, said: str
) -> None:
    _, page = answered_with(desk, sandbox, {"appointmentDate": given, "appointment": None})

    assert accepted_sentences.GAVE_NO_READABLE_START.format(title="Booked") in page
    assert f"SmarterProctoring’s answer gave the start as “{said}”. That can’t be read." in page
    assert accepted_sentences.DID_NOT_SAY_WHEN.format(title="Booked") not in page
    assert (
        f"{ASKED} SmarterProctoring’s answer showed the start in a form that can’t be read." in page
    )


@pytest.mark.faults(65)
def test_a_start_that_cant_be_read_is_a_fact_beside_a_person_s_decision(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    administrator.book(where)
    odd = {"appointmentDate": "12/01/2026 9:30 AM", "appointment": None}
    sandbox.trouble("other_fields", method="GET", fields=odd, times=None)
    settle_by_hand(administrator, where, "yes")

    assert attempt_of(where).given_unreadably == ["start"]
    assert details("settled")["given_unreadably"] == ["start"]
    assert list(request_records.check()) == []


@pytest.mark.faults(64)
def test_a_booking_without_a_start_is_listed_with_the_one_that_was_asked_for(
    desk: Desk, sandbox: Sandbox
) -> None:
    silent = dict.fromkeys(("appointmentDate", "appointment", "status"))
    _, page = answered_with(desk, sandbox, silent)
    learner = ExamSession.objects.get().learner_name
    listed = words(desk.get(f"/?view=all&q={learner}"))

    assert "asked Thu, Jan 14, 2027, 9:30 AM CST, shows no start" in listed
    assert "Check in" not in page.split("History")[0]


@pytest.mark.faults(64, 65)
@pytest.mark.parametrize("given", [None, "2026-12-01T09:00:00"])
def test_a_start_that_a_later_look_shows_otherwise_than_asked_is_amber_wherever_it_is_told(
    desk: Desk, sandbox: Sandbox, given: str | None
) -> None:
    """An older start was known before, and comes back."""
    where = sandbox.needs_proctor()[0]
    older = "2026-12-01T15:00:00+00:00"
    sandbox.place(where["sessionSid"], start=older)
    desk.get(session_path(where))
    open_ = {"appointmentDate": given, "appointment": None}
    sandbox.trouble("other_fields", method="POST", fields=open_)
    sandbox.trouble("other_fields", method="GET", fields=open_)
    assert desk.book(where).status_code == 302
    page_of(desk, where)
    shown = {"appointmentDate": older, "appointment": None}
    sandbox.trouble("other_fields", method="GET", fields=shown, times=None)
    page = page_of(desk, where)
    row = words(desk.get(f"/?view=all&q={ExamSession.objects.get().learner_name}"))

    asked = "Thursday, January 14, 2027, 9:30 AM CST"
    assert accepted_sentences.SHOWS_ANOTHER.format(title=accepted_sentences.ACCEPTED) in page
    other = "Tuesday, December 1, 2026, 9:00 AM CST (15:00 UTC)"
    assert f"Start {asked} (15:30 UTC) ≠ Different: {other}" in page
    assert "Scheduled, changed outside" in page
    assert "Scheduled, changed outside" in row
    assert details("seen")["changes"]["start"]["before"] == "not shown"


@pytest.mark.faults(64)
def test_a_place_that_a_later_look_shows_otherwise_than_asked_is_amber_wherever_it_is_told(
    desk: Desk, sandbox: Sandbox
) -> None:
    where, _ = answered_with(desk, sandbox, {"location": None})
    sandbox.stand_in.troubles.clear()
    other = {"location": {"sid": PHOENIX, "name": "Phoenix Learning Center"}}
    sandbox.trouble("other_fields", method="GET", fields=other, times=None)
    page = page_of(desk, where)
    row = words(desk.get(f"/?view=all&q={ExamSession.objects.get().learner_name}"))

    assert accepted_sentences.SHOWS_ANOTHER.format(title=accepted_sentences.ACCEPTED) in page
    assert "Location Duluth Testing Center ≠ Different: Phoenix Learning Center" in page
    assert "Scheduled, changed outside" in page
    assert "Scheduled, changed outside" in row
    assert details("seen")["changes"]["location"]["before"] == "not shown"


@pytest.mark.faults(64, 65)
def test_the_log_marks_a_yes_without_a_start_although_the_next_look_shows_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    silent = dict.fromkeys(("appointmentDate", "appointment", "sessionType", "location"))
    where, page = answered_with(desk, sandbox, silent, reads=False)
    left_out = "SmarterProctoring’s answer did not show the start, the type or the location."

    assert accepted_sentences.BOOKED in page
    assert f"{ASKED} {left_out}" in page
    history = desk.get(session_path(where)).text.split(left_out)[0]
    assert history[history.rindex("<li") :].startswith(
        '<li class="timeline__item timeline__item--warn"'
    )


@pytest.mark.faults(64)
@pytest.mark.parametrize(
    "location",
    [None, {"sid": None, "name": None}, [{"sid": f"PL{3:032x}"}, {"sid": f"PL{4:032x}"}]],
    ids=str,
)
def test_a_location_that_is_not_shown_is_told_as_asked(
    desk: Desk, sandbox: Sandbox, location: object
) -> None:
    _, page = answered_with(desk, sandbox, {"location": location})

    asked, is_unreadable = "Duluth Testing Center", isinstance(location, list)
    assert (accepted_sentences.NO_LOCATION.format(asked=asked) in page) == (not is_unreadable)
    assert (accepted_sentences.LOCATION_ASKED_FOR.format(asked=asked) in page) == is_unreadable
    for said in ("showed the location in a form that can’t be read.", "gave the location as “"):
        assert (said in page) == is_unreadable


@pytest.mark.faults(64)
@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"sessionType": None}, "the type"),
        ({"location": None}, "the location"),
        ({"sessionType": None, "location": {"sid": None}}, "the type or the location"),
    ],
    ids=str,
)
def test_without_its_type_or_its_location_a_booking_is_not_confirmed(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], what: str
) -> None:
    where, page = answered_with(desk, sandbox, fields)

    title = accepted_sentences.DID_NOT_SHOW.format(title="Booked", what=what)
    assert (title in page, accepted_sentences.BOOKED in page) == (True, False)
    asked = accepted_sentences.NO_TYPE.format(asked="Testing center seat")
    assert (asked in page) == ("sessionType" in fields)
    assert [
        one for one in ("You are booked", "Not known here", "Calendar file") if one in page
    ] == []
    assert is_confirmed(ExamSession.objects.get()) is False
    sandbox.clear()
    assert accepted_sentences.BOOKED in page_of(desk, where)
    assert is_confirmed(ExamSession.objects.get()) is True


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (-5, "USD", "-5"),
        ("many", "USD", "many"),
        ({"value": 9}, "USD", "value"),
        ("25.50", "credits", "25.50 credits"),
    ],
)
def test_a_price_that_cant_be_read_is_told(
    desk: Desk, sandbox: Sandbox, amount: object, currency: str, said: str
) -> None:
    price = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}
    fields = {"appointment": {"amount": amount, "currency": currency}}
    _, page = answered_with(desk, sandbox, fields, **price)

    start = "SmarterProctoring’s answer gave the price as “"
    assert said in page.split(start)[1].split("”. That can’t be read.")[0]
    assert "showed the price in a form that can’t be read." in page


@pytest.mark.faults(64)
def test_what_reading_back_settles_says_what_its_look_did_not_show(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    sandbox.trouble("other_fields", method="GET", fields={"location": None}, times=None)
    desk.book(where)

    assert (settled(where).state, posts(sandbox)) == ("accepted", 1)
    page = page_of(desk, where)
    assert "was done. SmarterProctoring’s answer did not show the location." in page
    assert accepted_sentences.NO_LOCATION.format(asked="Duluth Testing Center") in page
