"""Sessions that are found by listing an enrollment."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.successors import successor
from tests.support.booking_actions import book, cancel, mirrored
from tests.support.client import Desk

LISTED = {"method": "GET", "path_contains": "/enrollments/"}


@pytest.mark.parametrize("said", ["ProctorU", "PROCTORU", "Proctor-U"])
def test_a_listed_session_has_its_type_whatever_its_spelling(
    desk: Desk, sandbox: Sandbox, said: str
) -> None:
    where = book(desk, sandbox)
    row = {"sessionType": said}
    sandbox.trouble(
        "odd_rows", match=LISTED, times=None, rows={str(place): row for place in range(5)}
    )
    cancel(desk, where)

    found = successor(mirrored(where))
    assert found and found.session_type == "proctoru"
