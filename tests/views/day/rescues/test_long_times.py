"""A new time that is typed at length is read to its end, or not at all."""

from __future__ import annotations

import re

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, Institution
from tests.support.batches import booked_there
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import answers, sent

AT_LENGTH = f"Thursday, January 14th, 2027{8 * ' '}1:30 PM"


def test_the_end_of_what_was_typed_is_not_cut_off(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    assert (
        sent(desk, answers(desk, [session]), **{f"new-{session.pk}": AT_LENGTH}).status_code == 302
    )
    [row] = Batch.objects.get().rows.all()
    assert row.new_start.isoformat() == "2027-01-14T19:30:00+00:00"


@pytest.mark.parametrize("typed", ["2027-01-14 " + " " * 90 + "1:30 PM", "x" * 300])
def test_what_is_too_long_is_refused_and_stays(
    desk: Desk, sandbox: Sandbox, institution: Institution, typed: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    answer = sent(desk, answers(desk, [session]), **{f"new-{session.pk}": typed})
    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert "Enter the date and time alone" in words(answer)
    assert own_form_on(answer)[f"new-{session.pk}"] == typed


@pytest.mark.parametrize(
    ("typed", "control"),
    [
        ("12/14/2026 9:30 AM", "text"),
        ("1/2/2027 9:30 AM", "text"),  # read as one of two
        ("2027-01-14 13:30", "text"),
        ("2027-02-30T13:30", "text"),
        ("noonish", "text"),
        ("2027-01-14T13:30", "datetime-local"),
        ("", "datetime-local"),
    ],
)
def test_what_was_typed_comes_back_in_a_control_that_can_show_it(
    desk: Desk, sandbox: Sandbox, institution: Institution, typed: str, control: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    name = f"new-{session.pk}"
    answer = sent(desk, answers(desk, [session]) | {name: typed, "do": "check"})
    assert re.findall(f'type="([^"]*)" id="{name}"', answer.text) == [control]
    assert own_form_on(answer)[name] == typed
