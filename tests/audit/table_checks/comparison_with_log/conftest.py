"""An institution that was noted, and a request that was sent."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import (
    Attempt,
    Institution,
)
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.table_comparisons import verified


@pytest.fixture
def noted(institution: Institution) -> Institution:
    """An institution of a portal that was verified once."""
    assert verified() == []
    return institution


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> Attempt:
    book(desk, sandbox)
    assert verified() == []
    return Attempt.objects.get()
