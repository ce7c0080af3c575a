"""Two learners who are expected at Duluth."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from tests.support.booking_actions import book
from tests.support.client import Desk


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Two sessions at Duluth, for 9:30 AM on January 14."""
    return [book(desk, sandbox), book(desk, sandbox)]
