"""A session that was booked here, known from the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from tests.support.booking_form import session_path
from tests.support.client import Desk


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session that was booked here for Thursday, January 14, 9:30 AM Central."""
    where: dict[str, str] = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    assert desk.book(where).status_code == 302
    desk.get(session_path(where))
    return where
