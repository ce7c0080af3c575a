"""What an earlier request asked for comes back into the form as it was answered,
without secrets.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduling.booking.redaction import redacted
from scheduling.drafts.contents import Draft
from scheduling.forms.booking.earlier_answers import answers_of_earlier_request
from scheduling.models import Attempt
from scheduling.proctoring_api import request_bodies
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import OPTIONS, answers_for, command_of, posted

NOT_BROUGHT = {"attempt_id", "card_token", "voucher_code", "time_fold"}


def asked_again(wire_name: str, **changes: str) -> Draft:
    """The answers that come back after a request was sent with these."""
    command = command_of(posted(wire_name, **changes))
    attempt = Attempt(
        session_type=wire_name,
        time_zone=command.time_zone,
        asked=redacted(request_bodies.schedule_body(command)),
    )
    return answers_of_earlier_request(attempt, OPTIONS)


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
def test_every_answer_of_every_type_comes_back_but_secrets(wire_name: str) -> None:
    back = asked_again(wire_name).answers.items()
    sent = answers_for(wire_name).items()
    assert dict(pair for pair in back if pair[0] not in NOT_BROUGHT) == dict(
        pair for pair in sent if pair[0] not in NOT_BROUGHT
    )


def test_a_secret_is_told_as_left_out_and_not_by_its_last_four() -> None:
    paid = asked_again("smarter-scheduling")
    assert paid.left_out == {"voucher_code"}
    assert "2099" not in [text for name, text in paid.answers.items() if "code" in name]
    by_card = asked_again("smarter-scheduling", voucher_code="", card_token="tok_practice_visa_9")
    assert by_card.left_out == {"card_token"}
    assert [name for name, text in by_card.answers.items() if "visa" in text] == []


def test_what_was_left_blank_stays_blank_though_the_institution_has_a_default() -> None:
    back = asked_again("smarter-scheduling", notes="", amount="", voucher_code="")
    assert (back.answers["notes"], back.answers["amount"]) == ("", "")
    assert "currency" not in back.answers


@pytest.mark.parametrize(("zone", "shown"), [("America/Chicago", ""), ("America/Denver",) * 2])
def test_the_zone_comes_back_where_it_is_not_the_locations_own(zone: str, shown: str) -> None:
    back = asked_again("smarter-scheduling", time_zone=zone)
    assert back.answers["time_zone"] == shown
    assert back.answers["appointment_date_time"] == "2099-01-14T09:30"


@pytest.mark.parametrize("fold", ["first", "second"])
def test_which_of_two_equal_times_was_meant_comes_back(fold: str) -> None:
    asked = {"appointment_date_time": "2027-11-07T01:30", "time_fold": fold}
    back = asked_again("smarter-scheduling", **asked)
    assert back.answers.items() >= asked.items()


def test_a_request_without_an_appointment_brings_no_time() -> None:
    options = replace(OPTIONS, locations=())
    back = answers_of_earlier_request(
        Attempt(session_type="automated", asked={"type": "automated"}), options
    )
    assert [text for name, text in back.answers.items() if "time" in name and text] == []
