"""A session to book under one trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from tests.support.sandbox_bookings import Trial


@pytest.fixture
def trial(sandbox: Sandbox, url: Callable[..., str], waiting: dict[str, Any]) -> Trial:
    """Books the session that waits, under one trouble."""
    return Trial(sandbox, url, waiting)
