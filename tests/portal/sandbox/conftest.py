"""Plain HTTP to talk to the stand-in with, and a session to book under trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from portal.sandbox.server import Sandbox
from tests.support.sandbox_bookings import PLACE, START

Address = dict[str, Any]


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """Sends the practice token; follows nothing."""
    with requests.Session() as session:
        session.trust_env = False
        session.headers["token"] = "practice-token"
        session.max_redirects = 0
        yield session


@pytest.fixture
def waiting(sandbox: Sandbox) -> Address:
    """A session that needs a proctor."""
    return sandbox.needs_proctor()[0]


@pytest.fixture
def url(sandbox: Sandbox) -> Callable[..., str]:
    """The address of a session's calls."""

    def address(where: Address, more: str = "") -> str:
        return (
            f"{sandbox.url}/v1/installs/{where['installSid']}/exams/{where['examSid']}"
            f"/sessions/{where['sessionSid']}{more}"
        )

    return address


@pytest.fixture
def book(http: requests.Session, url: Callable[..., str]) -> Callable[..., requests.Response]:
    """Schedules a session over HTTP."""

    def schedule(where: Address, **fields: Any) -> requests.Response:
        body = {
            "type": "smarter-scheduling",
            "appointmentDateTime": START,
            "proctorLocationSid": PLACE,
        } | fields
        return http.post(url(where), json=body, timeout=30, allow_redirects=False)

    return schedule


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The cases that Schemathesis makes are left out where they would not run: seconds go into the
    making of them, in every process.
    """
    is_made = collection_path.name == "test_schemathesis.py"
    return True if is_made and config.getoption("markexpr") == "not long" else None
