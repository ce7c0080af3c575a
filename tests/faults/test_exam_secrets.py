"""An exam's access key that an answer's words carry is on no page and in no file, wherever and
however they do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from tests.support.booking_actions import book as booked
from tests.support.booking_actions import cancel, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import page_of
from tests.support.scripted_provider import answer, says

KEY = "AK-hush-1002"
EXAM = {"accessKey": KEY, "URL": f"https://exam.example/?k={KEY}", "note": "busy"}
NESTED = json.dumps(EXAM)
WORDS = [
    {"message": NESTED},
    {"message": f"Conflict with session {NESTED}"},
    {"code": "CONFLICT", "error": {"message": NESTED}},
    {"errors": [{"field": "appointmentDateTime", "message": f"taken by {NESTED}"}]},
    {"message": f"Session(accessKey={KEY}, note=busy)"},
    {"message": f"taken; key {KEY}", "session": EXAM},
    f"Session is busy: accessKey: {KEY}",
    NESTED,
]


def sends(desk: Desk, where: dict[str, str], method: str) -> Any:
    if method == "POST":
        return desk.book(where)
    return (move if method == "PUT" else cancel)(desk, where)


@pytest.mark.faults(71)
@pytest.mark.parametrize("said", mostly_long(WORDS, everyday=3), ids=str)
@pytest.mark.parametrize(
    ("method", "status"), [("POST", 409), ("PUT", 400), ("PUT", 200), ("DELETE", 409)]
)
def test_a_key_in_the_words_of_an_answer_is_kept_and_shown_nowhere(
    desk: Desk,
    sandbox: Sandbox,
    provide: Callable[..., Any],
    on_disk: Callable[[], bytes],
    method: str,
    status: int,
    said: Any,
) -> None:
    where = sandbox.needs_proctor()[0] if method == "POST" else booked(desk, sandbox)
    provide(says(said, status))
    page = sends(desk, where, method).text + page_of(desk, where)

    assert KEY not in page
    assert KEY.encode() not in on_disk()


@pytest.mark.faults(71)
@pytest.mark.parametrize("said", mostly_long(WORDS, everyday=3), ids=str)
def test_nor_one_in_the_words_of_a_refused_look(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], said: Any
) -> None:
    where = booked(desk, sandbox)
    provide(answer(400, json.dumps(said)))
    assert KEY not in desk.get(session_path(where)).text


@pytest.mark.faults(71)
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (json.dumps({"accessKey": KEY, "msg": "no"}), '{"accessKey": "[hidden]", "msg": "no"}'),
        (json.dumps({"session": {"access_key": KEY}}), '{"session": {"access_key": "[hidden]"}}'),
        (f"The access key {KEY} is revoked", "The access key [hidden] is revoked"),
        ("The access key is required", "The access key is required"),
    ],
)
def test_nor_one_in_the_reason_of_a_session_or_the_name_of_a_place(
    desk: Desk, sandbox: Sandbox, on_disk: Callable[[], bytes], said: str, shown: str
) -> None:
    where = booked(desk, sandbox)
    fields = {"status": "Approval Denied", "statusReason": said, "location": {"name": said}}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    page = desk.get(session_path(where)).text

    assert KEY not in page
    assert KEY.encode() not in on_disk()
    assert ExamSession.objects.get(sid=where["sessionSid"]).status_reason == shown
