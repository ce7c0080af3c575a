from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scheduling.proctoring_api.auth import ClientCredentials, HeaderToken
from scheduling.proctoring_api.client import Client
from scheduling.proctoring_api.connection_settings import Connection
from scheduling.session_commands import SessionAddress
from tests.support.provider_session import EXAM, INSTALL, SESSION, TOKEN
from tests.support.scripted_provider import Script, ScriptedServer


@pytest.fixture
def address() -> SessionAddress:
    return SessionAddress(install_sid=INSTALL, exam_sid=EXAM, session_sid=SESSION)


@pytest.fixture
def record() -> dict[str, Any]:
    """A session object about the session of `address`."""
    return {
        "sid": SESSION,
        "installSid": INSTALL,
        "examSid": EXAM,
        "status": "Scheduled",
        "sessionType": "ad-hoc",
    }


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    """Starts scripted servers, and stops them after the test."""
    running: list[ScriptedServer] = []

    def start(*scripts: Script, **options: Any) -> ScriptedServer:
        running.append(ScriptedServer(list(scripts), **options))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def connect() -> Callable[..., Client]:
    """A fresh client for a server (or an address); a test of the total time gives its own."""

    def make(server: ScriptedServer | str, **changes: Any) -> Client:
        url = server if isinstance(server, str) else server.url
        return Client(
            dataclasses.replace(Connection(url, HeaderToken(TOKEN), timeout=30.0), **changes)
        )

    return make


@pytest.fixture
def bearer(serve: Any, connect: Any) -> Callable[..., Client]:
    """A client for an API server whose access tokens come from another server."""

    def make(api: ScriptedServer, door: ScriptedServer, **changes: Any) -> Client:
        return connect(
            api,
            credentials=ClientCredentials(f"{door.url}/oidc/token", "II" + "1" * 32, "s3cret"),
            **changes,
        )

    return make
