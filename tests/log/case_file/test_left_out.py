"""Events left out of a case file are missed by the checker."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduling.log import case_events
from tests.support.case_file_checker import Asked, check, made
from tests.support.case_files import numbers_of
from tests.support.client import Desk


def test_an_event_of_the_session_that_was_left_out_is_missed(
    auditor: Desk, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a portal would make the file that was told to leave it out: every hash is right."""
    numbers, gather = numbers_of(asked), case_events._numbers
    monkeypatch.setattr(
        case_events,
        "_numbers",
        lambda subject: (one for one in gather(subject) if one != numbers[2]),
    )
    code, printed = check(tmp_path, made(auditor, asked))
    assert (code, printed.splitlines()[-1]) == (
        1,
        f"BROKEN between event {numbers[1]} and event {numbers[3]}: events 3 to 3 of session"
        f" {asked['session']} are missing.",
    )


def test_the_first_events_of_a_session_that_were_left_out_are_missed(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    """From the file alone: what hangs on nothing before it has every hash right."""
    case = json.loads(made(auditor, asked))
    numbers = numbers_of(asked)
    case["events"], case["count"] = case["events"][2:], case["count"] - 2
    case["events"][0]["links"] = []
    code, printed = check(tmp_path, json.dumps(case).encode())
    assert (code, printed.splitlines()[-1]) == (
        1,
        f"BROKEN before event {numbers[2]}: events 1 to 2 of session {asked['session']} are"
        " missing.",
    )


@pytest.mark.parametrize("recast", ["a learner's", "from a day on"])
def test_a_file_that_says_it_is_about_something_else_tells_what_is_missing_at_its_beginning(
    auditor: Desk, asked: Asked, tmp_path: Path, recast: str
) -> None:
    case = json.loads(made(auditor, asked))
    case["events"], case["count"] = case["events"][2:], case["count"] - 2
    case["events"][0]["links"] = []
    if recast == "from a day on":
        case["since"] = case["events"][0]["event"]["at"]
    else:
        who = {"id": "US1", "name": "Maya", "email": "", "also_recorded_as": []}
        case |= {"exam_session": "", "exam": "", "learner": who}
    printed = check(tmp_path, json.dumps(case).encode())[1]
    session, last = asked["session"], case["count"] + 2
    assert (
        f"{case['count']} events. It has the events of session {session} from number 3 to {last}:"
        " its events 1 to 2 are not in the file."
    ) in printed
