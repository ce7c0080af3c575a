"""Which refusals give no reason that a person could act on."""

from __future__ import annotations

import pytest

from scheduling.proctoring_api.errors import NotAuthorised, Refused
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.responses.unexplained_refusals import (
    gives_no_reason,
    may_still_be_done,
)

NOTHING = [
    *("Bad Request", "BADREQUEST", "UNKNOWNERROR", "An error has occurred.", "42"),
    *("Your request could not be processed", "We can’t complete this request at this time."),
]
BROKE = [
    *("INTERNALSERVERERROR", "INTERNALERROR", "ServerError", "Null pointer exception"),
    *("Object reference not set to an instance of an object.", "Cannot read x of undefined"),
]
GAVE_UP = ["Gateway Time-out", "REQUESTTIMEOUT", "upstream error", "ServiceUnavailable"]
REASONS = [
    *("INVALIDINPUT", "NOPROCTOR", "The start is in the past.", "No room at this time"),
    *("Invalid voucher", "Not before 9:00", "PASTSTART"),
]


def refused(said: str, kind: type[Refused] = Refused) -> Refused:
    exchange = Exchange("POST", "/")
    return kind("", exchange=exchange, status=400, code="", message=said, field_errors={})


@pytest.mark.parametrize("said", [*NOTHING, *BROKE, *GAVE_UP])
def test_what_says_nothing_or_that_something_broke_gives_no_reason(said: str) -> None:
    assert gives_no_reason(refused(said))


@pytest.mark.parametrize("said", REASONS)
def test_what_a_person_could_act_on_is_a_reason(said: str) -> None:
    assert not gives_no_reason(refused(said))


def test_what_gave_up_waiting_may_still_be_done_unless_its_status_tells_why() -> None:
    said = {one: may_still_be_done(refused(one)) for one in (*NOTHING, *BROKE, *GAVE_UP)}
    assert [one for one, may_be in said.items() if may_be] == GAVE_UP
    assert not may_still_be_done(refused("Timed out", NotAuthorised))
